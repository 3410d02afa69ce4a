import { describe, expect, it } from "vitest";
import { median, worstDifference } from "../../bench/statistics.mjs";

describe("the median", () => {
  it("is the middle of an odd number of values, in any order", () => {
    expect(median([30, 1, 2])).toBe(2);
  });

  it("lies between the two middle ones of an even number", () => {
    expect(median([4, 1, 100, 2])).toBe(3);
  });

  it("leaves its values as they are", () => {
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe("the worst difference", () => {
  it("is relative to the largest number of its name", () => {
    const expected = { energies: [100, 0], losses: [1] };
    const found = { energies: [100, 5], losses: [1.01] };
    const { name, difference } = worstDifference(found, expected);
    expect(name).toBe("energies");
    expect(difference).toBeCloseTo(0.05);
  });

  it("is infinite where a number is missing or not one", () => {
    const expected = { energies: [1, 2] };
    for (const energies of [[1], [1, 2, 3], [1, Number.NaN]]) {
      expect(worstDifference({ energies }, expected).difference).toBe(Number.POSITIVE_INFINITY);
    }
    expect(worstDifference({}, expected).difference).toBe(Number.POSITIVE_INFINITY);
  });
});
