import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, EMPTY, regroup } from "../../src/data/features.ts";
import { headLogits } from "../../src/data/logits.ts";
import { type FeatureSet, featureSet, regrouped } from "../../src/data/rows.ts";
import { npyFile } from "../fixtures/npy.ts";

function npy(name: string, shape: number[], values: number[]): File {
  const data = (name.endsWith("labels") ? Int32Array : Float32Array).from(values);
  return new File([npyFile(shape, data)], `${name}.npy`);
}

async function setOf(arrays: Record<string, [number[], number[]]>) {
  const files = Object.entries(arrays).map(([name, array]) => npy(name, ...array));
  const result = await add(EMPTY, files);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return featureSet(result.collection);
}

const small: Record<string, [number[], number[]]> = {
  train_features: [
    [3, 2],
    [3, 4, 0, -2, 5, 0],
  ],
  train_labels: [[3], [1, 0, 1]],
  test_features: [
    [1, 2],
    [6, 8],
  ],
  test_labels: [[1], [1]],
  ood_svhn_features: [
    [1, 2],
    [1, 0],
  ],
};

describe("regrouped", () => {
  test("moves an OOD set, and keeps its rows", async () => {
    const files = Object.entries({
      ...small,
      ood_lsun_features: [
        [1, 2],
        [0, 1],
      ] as const,
    }).map(([name, [shape, values]]) => npy(name, [...shape], [...values]));
    const result = await add(EMPTY, files);
    if ("problems" in result) throw new Error(result.problems.join("\n"));
    const set = await featureSet(result.collection);
    const moved = regrouped(set, regroup(result.collection, "svhn", "near"));
    const groups = ({ ood }: FeatureSet) => ood.map(({ dataset, group }) => [dataset, group]);
    expect(groups(set)).toEqual([
      ["lsun", "mid"],
      ["svhn", "far"],
    ]);
    expect(groups(moved)).toEqual([
      ["svhn", "near"],
      ["lsun", "mid"],
    ]);
    expect(moved.ood[0].rows).toBe(set.ood[1].rows);
  });
});

describe("featureSet", () => {
  test("divides every row by its length", async () => {
    const { train, test: inside, dimensions, classes } = await setOf(small);
    expect([dimensions, classes]).toEqual([2, 2]);
    expect([...train.features]).toEqual([...Float32Array.of(0.6, 0.8, 0, -1, 1, 0)]);
    expect([...train.lengths]).toEqual([5, 2, 5]);
    expect([...train.labels]).toEqual([1, 0, 1]);
    expect([...inside.features]).toEqual([...Float32Array.of(0.6, 0.8)]);
  });

  test("gives rows of length 1 whatever their size", async () => {
    const value = fc.float({ noNaN: true, min: Math.fround(-1e38), max: Math.fround(1e38) });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 6, maxLength: 6 }), async (values) => {
        fc.pre([0, 2, 4].every((i) => Math.hypot(values[i], values[i + 1]) > 2e-38));
        const shape = [3, 2];
        const { ood } = await setOf({ ...small, ood_svhn_features: [shape, values] });
        const { features, lengths } = ood[0].rows;
        for (const i of [0, 2, 4]) {
          const length = Math.hypot(values[i], values[i + 1]);
          expect(Math.hypot(features[i], features[i + 1])).toBeCloseTo(1, 6);
          expect(lengths[i / 2] / length).toBeCloseTo(1, 6);
          expect((features[i] * lengths[i / 2] - values[i]) / length).toBeCloseTo(0, 6);
        }
      }),
    );
  });

  test("has no logits without a logits file or a head", async () => {
    const { test: inside, ood } = await setOf(small);
    expect([inside.logits, ood[0].rows.logits]).toEqual([null, null]);
  });

  test("computes logits from the head and the features before normalisation", async () => {
    const { test: inside, ood } = await setOf({
      ...small,
      head_weight: [
        [2, 2],
        [1, 2, -1, 0.5],
      ],
      head_bias: [[2], [10, 20]],
    });
    expect(inside.logits).toEqual(Float32Array.of(6 + 16 + 10, -6 + 4 + 20));
    expect([...ood[0].rows.logits!]).toEqual([11, 19]);
  });

  test("prefers a logits file to the head", async () => {
    const { test: inside, ood } = await setOf({
      ...small,
      head_weight: [
        [2, 2],
        [1, 2, -1, 0.5],
      ],
      head_bias: [[2], [10, 20]],
      test_logits: [
        [1, 2],
        [7, 8],
      ],
    });
    expect([...inside.logits!]).toEqual([7, 8]);
    expect([...ood[0].rows.logits!]).toEqual([11, 19]);
  });

  test("multiplies any number of rows and classes with the head, however they fit its tiles", async () => {
    const size = fc.integer({ min: 1, max: 9 });
    await fc.assert(
      fc.asyncProperty(size, size, size, async (rows, classes, dimensions) => {
        const numbers = (count: number, from: number) =>
          Float32Array.from({ length: count }, (_, i) => ((from + 7 * i) % 11) - 5);
        const features = numbers(rows * dimensions, 1);
        const lengths = numbers(rows, 3).map(Math.abs);
        const head = { weight: numbers(classes * dimensions, 5), bias: numbers(classes, 2) };
        const logits = await headLogits(features, lengths, head, async () => {});
        for (let i = 0; i < rows * classes; i++) {
          const [row, c] = [Math.floor(i / classes), i % classes];
          let sum = 0;
          for (let d = 0; d < dimensions; d++) {
            sum += features[row * dimensions + d] * head.weight[c * dimensions + d];
          }
          expect(logits[i]).toBe(lengths[row] * sum + head.bias[c]);
        }
      }),
    );
  });

  test("takes one class, and sets of a single row", async () => {
    const one = { ...small, train_labels: [[3], [0, 0, 0]] as [number[], number[]] };
    const { classes, train, test: inside, ood } = await setOf({ ...one, test_labels: [[1], [0]] });
    expect(classes).toBe(1);
    expect([train.count, inside.count, ood[0].rows.count]).toEqual([3, 1, 1]);
  });

  test("gives whole ODIN scores to all sets or to none", async () => {
    const some: typeof small = { ...small, test_odin: [[1], [0.5]], train_odin: [[3], [1, 2, 3]] };
    const { test: inside, train } = await setOf(some);
    expect([inside.odin, train.odin]).toEqual([null, null]);
    const { test: scored, ood } = await setOf({ ...some, ood_svhn_odin: [[1], [-1]] });
    expect([scored.odin, ood[0].rows.odin]).toEqual([Float32Array.of(0.5), Float32Array.of(-1)]);
  });

  test("refuses to start while files are missing, and names them", async () => {
    const { test_features, ood_svhn_features, ...rest } = small;
    await expect(setOf(rest)).rejects.toThrow(
      /test_features is missing: .*; ood_<name>_features is missing/,
    );
  });
});
