import type { OodGroup } from "../model/recipe.ts";
import type { NumericArray } from "./arrays.ts";
import { type Arrays, classCount, defectOf, disagreements, type LoadedArray } from "./checks.ts";
import { type InputFile, readFile } from "./formats/formats.ts";
import {
  CONTENTS,
  type Content,
  EXPECTED_NAMES,
  EXPORT_NOTES,
  parseRole,
  roleName,
  usualGroup,
} from "./names.ts";
import { rolesOf } from "./roles.ts";

/** The arrays loaded so far: each sound, and none at odds with another. Immutable. */
export interface Collection {
  readonly arrays: Arrays;
  /** Arrays of the same files that the lab has no use for, each with the reason. */
  readonly unused: readonly { source: string; why: string }[];
  /** Groups that were chosen by hand, by data set. */
  readonly groups: ReadonlyMap<string, OodGroup>;
}

export const EMPTY: Collection = { arrays: new Map(), unused: [], groups: new Map() };

/**
 * Adds files to a collection, one after the other: all of them, or none if there is a problem. The
 * exporter's notes are passed by.
 *
 * A role that is filled already is a problem and never a replacement, for a set that mixes two
 * exports can be sound in shape and wrong in every number.
 */
export async function add(
  previous: Collection,
  files: readonly InputFile[],
): Promise<{ collection: Collection } | { problems: string[] }> {
  const problems: string[] = [];
  const arrays = new Map(previous.arrays);
  const unused = [...previous.unused];
  for (const file of files) {
    if (file.name === EXPORT_NOTES) continue;
    try {
      const contents = await contentsOf(file);
      unused.push(...contents.unused);
      for (const [name, array] of contents.arrays) {
        const filled = arrays.get(name);
        if (filled) problems.push(collision(name, array, filled, previous));
        else arrays.set(name, array);
      }
      problems.push(...contents.problems);
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  problems.push(...disagreements(arrays));
  return problems.length ? { problems } : { collection: { ...previous, arrays, unused } };
}

/** The arrays of one file that have a role, those that have none, and what is wrong with it. */
async function contentsOf(file: InputFile) {
  const found = await readFile(file);
  const taken = rolesOf(file.name, found);
  const arrays: [string, LoadedArray][] = [];
  const unused: { source: string; why: string }[] = [];
  const problems: string[] = [];
  found.forEach((each, i) => {
    const source = each.name && found.length > 1 ? `${file.name}, ${each.name}` : file.name;
    const outcome = taken[i];
    if ("unused" in outcome) {
      const why = "problem" in each ? each.problem : outcome.unused;
      unused.push({ source, why: why.replace(`${source}: `, "") });
    } else if ("problem" in each) problems.push(each.problem);
    else {
      const array = { ...suited(each.array, outcome.role.content), source };
      const defect = defectOf(outcome.role, array);
      if (defect) problems.push(defect);
      else arrays.push([roleName(outcome.role), array]);
    }
  });
  if (arrays.length + problems.length === 0) {
    const whys = unused.map(({ source, why }) => `${source}: ${why}`);
    problems.push(
      `${file.name}: holds nothing that the lab can use` +
        (whys.length ? ` (${whys.join("; ")})` : "") +
        `, expected ${EXPECTED_NAMES}; rename it`,
    );
  }
  return { arrays, unused, problems };
}

/** Digits in a text are integers by chance: where floats are expected, they are floats. */
function suited(array: NumericArray, content: Content): NumericArray {
  if (array.dtype !== "text" || !CONTENTS[content].floating) return array;
  return { ...array, data: Float32Array.from(array.data) };
}

function collision(
  role: string,
  { source }: LoadedArray,
  filled: LoadedArray,
  previous: Collection,
): string {
  if (previous.arrays.has(role)) {
    return `${source}: ${role} is loaded already, expected a new name; clear first to replace it`;
  }
  const other = filled.source === source ? "" : `, also from ${filled.source}`;
  return `${source}: ${role} is there twice${other}, expected once; drop one of the two`;
}

/** Puts an OOD set into a group by hand. */
export function regroup(collection: Collection, dataset: string, group: OodGroup): Collection {
  return { ...collection, groups: new Map([...collection.groups, [dataset, group]]) };
}

const ORDER: Record<OodGroup, number> = { near: 0, mid: 1, far: 2 };

/** The OOD sets whose features are there: near first, then mid, then far, each by name. */
export function oodSets({ arrays, groups }: Collection): { dataset: string; group: OodGroup }[] {
  return [...arrays.keys()]
    .map((name) => /^ood_(.+)_features$/.exec(name)?.[1])
    .filter((dataset) => dataset !== undefined)
    .map((dataset) => ({ dataset, group: groups.get(dataset) ?? usualGroup(dataset) }))
    .sort((a, b) => ORDER[a.group] - ORDER[b.group] || (a.dataset < b.dataset ? -1 : 1));
}

function hasLogits({ arrays }: Collection, part: string): boolean {
  const head = arrays.has("head_weight") && arrays.has("head_bias");
  return head || arrays.has(roleName({ part, content: "logits" }));
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

const LOGIT_METHODS = ["MSP", "ODIN", "Energy"] as const;
type LogitMethod = (typeof LOGIT_METHODS)[number];

/** What the logit methods lack: logits of the test set, and of at least one OOD set. */
function lacking(collection: Collection): { method: LogitMethod; needs: string }[] {
  const sets = oodSets(collection).map(({ dataset }) => `ood_${dataset}`);
  const without = ["test", ...sets].filter((part) => !hasLogits(collection, part));
  if (!without.includes("test") && without.length < Math.max(1, sets.length)) return [];
  const files = without.map((part) => roleName({ part, content: "logits" })).join(", ");
  const needs = `logits: ${files}; or head_weight and head_bias`;
  return LOGIT_METHODS.map((method) => ({ method, needs }));
}

/** What a collection amounts to, for the page. */
export function summarise(collection: Collection) {
  const { arrays } = collection;
  const features = arrays.get("train_features");
  const labels = arrays.get("train_labels");
  const test = arrays.get("test_features");
  const gaps = missing(collection);
  return {
    files: [...arrays].map(([role, { source, shape, dtype }]) => ({
      name: source,
      role,
      rows: shape[0],
      columns: shape[1] ?? 1,
      dtype,
    })),
    ready:
      gaps.length === 0 && features && labels && test
        ? {
            dimensions: features.shape[1],
            classes: classCount(labels.data as Int32Array),
            trainRows: features.shape[0],
            testRows: test.shape[0],
          }
        : null,
    unused: [...collection.unused],
    missing: gaps,
    ood: oodSets(collection).map(({ dataset, group }) => ({
      dataset,
      group,
      rows: arrays.get(`ood_${dataset}_features`)!.shape[0],
      logits: hasLogits(collection, `ood_${dataset}`),
    })),
    lacking: lacking(collection),
  };
}
