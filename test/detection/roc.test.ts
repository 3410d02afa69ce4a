import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { auroc, fpr95, fpr95OodPositive, rocCurve, thresholds } from "../../src/detection/roc.ts";

const of = (...values: number[]) => Float32Array.of(...values);

/** Scores from few values, so that ties are common. */
const scores = fc
  .array(fc.integer({ min: -6, max: 6 }), { minLength: 1, maxLength: 40 })
  .map((values) => Float32Array.from(values));

/** AUROC by its definition: every pair of an ID and an OOD score, ties counting half. */
function aurocByPairs(id: Float32Array, ood: Float32Array): number {
  let sum = 0;
  for (const inside of id) {
    for (const outside of ood) sum += outside > inside ? 1 : outside === inside ? 0.5 : 0;
  }
  return sum / (id.length * ood.length);
}

function areaUnder(curve: Float32Array): number {
  let area = 0;
  for (let i = 2; i < curve.length; i += 2) {
    area += ((curve[i] - curve[i - 2]) * (curve[i + 1] + curve[i - 1])) / 2;
  }
  return area;
}

describe("auroc", () => {
  test("is 1 for perfect, 0 for reversed and 1/2 for equal scores", () => {
    expect(auroc(of(1, 2), of(3, 4))).toBe(1);
    expect(auroc(of(3, 4), of(1, 2))).toBe(0);
    expect(auroc(of(5, 5, 5), of(5, 5))).toBe(0.5);
  });

  test("counts a tie as half: ID 1 2 2 3 against OOD 2 3 4 is 9.5 of 12 pairs", () => {
    // OOD 2: 1 below, 2 equal = 2; OOD 3: 3 below, 1 equal = 3.5; OOD 4: 4 below = 4.
    expect(auroc(of(1, 2, 2, 3), of(2, 3, 4))).toBeCloseTo(9.5 / 12, 15);
  });

  test("equals its definition over all pairs, and lies in 0..1", () => {
    fc.assert(
      fc.property(scores, scores, (id, ood) => {
        expect(auroc(id, ood)).toBeCloseTo(aurocByPairs(id, ood), 12);
        expect(auroc(id, ood)).toBeGreaterThanOrEqual(0);
        expect(auroc(id, ood)).toBeLessThanOrEqual(1);
      }),
    );
  });

  test("sums to 1 with ID and OOD exchanged", () => {
    fc.assert(
      fc.property(scores, scores, (id, ood) => {
        expect(auroc(id, ood) + auroc(ood, id)).toBeCloseTo(1, 12);
      }),
    );
  });

  test("and the curve do not change under an increasing map", () => {
    const map = (values: Float32Array) => values.map((v) => Math.exp(v / 3) * 7 - 2);
    fc.assert(
      fc.property(scores, scores, (id, ood) => {
        expect(auroc(map(id), map(ood))).toBe(auroc(id, ood));
        expect(rocCurve(map(id), map(ood))).toEqual(rocCurve(id, ood));
      }),
    );
  });

  test("does not reorder the scores it is given", () => {
    const id = of(3, 1, 2);
    auroc(id, of(0));
    expect([...id]).toEqual([3, 1, 2]);
  });

  test("refuses scores that are not finite, and none at all", () => {
    expect(() => auroc(of(1, Number.NaN), of(1))).toThrow(
      "roc: in-distribution score 2 of 2 is NaN, expected a finite number",
    );
    expect(() => auroc(of(1), of(Number.POSITIVE_INFINITY))).toThrow(
      "roc: out-of-distribution score 1 of 1 is Infinity",
    );
    expect(() => auroc(of(1), of())).toThrow("roc: no out-of-distribution scores");
  });
});

describe("fpr95OodPositive", () => {
  test("is the share of ID scores at or above the threshold that 95 % of the OOD scores reach", () => {
    const twenty = Float32Array.from({ length: 20 }, (_, i) => i + 1);
    // 19 of 20 OOD scores reach 2.
    expect(fpr95OodPositive(of(0, 1, 2, 3), twenty)).toBe(0.5);
    expect(fpr95OodPositive(of(0, 1), twenty)).toBe(0);
    expect(fpr95OodPositive(of(7), of(5))).toBe(1);
  });

  test("may differ from the other convention by most of the range on the same scores", () => {
    const id = Float32Array.from({ length: 100 }, (_, i) => i / 100);
    const ood = Float32Array.from({ length: 100 }, (_, i) => (i < 10 ? -1 : 2));
    expect(fpr95(id, ood)).toBeCloseTo(0.1, 6);
    expect(fpr95OodPositive(id, ood)).toBe(1);
  });
});

describe("fpr95", () => {
  const oneToHundred = Float32Array.from({ length: 100 }, (_, i) => i + 1);

  test("takes as threshold numpy's percentile: 95.05 for 1 to 100", () => {
    expect(thresholds(oneToHundred, [0.95])[0]).toBeCloseTo(95.05, 10);
    expect(thresholds(of(3), [0.95])[0]).toBe(3);
    expect(thresholds(of(2, 1), [0.95])[0]).toBeCloseTo(1.95, 10);
  });

  test("is the share of OOD scores below the threshold", () => {
    expect(fpr95(oneToHundred, of(95, 96, 1, 200))).toBe(0.5);
    expect(fpr95(oneToHundred, of(500))).toBe(0);
    expect(fpr95(oneToHundred, of(-1, -2))).toBe(1);
  });

  test("counts an OOD score equal to the threshold, as ID scores that tie there are accepted", () => {
    expect(fpr95(of(7, 7, 7), of(7, 6, 8, 8))).toBe(0.5);
    expect(fpr95(of(0, 0, 0), of(0, 0))).toBe(1);
  });

  test("lies in 0..1 and falls as OOD scores rise", () => {
    fc.assert(
      fc.property(scores, scores, (id, ood) => {
        const share = fpr95(id, ood);
        expect(share).toBeGreaterThanOrEqual(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(
          fpr95(
            id,
            ood.map((score) => score + 1),
          ),
        ).toBeLessThanOrEqual(share);
      }),
    );
  });
});

describe("rocCurve", () => {
  test("has one point a distinct score, a tie being a slope", () => {
    expect([...rocCurve(of(1, 2, 2, 3), of(2, 4))]).toEqual([
      0, 0, 0, 0.25, 0.5, 0.75, 0.5, 1, 1, 1,
    ]);
  });

  test("runs from (0, 0) to (1, 1), never falls, and encloses the AUROC", () => {
    fc.assert(
      fc.property(scores, scores, (id, ood) => {
        const curve = rocCurve(id, ood);
        expect([...curve.slice(0, 2), ...curve.slice(-2)]).toEqual([0, 0, 1, 1]);
        for (let i = 2; i < curve.length; i++) {
          expect(curve[i]).toBeGreaterThanOrEqual(curve[i - 2]);
        }
        expect(areaUnder(curve)).toBeCloseTo(auroc(id, ood), 5);
      }),
    );
  });

  test("thins a long curve to its number of points and keeps the area", () => {
    const shape = fc.tuple(fc.double({ min: 0.2, max: 5, noNaN: true }), fc.integer());
    fc.assert(
      fc.property(shape, fc.integer({ min: 10, max: 300 }), ([power, seed], points) => {
        let state = seed >>> 0;
        const uniform = () => {
          state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
          return state / 2 ** 32;
        };
        const id = Float32Array.from({ length: 1000 }, uniform);
        const ood = Float32Array.from({ length: 700 }, () => uniform() ** power);
        const curve = rocCurve(id, ood, points);
        expect(curve.length / 2).toBeLessThanOrEqual(points);
        expect(curve.length / 2).toBeGreaterThan(points / 3);
        expect([...curve.slice(0, 2), ...curve.slice(-2)]).toEqual([0, 0, 1, 1]);
        expect(Math.abs(areaUnder(curve) - auroc(id, ood))).toBeLessThan(2 / points);
      }),
      { numRuns: 30 },
    );
  });
});
