import type { OodGroup } from "../model/recipe.ts";
import type { Collection } from "./features.ts";
import { type Content, parseRole, roleName, usualGroup } from "./names.ts";

const ORDER: Record<OodGroup, number> = { near: 0, mid: 1, far: 2 };

/** The OOD sets whose features are there: near first, then mid, then far, each by name. */
export function oodSets({ arrays, groups }: Collection): { dataset: string; group: OodGroup }[] {
  return [...arrays.keys()]
    .map((name) => /^ood_(.+)_features$/.exec(name)?.[1])
    .filter((dataset) => dataset !== undefined)
    .map((dataset) => ({ dataset, group: groups.get(dataset) ?? usualGroup(dataset) }))
    .sort((a, b) => ORDER[a.group] - ORDER[b.group] || (a.dataset < b.dataset ? -1 : 1));
}

/** What is missing before anything can be scored, as sentences. */
export function missing(collection: Collection): string[] {
  const { arrays } = collection;
  const sentences = [
    ["train_features", "the features of the training rows"],
    ["train_labels", "the classes of the training rows"],
    ["test_features", "the features of the in-distribution test rows"],
  ]
    .filter(([name]) => !arrays.has(name))
    .map(([name, what]) => `${name} is missing: ${what}`);
  if (oodSets(collection).length === 0) {
    sentences.push("ood_<name>_features is missing: at least one out-of-distribution set");
  }
  for (const name of arrays.keys()) {
    const { part } = parseRole(name)!;
    const features = roleName({ part, content: "features" });
    if (part.startsWith("ood_") && !arrays.has(features)) {
      sentences.push(`${features} is missing: the features that belong to ${name}`);
    }
  }
  return sentences;
}

/** What methods ask for beside features; null where it is there, else the arrays that would give it. */
export interface Inputs {
  /** Logits of the test set and of at least one OOD set. */
  logits: string | null;
  /** Whole ODIN scores of the test set and of every OOD set: with fewer, none are used. */
  odin: string | null;
  /** The classifier's last layer. */
  head: string | null;
}

/** What the arrays give to the methods: the one place that says which of them can run on what. */
export function inputsOf(collection: Collection): Inputs {
  const sets = oodSets(collection).map(({ dataset }) => `ood_${dataset}`);
  const names = (content: Content, has: (part: string) => boolean) =>
    ["test", ...sets].filter((part) => !has(part)).map((part) => roleName({ part, content }));
  const logits = names("logits", (part) => hasLogits(collection, part));
  const odin = names("odin", (part) => collection.arrays.has(roleName({ part, content: "odin" })));
  const some = !logits.includes("test_logits") && logits.length < Math.max(1, sets.length);
  const head = ["head_weight", "head_bias"].filter((name) => !collection.arrays.has(name));
  return {
    logits: some ? null : `${logits.join(", ")}; or head_weight and head_bias`,
    odin: odin.length > 0 ? odin.join(", ") : null,
    head: head.length > 0 ? head.join(", ") : null,
  };
}

/** Whether a set's logits are there, or can be computed. */
export function hasLogits({ arrays }: Collection, part: string): boolean {
  const head = arrays.has("head_weight") && arrays.has("head_bias");
  return head || arrays.has(roleName({ part, content: "logits" }));
}
