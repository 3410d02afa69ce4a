import { describe, expect, it } from "vitest";
import { cosine, degrees, relativeError } from "../../src/diagnostics/gradients.ts";

describe("relativeError", () => {
  it("is the length of the difference in lengths of the exact gradient", () => {
    expect(relativeError([3, 5], [3, 4])).toBeCloseTo(1 / 5, 12);
    expect(relativeError([3, 4], [3, 4])).toBe(0);
  });

  it("is the estimate's length where the exact gradient is 0", () => {
    expect(relativeError([3, 4], [0, 0])).toBe(5);
  });
});

describe("cosine", () => {
  it("tells directions apart, whatever the lengths", () => {
    expect(cosine([1, 0], [7, 0])).toBe(1);
    expect(cosine([1, 0], [0, 2])).toBe(0);
    expect(cosine([1, 1], [-3, -3])).toBeCloseTo(-1, 12);
    expect(degrees(cosine([1, 0], [1, Math.sqrt(3)]))).toBeCloseTo(60, 10);
  });

  it("of a vector of length 0 is 0", () => {
    expect(cosine([0, 0], [1, 2])).toBe(0);
  });

  it("never leaves -1..1, so that the angle is a number", () => {
    const v = [0.1, 0.2, 0.3];
    expect(
      degrees(
        cosine(
          v,
          v.map((x) => 3 * x),
        ),
      ),
    ).toBeCloseTo(0, 5);
  });
});
