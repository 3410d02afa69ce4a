import type { OodGroup } from "../model/recipe.ts";
import { classCount, type LoadedArray } from "./checks.ts";
import type { Collection } from "./features.ts";
import { inputsOf, missing, oodSets } from "./inputs.ts";
import { type Head, headLogits } from "./logits.ts";
import { parseRole, roleName } from "./names.ts";

/** Rows of one set. A raw feature is its direction times its length. */
export interface FeatureRows {
  count: number;
  /** L2-normalised, [count, D]. */
  features: Float32Array;
  /** Of the raw features, [count]. */
  lengths: Float32Array;
  /** [count, C]; null where neither a file nor the head gives them. */
  logits: Float32Array | null;
  /** ODIN scores with the input's perturbation, [count], higher = more out; where `inputsOf` says. */
  odin: Float32Array | null;
}

/** What scoring and training need. */
export interface FeatureSet {
  dimensions: number;
  classes: number;
  train: FeatureRows & { labels: Int32Array };
  test: FeatureRows;
  /** Near sets first, then mid, then far. */
  ood: { dataset: string; group: OodGroup; rows: FeatureRows }[];
  head: Head | null;
}

/**
 * Makes the arrays to score and train on: features L2-normalised (A.4, Feature normalization),
 * logits from their array or else from the head. The features are the collection's own arrays, which
 * are normalised in place.
 *
 * @param pause awaited now and then while logits are computed
 * @throws if a required array is missing
 */
export async function featureSet(
  collection: Collection,
  pause: () => Promise<void> = async () => {},
): Promise<FeatureSet> {
  const gaps = missing(collection);
  if (gaps.length) throw new Error(gaps.join("; "));
  const { arrays } = collection;
  for (const [name, array] of arrays) {
    if (parseRole(name)!.content === "features") toUnit(array);
    else toRaw(array);
  }
  const floats = (name: string) => (arrays.get(name)?.data ?? null) as Float32Array | null;
  const weight = floats("head_weight");
  const bias = floats("head_bias");
  const head = weight && bias ? { weight, bias } : null;
  const scored = inputsOf(collection).odin === null;

  const rowsOf = async (part: string): Promise<FeatureRows> => {
    const array = arrays.get(roleName({ part, content: "features" }))!;
    const features = array.data as Float32Array;
    const lengths = array.lengths!;
    const given = floats(roleName({ part, content: "logits" }));
    const logits = given ?? (head && (await headLogits(features, lengths, head, pause)));
    const odin = scored ? floats(roleName({ part, content: "odin" })) : null;
    return { count: lengths.length, features, lengths, logits, odin };
  };
  const labels = arrays.get("train_labels")!.data as Int32Array;
  const ood: FeatureSet["ood"] = [];
  for (const set of oodSets(collection)) {
    ood.push({ ...set, rows: await rowsOf(`ood_${set.dataset}`) });
  }
  return {
    dimensions: arrays.get("train_features")!.shape[1],
    classes: classCount(labels),
    train: { ...(await rowsOf("train")), labels },
    test: await rowsOf("test"),
    ood,
    head,
  };
}

/** The same set with its OOD sets in the groups that the collection has them in. */
export function regrouped(set: FeatureSet, collection: Collection): FeatureSet {
  const rows = new Map(set.ood.map((each) => [each.dataset, each.rows]));
  const ood = oodSets(collection).map((each) => ({ ...each, rows: rows.get(each.dataset)! }));
  return { ...set, ood };
}

/** Divides each row by its length, which the checks know to be above 0, and keeps the lengths. */
function toUnit(array: LoadedArray): void {
  if (array.lengths) return;
  const { data, shape } = array;
  const [rows, columns] = shape;
  const lengths = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let squares = 0;
    for (let i = start; i < start + columns; i++) squares += data[i] * data[i];
    const length = Math.sqrt(squares);
    for (let i = start; i < start + columns; i++) data[i] /= length;
    lengths[row] = length;
  }
  array.lengths = lengths;
}

/** Undoes `toUnit`, up to rounding. */
function toRaw(array: LoadedArray): void {
  const { data, shape, lengths } = array;
  if (!lengths) return;
  for (let i = 0; i < data.length; i++) data[i] *= lengths[Math.floor(i / shape[1])];
  array.lengths = null;
}
