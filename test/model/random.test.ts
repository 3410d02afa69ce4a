import { describe, expect, it } from "vitest";
import {
  integers,
  normals,
  permutation,
  philox,
  type Stream,
  uniforms,
  words,
  xoshiro128,
} from "../../src/model/random.ts";
import { PHILOX_ANSWERS } from "../fixtures/philox.ts";

const stream: Stream = { seed: 7, name: "batch" };

describe("philox", () => {
  it.each(PHILOX_ANSWERS)(
    "encrypts %j with key %j to the published words",
    (counter, [key0, key1], expected) => {
      const words = Uint32Array.from(counter);
      philox(words, key0, key1);
      expect([...words]).toEqual(expected);
    },
  );
});

describe("xoshiro128", () => {
  it("gives the words of its authors' C program from the state 1 2 3 4", () => {
    const six = xoshiro128([1, 2, 3, 4], new Uint32Array(6));
    expect([...six]).toEqual([11520, 0, 5927040, 70819200, 2031721883, 1637235492]);
  });
});

describe("words", () => {
  it("depends on the seed, the name and the place, and on nothing else", () => {
    const first = (s: Stream, update: number) =>
      words(s, { update, step: 0 }, new Uint32Array(3))[2];
    expect(first(stream, 1)).toBe(first(stream, 1));
    const others = [first(stream, 2), first({ ...stream, seed: 8 }, 1)];
    for (const other of others) expect(other).not.toBe(first(stream, 1));
  });
});

describe("streams", () => {
  it("give the same numbers for the same seed, name and place", () => {
    const draw = () => normals(stream, new Float32Array(33), { update: 5, step: 2 });
    expect(draw()).toEqual(draw());
  });

  it("give other numbers for another seed, name, update or step", () => {
    const place = { update: 5, step: 2 };
    const first = (s: Stream, p = place) => uniforms(s, new Float32Array(1), p)[0];
    const draws = [
      first(stream),
      first({ ...stream, seed: 8 }),
      first({ ...stream, name: "points" }),
      first(stream, { update: 6, step: 2 }),
      first(stream, { update: 5, step: 3 }),
    ];
    expect(new Set(draws).size).toBe(draws.length);
  });

  it("do not depend on how many numbers are drawn", () => {
    const long = normals(stream, new Float32Array(100));
    expect(normals(stream, new Float32Array(7))).toEqual(long.slice(0, 7));
  });
});

describe("normals", () => {
  it("have the moments of N(0, 1)", () => {
    const values = normals(stream, new Float32Array(200_000));
    const moment = (power: number) =>
      values.reduce((sum, value) => sum + value ** power, 0) / values.length;
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(moment(2)).toBeCloseTo(1, 1.5);
    expect(Math.abs(moment(3))).toBeLessThan(0.03);
    expect(moment(4)).toBeCloseTo(3, 1);
  });
});

describe("uniforms", () => {
  it("lie above 0, at most at 1, and fill ten bins evenly", () => {
    const values = uniforms(stream, new Float32Array(100_000));
    const bins = new Array(10).fill(0);
    for (const value of values) {
      expect(value > 0 && value <= 1).toBe(true);
      bins[Math.floor(10 * value)]++;
    }
    for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(400);
  });
});

describe("integers", () => {
  it("cover 0..below - 1", () => {
    const values = integers(stream, new Int32Array(10_000), 7);
    expect([...new Set(values)].sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

describe("permutation", () => {
  it("holds every index once, in another order", () => {
    const order = permutation(stream, 1000);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
    expect(order.filter((value, i) => value === i).length).toBeLessThan(20);
  });
});
