import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bootstrap, drawnRows } from "../../src/detection/bootstrap.ts";
import { METRICS } from "../../src/detection/report.ts";
import { metricsOf } from "../../src/detection/roc.ts";
import { normals } from "../../src/model/random.ts";

function run(
  id: Float32Array,
  ood: (Float32Array | null)[],
  settings: { seed: number; replicates: number },
) {
  const parts = bootstrap(id, ood, settings);
  for (;;) {
    const { done, value } = parts.next();
    if (done) return value;
  }
}

function resampled(scores: Float32Array, seed: number, replicate: number, set: number) {
  const rows = drawnRows(seed, replicate, set, scores.length);
  return Float32Array.from(rows, (row) => scores[row]);
}

const scores = fc
  .array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 60 })
  .map((values) => Float32Array.from(values));

function gaussian(count: number, mean: number, step: number): Float32Array {
  const place = { update: 0, step };
  const noise = normals({ seed: 5, name: "points" }, new Float32Array(count), place);
  return noise.map((value) => value + mean);
}

describe("bootstrap", () => {
  test("measures each replicate as the plain metrics measure its drawn rows", () => {
    fc.assert(
      fc.property(scores, scores, scores, fc.nat(1000), (id, first, second, seed) => {
        const replicates = run(id, [first, null, second], { seed, replicates: 3 });
        expect(replicates[1]).toBeNull();
        for (let update = 0; update < 3; update++) {
          const inside = resampled(id, seed, update, 0);
          for (const [i, ood] of [first, null, second].entries()) {
            if (!ood) continue;
            const expected = metricsOf(inside, resampled(ood, seed, update, i + 1));
            for (const metric of METRICS) {
              expect(replicates[i]![metric][update]).toBeCloseTo(expected[metric], 6);
            }
          }
        }
      }),
    );
  });

  test("has the spread that theory gives the AUROC (Hanley and McNeil)", () => {
    const [id, ood] = [gaussian(400, 0, 1), gaussian(300, 1, 2)];
    const [replicates] = run(id, [ood], { seed: 1, replicates: 2000 });
    const { auroc: a } = metricsOf(id, ood);
    // Of pairs: the probability that two OOD scores exceed one ID score, and one OOD score two.
    const pairs = (one: Float32Array, other: Float32Array, sign: number) =>
      one.reduce((sum, x) => {
        const share = other.filter((y) => sign * (y - x) > 0).length / other.length;
        return sum + share * share;
      }, 0) / one.length;
    const q1 = pairs(id, ood, 1);
    const q2 = pairs(ood, id, -1);
    const variance =
      (a * (1 - a) + (ood.length - 1) * (q1 - a * a) + (id.length - 1) * (q2 - a * a)) /
      (id.length * ood.length);
    const values = replicates!.auroc;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(mean).toBeCloseTo(a, 2);
    expect(Math.sqrt(spread / variance)).toBeGreaterThan(0.93);
    expect(Math.sqrt(spread / variance)).toBeLessThan(1.07);
  });

  test("draws the same rows for every method, so that differences are paired", () => {
    const [id, ood] = [gaussian(50, 0, 3), gaussian(40, 1, 4)];
    const doubled = (values: Float32Array) => values.map((value) => 2 * value);
    const settings = { seed: 2, replicates: 5 };
    const one = run(id, [null, ood], settings)[1];
    const other = run(doubled(id), [gaussian(9, 0, 5), doubled(ood)], settings)[1];
    expect(other!.auroc).toEqual(one!.auroc);
    expect(run(id, [null, ood], { seed: 3, replicates: 5 })[1]!.auroc).not.toEqual(one!.auroc);
  });
});
