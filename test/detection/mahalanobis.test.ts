import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import type { Rows } from "../../src/detection/detector.ts";
import { fitGradient, perturbedMahalanobis } from "../../src/detection/perturbed.ts";
import { fitRelative, relativeMahalanobis } from "../../src/detection/relative.ts";
import { ssd } from "../../src/detection/ssd.ts";
import { openBackend } from "../../src/kernels/backend.ts";
import { disposeMixture, mixtureTensors } from "../../src/kernels/tensors.ts";
import { fitMixture, type Mixture } from "../../src/model/mixture.ts";
import { atOnce } from "../../src/model/parts.ts";
import { normals } from "../../src/model/random.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

const draw = (count: number, d: number, seed: number) =>
  normals({ seed, name: "points" }, new Float32Array(count * d));

const rowsOf = (features: Float32Array, d: number): Rows => ({
  count: features.length / d,
  features,
  lengths: new Float32Array(features.length / d).fill(1),
  logits: null,
  odin: null,
});

/** Points of `classes` classes around means that are `apart` from each other. */
function problem(d: number, classes: number, seed: number, apart = 3) {
  const means = draw(classes, d, seed + 1);
  const labels = Int32Array.from({ length: 20 * classes }, (_, i) => i % classes);
  const points = draw(labels.length, d, seed).map(
    (value, i) => value + apart * means[labels[Math.floor(i / d)] * d + (i % d)],
  );
  return { points, labels, mixture: fitMixture(points, labels, d, classes) };
}

/** The nearest squared Mahalanobis distance of a point [D], in float64. */
function nearest({ dimensions: d, classes, means, whitening }: Mixture, point: ArrayLike<number>) {
  const distances = Array.from({ length: classes }, (_, c) => {
    let distance = 0;
    for (let row = 0; row < d; row++) {
      let value = 0;
      for (let k = 0; k <= row; k++)
        value += whitening[row * d + k] * (point[k] - means[c * d + k]);
      distance += value * value;
    }
    return distance;
  });
  return Math.min(...distances);
}

const sizes = fc.record({
  d: fc.integer({ min: 1, max: 6 }),
  classes: fc.integer({ min: 2, max: 5 }),
  seed: fc.nat(1000),
});

describe("relativeMahalanobis", () => {
  test("is the distance to the nearest class minus that to one Gaussian of all points", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ d, classes, seed }) => {
        const { points, labels, mixture } = problem(d, classes, seed);
        const background = fitMixture(points, new Int32Array(labels.length), d, 1);
        const queries = draw(7, d, seed + 2).map((value) => 2 * value);
        const detector = relativeMahalanobis(atOnce(fitRelative(mixture)));
        const scores = await detector.score(rowsOf(queries, d));
        detector.dispose?.();
        scores.forEach((score, i) => {
          const point = queries.subarray(i * d, (i + 1) * d);
          const [own, other] = [nearest(mixture, point), nearest(background, point)];
          expect(Math.abs(score - (own - other))).toBeLessThan(1e-3 * (1 + own));
        });
      }),
      { numRuns: 30 },
    );
  });

  test("stays exact beside a direction that no training row takes", async () => {
    const { points, labels, mixture } = problem(2, 3, 5);
    const flat = Float32Array.from({ length: labels.length * 3 }, (_, i) =>
      i % 3 === 2 ? 0 : points[2 * Math.floor(i / 3) + (i % 3)],
    );
    const singular = fitMixture(flat, labels, 3, 3);
    expect(singular.ridge).toBeGreaterThan(0);
    const score = async (fitted: Mixture, point: number[]) => {
      const detector = relativeMahalanobis(atOnce(fitRelative(fitted)));
      const rows = rowsOf(Float32Array.from(point), point.length);
      const [value] = await detector.score(rows).finally(() => detector.dispose?.());
      return value;
    };
    const expected = await score(mixture, [0.5, -1]);
    expect(await score(singular, [0.5, -1, 0])).toBeCloseTo(expected, 3);
    expect(await score(singular, [0.5, -1, 10])).toBeCloseTo(expected, 3);
  });

  test("refuses one class, whose background is itself", () => {
    const one = fitMixture(draw(9, 2, 1), new Int32Array(9), 2, 1);
    expect(() => atOnce(fitRelative(one))).toThrow("expected 2 classes or more, found 1");
  });
});

describe("perturbedMahalanobis", () => {
  const scoresOf = async (mixture: Mixture, queries: Float32Array, epsilon: number) => {
    const reference = mixtureTensors(mixture);
    const terms = atOnce(fitGradient(mixture));
    const detector = perturbedMahalanobis(terms, epsilon, ssd(reference));
    const scores = await detector.score(rowsOf(queries, mixture.dimensions));
    detector.dispose?.();
    disposeMixture(reference);
    return scores;
  };

  test("on a line, is the distance epsilon nearer to the nearest mean, and beyond it if nearer still", async () => {
    // Means -2 and 2, variance 1.
    const points = Float32Array.of(-3, -1, 1, 3);
    const mixture = fitMixture(points, Int32Array.of(0, 0, 1, 1), 1, 2);
    const scores = await scoresOf(mixture, Float32Array.of(-4, 0.5, 2.05), 0.1);
    [1.9 ** 2, 1.4 ** 2, 0.05 ** 2].forEach((expected, i) => {
      expect(scores[i]).toBeCloseTo(expected, 5);
    });
  });

  test("is SSD without a perturbation, and no more than it with a small one", async () => {
    await fc.assert(
      fc.asyncProperty(sizes, async ({ d, classes, seed }) => {
        const { mixture } = problem(d, classes, seed);
        const queries = draw(7, d, seed + 2).map((value) => 3 * value);
        const plain = Array.from({ length: 7 }, (_, i) =>
          nearest(mixture, queries.subarray(i * d, (i + 1) * d)),
        );
        const none = await scoresOf(mixture, queries, 0);
        const some = await scoresOf(mixture, queries, 1e-4);
        plain.forEach((expected, i) => {
          expect(Math.abs(none[i] - expected)).toBeLessThan(1e-4 * (1 + expected));
          expect(some[i]).toBeLessThan(expected + 1e-4 * (1 + expected));
        });
      }),
      { numRuns: 30 },
    );
  });

  test("steps by the sign of the gradient in every coordinate", async () => {
    const { mixture } = problem(4, 3, 8);
    const query = draw(1, 4, 77);
    const [score] = await scoresOf(mixture, query, 0.01);
    const moved = Array.from(query, (value, k) => {
      const at = (by: number) => Array.from(query, (v, i) => (i === k ? v + by : v));
      const slope = nearest(mixture, at(-1e-4)) - nearest(mixture, at(1e-4));
      return value + 0.01 * Math.sign(slope);
    });
    expect(score).toBeCloseTo(nearest(mixture, moved), 3);
  });
});
