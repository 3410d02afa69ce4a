import type { OodGroup } from "../model/recipe.ts";
import type { NumericArray } from "./arrays.ts";
import { type Arrays, classCount } from "./checks.ts";
import { type Collection, missing, oodSets } from "./features.ts";
import { roleName } from "./names.ts";

/** Rows of one set: `features` [count, D], L2-normalised; `logits` [count, C] where known. */
export interface FeatureRows {
  count: number;
  features: Float32Array;
  logits: Float32Array | null;
}

/** What scoring and training need. */
export interface FeatureSet {
  dimensions: number;
  classes: number;
  train: FeatureRows & { labels: Int32Array };
  test: FeatureRows;
  /** Near sets first, then mid, then far. */
  ood: { dataset: string; group: OodGroup; rows: FeatureRows }[];
}

/**
 * Makes the arrays to score and train on: features L2-normalised (A.4, Feature normalization),
 * logits from their array or else from the head.
 *
 * @throws if a required array is missing
 */
export function featureSet(collection: Collection): FeatureSet {
  const gaps = missing(collection);
  if (gaps.length) throw new Error(gaps.join("; "));
  const { arrays } = collection;
  const labels = arrays.get("train_labels")!.data as Int32Array;
  return {
    dimensions: arrays.get("train_features")!.shape[1],
    classes: classCount(labels),
    train: { ...rowsOf(arrays, "train"), labels },
    test: rowsOf(arrays, "test"),
    ood: oodSets(collection).map((set) => ({ ...set, rows: rowsOf(arrays, `ood_${set.dataset}`) })),
  };
}

function rowsOf(arrays: Arrays, part: string): FeatureRows {
  const raw = arrays.get(roleName({ part, content: "features" }))!;
  const weight = arrays.get("head_weight");
  const bias = arrays.get("head_bias");
  const logits = arrays.get(roleName({ part, content: "logits" }))?.data as
    | Float32Array
    | undefined;
  return {
    count: raw.shape[0],
    features: normalise(raw),
    logits: logits ?? (weight && bias ? classify(raw, weight, bias) : null),
  };
}

/** Each row divided by its length, which the checks know to be above 0. */
function normalise({ data, shape: [rows, columns] }: NumericArray): Float32Array {
  const unit = new Float32Array(data.length);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let squares = 0;
    for (let i = start; i < start + columns; i++) squares += data[i] * data[i];
    const length = Math.sqrt(squares);
    for (let i = start; i < start + columns; i++) unit[i] = data[i] / length;
  }
  return unit;
}

/** Logits of raw features: features @ weight.T + bias, [rows, classes]. */
function classify(features: NumericArray, weight: NumericArray, bias: NumericArray): Float32Array {
  const [rows, dimensions] = features.shape;
  const classes = bias.shape[0];
  const logits = new Float32Array(rows * classes);
  for (let row = 0; row < rows; row++) {
    for (let c = 0; c < classes; c++) {
      let sum = bias.data[c];
      for (let d = 0; d < dimensions; d++) {
        sum += features.data[row * dimensions + d] * weight.data[c * dimensions + d];
      }
      logits[row * classes + c] = sum;
    }
  }
  return logits;
}
