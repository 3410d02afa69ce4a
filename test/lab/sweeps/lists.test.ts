import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NumberField } from "../../../src/lab/fields.ts";
import { around, seedsOf, seedsText, spaced, valuesOf } from "../../../src/lab/sweeps/lists.ts";
import { fieldsOf } from "../../../src/lab/sweeps/trials.ts";
import { parse } from "../../../src/lab/values.ts";

const field = (key: string) => fieldsOf("toy").find((one) => one.key === key) as NumberField;

describe("valuesOf", () => {
  it("reads a list, however it is parted", () => {
    expect(valuesOf(field("steps"), "5, 10 20;40")).toEqual([5, 10, 20, 40]);
    expect(valuesOf(field("stepSize"), "1e-3,0.01")).toEqual([0.001, 0.01]);
  });

  it("tells which part the setting does not take", () => {
    expect(() => valuesOf(field("steps"), "5, lots")).toThrow(/a whole number, .*, found "lots"/);
  });
});

describe("seedsOf", () => {
  it("reads ranges and single seeds", () => {
    expect(seedsOf("1-3, 9")).toEqual([1, 2, 3, 9]);
    expect(seedsOf("4")).toEqual([4]);
  });

  it.each(["a", "-2", "1.5", "4294967296"])("tells what is wrong with %s", (text) => {
    expect(() => seedsOf(text)).toThrow(/seeds: expected whole numbers .* found/);
  });

  it("tells how a range that falls is meant to be given", () => {
    expect(() => seedsOf("5-1")).toThrow('seeds: give the smaller one first, 1-5; found "5-1"');
  });

  it("takes no more than a thousand at once", () => {
    expect(() => seedsOf("0-4294967295")).toThrow(/at most 1000, found 4294967296/);
  });

  it("brings back what seedsText wrote", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 })), (seeds) => {
        expect(seedsOf(seedsText(seeds))).toEqual(seeds);
      }),
    );
    expect(seedsText([1, 2, 3, 7, 9, 10])).toBe("1-3, 7, 9, 10");
  });
});

describe("spaced", () => {
  it("spreads values evenly, on either scale", () => {
    expect(spaced(field("steps"), [10, 40], 4, "linear")).toEqual([10, 20, 30, 40]);
    expect(spaced(field("stepSize"), [1e-4, 0.1], 4, "log")).toEqual([1e-4, 1e-3, 0.01, 0.1]);
    expect(spaced(field("steps"), [1, 3], 9, "linear")).toEqual([1, 2, 3]);
  });
});

describe("around", () => {
  it("begins with values that the setting takes", () => {
    for (const own of fieldsOf("toy")) {
      if (own.kind === "choice") continue;
      for (const value of [own.min, own.max]) {
        for (const one of around(own, value)) expect(parse(own, String(one))).toBe(one);
      }
    }
  });
});
