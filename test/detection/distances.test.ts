import { beforeAll, describe, expect, test } from "vitest";
import type { Rows } from "../../src/detection/detector.ts";
import { knn } from "../../src/detection/knn.ts";
import { mog } from "../../src/detection/mog.ts";
import { ssd } from "../../src/detection/ssd.ts";
import { openBackend } from "../../src/kernels/backend.ts";
import { openBank } from "../../src/kernels/evaluate.ts";
import { mixtureTensors } from "../../src/kernels/tensors.ts";
import { fitMixture } from "../../src/model/mixture.ts";

/** Two classes on a line: means -2 and 2 with weights 1/3 and 2/3, variance 1. */
const points = Float32Array.of(-3, -1, 1, 3, 1, 3);
const labels = Int32Array.of(0, 0, 1, 1, 1, 1);

function rowsOf(...values: number[]): Rows {
  const features = Float32Array.from(values);
  const lengths = new Float32Array(values.length).fill(1);
  return { count: values.length, features, lengths, logits: null, odin: null };
}

beforeAll(async () => {
  await openBackend("cpu");
});

describe("knn", () => {
  test("is the distance to the k-th nearest training row, ties counted one by one", async () => {
    const bank = openBank(points, 1);
    for (const [k, expected] of [
      [1, 0.5],
      [2, 0.5],
      [3, 1.5],
      [5, 2.5],
      [6, 4.5],
    ]) {
      expect((await knn(bank, k).score(rowsOf(1.5)))[0]).toBeCloseTo(expected, 5);
    }
    bank.dispose();
  });

  test("refuses more neighbours than there are training rows, and fewer than 1", () => {
    const bank = openBank(points, 1);
    expect(() => knn(bank, 7)).toThrow("KNN: expected 1 to 6 neighbours (training rows), found 7");
    expect(() => knn(bank, 0)).toThrow("found 0");
    bank.dispose();
  });
});

describe("ssd and mog", () => {
  const mixture = () => mixtureTensors(fitMixture(points, labels, 1, 2));

  test("ssd is the squared distance to the nearest mean, whatever the weights", async () => {
    const scores = await ssd(mixture()).score(rowsOf(-2, 0, 2.5, 5));
    [0, 4, 0.25, 9].forEach((expected, i) => {
      expect(scores[i]).toBeCloseTo(expected, 5);
    });
  });

  test("mog is the negative log of the weighted density", async () => {
    const normal = (offset: number) => Math.exp(-(offset ** 2) / 2) / Math.sqrt(2 * Math.PI);
    const inputs = [-2, 0, 2.5, 5];
    const scores = await mog(mixture()).score(rowsOf(...inputs));
    inputs.forEach((z, i) => {
      expect(scores[i]).toBeCloseTo(-Math.log(normal(z + 2) / 3 + (2 * normal(z - 2)) / 3), 5);
    });
  });
});
