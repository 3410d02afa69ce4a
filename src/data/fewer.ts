import { permutation } from "../model/random.ts";
import type { FeatureSet } from "./rows.ts";

/**
 * The set with `count` training rows of each class, a seeded draw in their old order; a class that
 * has no more keeps all. The draw of a lower count is a part of the draw of a higher one.
 *
 * @param count rows a class, 0 for all: the set as it is
 */
export function fewer(set: FeatureSet, count: number, seed: number): FeatureSet {
  if (count === 0) return set;
  const { train, classes, dimensions } = set;
  const left = new Int32Array(classes).fill(count);
  const drawn = permutation({ seed, name: "fewer" }, train.count).filter(
    (row) => left[train.labels[row]]-- > 0,
  );
  const rows = drawn.sort();
  const some = (values: Float32Array, columns: number) => {
    const out = new Float32Array(rows.length * columns);
    rows.forEach((row, i) => {
      out.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
    });
    return out;
  };
  const { logits, odin } = train;
  return {
    ...set,
    train: {
      count: rows.length,
      features: some(train.features, dimensions),
      lengths: some(train.lengths, 1),
      labels: rows.map((row) => train.labels[row]),
      logits: logits && some(logits, logits.length / train.count),
      odin: odin && some(odin, 1),
    },
  };
}
