import type { OodGroup } from "../model/recipe.ts";
import type { NumericArray } from "./arrays.ts";
import { type Arrays, classCount } from "./checks.ts";
import { type Collection, missing, oodSets } from "./features.ts";
import { type Content, roleName } from "./names.ts";

/** Rows of one set. */
export interface FeatureRows {
  count: number;
  /** L2-normalised, [count, D]. */
  features: Float32Array;
  /** What the features were divided by, [count]. */
  lengths: Float32Array;
  /** [count, C]; null where they are not known. */
  logits: Float32Array | null;
  /** Full ODIN scores, of perturbed images, [count]; null where they are not known. */
  odin: Float32Array | null;
}

/** The classifier's last layer: logits = weight feature + bias, with weight [C, D] and bias [C]. */
export interface Head {
  weight: Float32Array;
  bias: Float32Array;
}

/** What scoring and training need. */
export interface FeatureSet {
  dimensions: number;
  classes: number;
  /** Null where it is not known. */
  head: Head | null;
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
  const floats = (name: string) => (arrays.get(name)?.data ?? null) as Float32Array | null;
  const [weight, bias] = [floats("head_weight"), floats("head_bias")];
  return {
    dimensions: arrays.get("train_features")!.shape[1],
    classes: classCount(labels),
    head: weight && bias && { weight, bias },
    train: { ...rowsOf(arrays, "train"), labels },
    test: rowsOf(arrays, "test"),
    ood: oodSets(collection).map((set) => ({ ...set, rows: rowsOf(arrays, `ood_${set.dataset}`) })),
  };
}

function rowsOf(arrays: Arrays, part: string): FeatureRows {
  const raw = arrays.get(roleName({ part, content: "features" }))!;
  const weight = arrays.get("head_weight");
  const bias = arrays.get("head_bias");
  const floats = (content: Content) =>
    (arrays.get(roleName({ part, content }))?.data ?? null) as Float32Array | null;
  return {
    count: raw.shape[0],
    ...normalise(raw),
    logits: floats("logits") ?? (weight && bias ? classify(raw, weight, bias) : null),
    odin: floats("odin"),
  };
}

/** Each row divided by its length, which the checks know to be above 0. */
function normalise({ data, shape: [rows, columns] }: NumericArray) {
  const features = new Float32Array(data.length);
  const lengths = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    const start = row * columns;
    let squares = 0;
    for (let i = start; i < start + columns; i++) squares += data[i] * data[i];
    const length = Math.sqrt(squares);
    for (let i = start; i < start + columns; i++) features[i] = data[i] / length;
    lengths[row] = length;
  }
  return { features, lengths };
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
