import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { add, EMPTY } from "../../src/data/features.ts";
import { featureSet } from "../../src/data/rows.ts";
import { npyFile } from "../fixtures/npy.ts";

async function setOf(arrays: Record<string, [number[], number[]]>) {
  const files = Object.entries(arrays).map(([name, [shape, values]]) => {
    const data = (name.endsWith("labels") ? Int32Array : Float32Array).from(values);
    return new File([npyFile(shape, data)], `${name}.npy`);
  });
  const result = await add(EMPTY, files);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return featureSet(result.collection);
}

const small: Record<string, [number[], number[]]> = {
  train_features: [
    [2, 2],
    [3, 4, 0, -2],
  ],
  train_labels: [[2], [1, 0]],
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

describe("featureSet", () => {
  test("divides every row by its length", async () => {
    const { train, test: inside, dimensions, classes } = await setOf(small);
    expect([dimensions, classes]).toEqual([2, 2]);
    expect([...train.features]).toEqual([...Float32Array.of(0.6, 0.8, 0, -1)]);
    expect([...train.labels]).toEqual([1, 0]);
    expect([...inside.features]).toEqual([...Float32Array.of(0.6, 0.8)]);
  });

  test("gives rows of length 1 whatever their size", async () => {
    const value = fc.float({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(fc.array(value, { minLength: 6, maxLength: 6 }), async (values) => {
        fc.pre([0, 2, 4].every((i) => values[i] !== 0 || values[i + 1] !== 0));
        const shape = [3, 2];
        const { ood } = await setOf({ ...small, ood_svhn_features: [shape, values] });
        const { features } = ood[0].rows;
        for (const i of [0, 2, 4]) {
          expect(Math.hypot(features[i], features[i + 1])).toBeCloseTo(1, 6);
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
    expect([...inside.logits!]).toEqual([6 + 16 + 10, -6 + 4 + 20]);
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

  test("refuses to start while files are missing, and names them", async () => {
    const { test_features, ood_svhn_features, ...rest } = small;
    await expect(setOf(rest)).rejects.toThrow(
      /test_features is missing: .*; ood_<name>_features is missing/,
    );
  });
});
