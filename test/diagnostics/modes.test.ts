import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ModePaths,
  moverCount,
  occupancyOf,
  transitionCounts,
} from "../../src/diagnostics/modes.ts";
import reference from "../fixtures/chains-reference.json" with { type: "json" };

const paths = (rows: number[][], count: number): ModePaths => ({
  modes: Uint8Array.from(rows.flat()),
  chains: rows.length,
  times: rows[0].length,
  count,
});

/** Two chains between three modes. */
const TWO = paths(
  [
    [0, 0, 1, 0],
    [2, 2, 2, 2],
  ],
  3,
);

const anyPaths = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 12 }))
  .chain(([chains, times]) => {
    const path = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: times, maxLength: times });
    return fc.array(path, { minLength: chains, maxLength: chains });
  });

const sum = (counts: Iterable<number>) => [...counts].reduce((total, value) => total + value, 0);

describe("transitionCounts", () => {
  it("counts a case by hand, over a step and from start to end", () => {
    expect([...transitionCounts(TWO)]).toEqual([1, 1, 0, 1, 0, 0, 0, 0, 3]);
    expect([...transitionCounts(TWO, 3)]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it.each(Object.entries(reference.modes.transitions))(
    "agrees with NumPy over stretches of %s",
    (stretch, expected) => {
      const found = transitionCounts(paths(reference.modes.paths, 3), Number(stretch));
      expect([...found]).toEqual(expected);
    },
  );

  it("counts every chain once from start to end, and none where there is one time", () => {
    fc.assert(
      fc.property(anyPaths, (rows) => {
        const all = paths(rows, 5);
        const [{ length: times }] = rows;
        expect(sum(transitionCounts(all))).toBe(rows.length * (times - 1));
        const ends = transitionCounts(all, Math.max(1, times - 1));
        expect(sum(ends)).toBe(times > 1 ? rows.length : 0);
      }),
    );
  });
});

describe("moverCount", () => {
  it("counts chains that came back, too", () => {
    expect(moverCount(TWO)).toBe(1);
    expect(moverCount(paths(reference.modes.paths, 3))).toBe(reference.modes.movers);
    expect(moverCount(paths([[4, 4, 4]], 5))).toBe(0);
  });
});

describe("occupancyOf", () => {
  it("counts the chains in each mode over time", () => {
    expect([...occupancyOf(TWO)]).toEqual([1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 1]);
  });

  it("has all chains at every time", () => {
    fc.assert(
      fc.property(anyPaths, (rows) => {
        const occupancy = occupancyOf(paths(rows, 5));
        for (let t = 0; t < rows[0].length; t++) {
          expect(sum(occupancy.subarray(5 * t, 5 * t + 5))).toBe(rows.length);
        }
      }),
    );
  });
});
