import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { byRank, quantile, spreadOf } from "../../../src/lab/sweeps/statistics.ts";

const anyValues = fc.array(fc.option(fc.double({ noNaN: true, min: -1e6, max: 1e6 })), {
  maxLength: 12,
});

describe("quantile", () => {
  it("interpolates between neighbours", () => {
    expect(quantile([1, 2, 4, 8], 0.5)).toBe(3);
    expect(quantile([1, 2, 4, 8], 0.25)).toBe(1.75);
    expect(quantile([5], 0.9)).toBe(5);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

describe("spreadOf", () => {
  it("counts a failed run as the worst", () => {
    expect(spreadOf([1, null, 2], "low").median).toBe(2);
    expect(spreadOf([1, null, 2], "high").median).toBe(1);
    expect(spreadOf([1, null, null], "low").median).toBeNull();
    expect(spreadOf([1, null], "high").median).toBeNull();
  });

  it("has quartiles from five values on", () => {
    expect(spreadOf([4, 1, 3, 2], "low").quartiles).toBeNull();
    expect(spreadOf([5, 4, 1, 3, 2], "low").quartiles).toEqual([2, 4]);
  });

  it("keeps the median within the spread, whatever the order", () => {
    fc.assert(
      fc.property(anyValues, fc.constantFrom("low" as const, "high" as const), (values, better) => {
        const spread = spreadOf(values, better);
        expect(spread.count + spread.failed).toBe(values.length);
        expect(spreadOf(values.toReversed(), better)).toEqual(spread);
        if (spread.median === null) return;
        expect(spread.median).toBeGreaterThanOrEqual(spread.low!);
        expect(spread.median).toBeLessThanOrEqual(spread.high!);
      }),
    );
  });
});

describe("byRank", () => {
  it("puts what is better first and failures last", () => {
    expect([2, null, 1].sort(byRank("low"))).toEqual([1, 2, null]);
    expect([1, null, 2].sort(byRank("high"))).toEqual([2, 1, null]);
  });
});
