import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { composed, join, scaleOf } from "../../src/detection/composed.ts";
import type { Detector } from "../../src/detection/detector.ts";
import type { Member } from "../../src/model/recipe.ts";
import { rowsOf } from "../fixtures/rows.ts";

const of = (...values: number[]) => Float32Array.of(...values);
const unit = { mean: 0, deviation: 1 };

const scores = (count: number) =>
  fc
    .array(fc.integer({ min: -30, max: 30 }), { minLength: count, maxLength: count })
    .map((values) => Float32Array.from(values));

describe("scaleOf", () => {
  test("is the mean and the standard deviation", () => {
    expect(scaleOf("SSD", of(1, 3, 5, 7))).toEqual({ mean: 4, deviation: Math.sqrt(5) });
  });

  test("refuses scores without spread, or not finite", () => {
    expect(() => scaleOf("MSP", of(2, 2, 2))).toThrow(
      "Composed: MSP scores 3 training rows 2.00 with a deviation of 0.0, expected some spread; leave MSP out",
    );
    expect(() => scaleOf("MSP", of(2, Number.NaN))).toThrow("leave MSP out");
    expect(() => scaleOf("KNN", of(2))).toThrow("leave KNN out");
  });
});

describe("join", () => {
  test("scales each member by its own mean and deviation before they meet", () => {
    const scales = [
      { mean: 10, deviation: 5 },
      { mean: -1, deviation: 0.5 },
    ];
    expect([...join([of(20, 10), of(-1, 0)], scales, "sum")]).toEqual([2, 2]);
    const [a, b] = join([of(20, 10), of(-1, 0)], scales, "logSumExp");
    expect(a).toBeCloseTo(Math.log(Math.exp(2) + 1), 6);
    expect(b).toBeCloseTo(a, 6);
  });

  test("by log-sum-exp lies between the largest and log M above it, however large", () => {
    fc.assert(
      fc.property(scores(4), scores(4), scores(4), fc.constantFrom(1, 100), (a, b, c, times) => {
        const members = [a, b, c].map((values) => values.map((value) => value * times));
        join(members, [unit, unit, unit], "logSumExp").forEach((score, i) => {
          const top = Math.max(...members.map((values) => values[i]));
          expect(score).toBeGreaterThanOrEqual(top - 1e-3);
          expect(score).toBeLessThanOrEqual(top + Math.log(3) + 1e-3);
        });
      }),
    );
  });

  test("of one member ranks as that member does", () => {
    fc.assert(
      fc.property(scores(5), fc.constantFrom("sum", "logSumExp"), (values, rule) => {
        const joined = join([values], [{ mean: 3, deviation: 2 }], rule);
        for (let i = 1; i < 5; i++) {
          expect(Math.sign(joined[i] - joined[0])).toBe(Math.sign(values[i] - values[0]));
        }
      }),
    );
  });
});

describe("composed", () => {
  const freed: string[] = [];
  const member = (method: Member, values: Float32Array) => ({
    method,
    scale: unit,
    detector: {
      method,
      score: async () => values,
      dispose: () => void freed.push(method),
    } satisfies Detector,
  });

  test("scores as its members' scores joined, names them, and frees them", async () => {
    const parts = [of(1, 2), of(4, -3)];
    const detector = composed([member("SSD", parts[0]), member("KNN", parts[1])], "sum");
    const rows = rowsOf([[1], [1]]);
    expect([...(await detector.score(rows))]).toEqual([5, -1]);
    expect(detector.join(parts)).toEqual(await detector.score(rows));
    expect([detector.variant, detector.members]).toEqual(["SSD + KNN, sum", ["SSD", "KNN"]]);
    detector.dispose?.();
    expect(freed).toEqual(["SSD", "KNN"]);
  });
});
