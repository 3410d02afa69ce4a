import { describe, expect, it } from "vitest";
import { decimal, duration, percent } from "../../src/lab/format.ts";

describe("format", () => {
  it.each([
    [0, "0.0 s"],
    [0.26, "0.3 s"],
    [9.94, "9.9 s"],
    [9.96, "10 s"],
    [59.4, "59 s"],
    [59.6, "1 min"],
    [185, "3 min"],
    [3570, "1 h 00 min"],
    [3900, "1 h 05 min"],
  ])("says %d seconds as %s", (seconds, text) => {
    expect(duration(seconds)).toBe(text);
  });

  it.each([
    [1.5, "1.500"],
    [-0.25, "\u22120.250"],
    [1234567, "1.23e+6"],
    [Number.NaN, "not a number"],
    [Number.POSITIVE_INFINITY, "infinite"],
  ])("says %d as %s", (value, text) => {
    expect(decimal(value)).toBe(text);
  });

  it("gives what rounds to 0 no sign", () => {
    expect([decimal(-0.0004), decimal(-0), decimal(-0.0006)]).toEqual([
      ...["0.000", "0.000", "\u22120.001"],
    ]);
  });

  it("says an energy with more decimals where it is asked for them", () => {
    expect(decimal(-0.00123456, 5)).toBe("\u22120.00123");
  });

  it("gives a share in per cent", () => {
    expect(percent(0.91549)).toBe("91.5");
  });
});
