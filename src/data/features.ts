import type { OodGroup } from "../model/recipe.ts";
import { type Arrays, classCount, defectOf, disagreements } from "./checks.ts";
import { EXPECTED_NAMES, EXPORT_NOTES, fileName, parseName, usualGroup } from "./names.ts";
import { type NpyArray, readNpy } from "./npy.ts";

/** A file as it was dropped: its name without a folder, and its bytes. */
export interface NamedFile {
  name: string;
  bytes: ArrayBuffer;
}

/** The feature files loaded so far: each sound, and none at odds with another. Immutable. */
export interface Collection {
  readonly arrays: Arrays;
  /** Groups that were chosen by hand, by data set. */
  readonly groups: ReadonlyMap<string, OodGroup>;
}

export const EMPTY: Collection = { arrays: new Map(), groups: new Map() };

/**
 * Adds files to a collection: all of them, or none if there is a problem. The exporter's notes are
 * passed by.
 *
 * A name that is loaded already is a problem and never a replacement, for a set that mixes two
 * exports can be sound in shape and wrong in every number.
 */
export function add(
  previous: Collection,
  files: readonly NamedFile[],
): { collection: Collection } | { problems: string[] } {
  const problems: string[] = [];
  const added = new Map<string, NpyArray>();
  const names = new Set<string>();
  for (const { name, bytes } of files) {
    if (name === EXPORT_NOTES) continue;
    if (!parseName(name)) {
      problems.push(`${name}: is not a name of a feature file, expected ${EXPECTED_NAMES}; rename`);
    } else if (names.has(name)) {
      problems.push(`${name}: is there twice, expected once; drop one of the two`);
    } else if (previous.arrays.has(name)) {
      problems.push(`${name}: is loaded already, expected a new name; clear first to replace it`);
    } else {
      const array = attempt(() => readNpy(name, bytes), problems);
      const defect = array && defectOf(name, array);
      if (defect) problems.push(defect);
      else if (array) added.set(name, array);
    }
    names.add(name);
  }
  const arrays = new Map([...previous.arrays, ...added]);
  problems.push(...disagreements(arrays));
  return problems.length ? { problems } : { collection: { ...previous, arrays } };
}

function attempt<T>(read: () => T, problems: string[]): T | null {
  try {
    return read();
  } catch (error) {
    problems.push((error as Error).message);
    return null;
  }
}

/** Puts an OOD set into a group by hand. */
export function regroup(collection: Collection, dataset: string, group: OodGroup): Collection {
  return { ...collection, groups: new Map([...collection.groups, [dataset, group]]) };
}

const ORDER: Record<OodGroup, number> = { near: 0, mid: 1, far: 2 };

/** The OOD sets whose features are there: near first, then mid, then far, each by name. */
export function oodSets({ arrays, groups }: Collection): { dataset: string; group: OodGroup }[] {
  return [...arrays.keys()]
    .map((name) => /^ood_(.+)_features\.npy$/.exec(name)?.[1])
    .filter((dataset) => dataset !== undefined)
    .map((dataset) => ({ dataset, group: groups.get(dataset) ?? usualGroup(dataset) }))
    .sort((a, b) => ORDER[a.group] - ORDER[b.group] || (a.dataset < b.dataset ? -1 : 1));
}

function hasLogits({ arrays }: Collection, part: string): boolean {
  const head = arrays.has("head_weight.npy") && arrays.has("head_bias.npy");
  return head || arrays.has(fileName(part, "logits"));
}

/** What is missing before anything can be scored, as sentences. */
export function missing(collection: Collection): string[] {
  const { arrays } = collection;
  const sentences = [
    ["train_features.npy", "the features of the training rows"],
    ["train_labels.npy", "the classes of the training rows"],
    ["test_features.npy", "the features of the in-distribution test rows"],
  ]
    .filter(([name]) => !arrays.has(name))
    .map(([name, what]) => `${name} is missing: ${what}`);
  if (oodSets(collection).length === 0) {
    sentences.push("ood_<name>_features.npy is missing: at least one out-of-distribution set");
  }
  for (const name of arrays.keys()) {
    const { part, content } = parseName(name)!;
    const features = fileName(part, "features");
    if (part.startsWith("ood_") && content !== "features" && !arrays.has(features)) {
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
  const files = without.map((part) => fileName(part, "logits")).join(", ");
  const needs = `logits: ${files}; or head_weight.npy and head_bias.npy`;
  return LOGIT_METHODS.map((method) => ({ method, needs }));
}

/** What a collection amounts to, for the page. */
export function summarise(collection: Collection) {
  const { arrays } = collection;
  const features = arrays.get("train_features.npy");
  const labels = arrays.get("train_labels.npy");
  const test = arrays.get("test_features.npy");
  const gaps = missing(collection);
  return {
    files: [...arrays].map(([name, { shape, dtype }]) => ({
      name,
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
    missing: gaps,
    ood: oodSets(collection).map(({ dataset, group }) => ({
      dataset,
      group,
      rows: arrays.get(`ood_${dataset}_features.npy`)!.shape[0],
      logits: hasLogits(collection, `ood_${dataset}`),
    })),
    lacking: lacking(collection),
  };
}
