import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stationarityGap } from "../../src/diagnostics/stationarity.ts";
import { uniforms } from "../../src/model/random.ts";
import reference from "../fixtures/chains-reference.json" with { type: "json" };

describe("stationarityGap", () => {
  it("gives the total variation of a case by hand", () => {
    expect(stationarityGap([3, 1], [0.5, 0.5]).tv).toBeCloseTo(0.25, 12);
    expect(stationarityGap([0, 5], [1, 0])).toEqual({
      tv: 1,
      expected: 0,
      limit: expect.anything(),
    });
    // One draw is half a unit from two equal modes, whichever it is in.
    expect(stationarityGap([1, 0], [0.5, 0.5]).expected).toBeCloseTo(0.5, 12);
  });

  it.each(reference.chance)("expects of $draws draws what NumPy sums up", (given) => {
    const counts = given.masses.map((_, mode) => (mode === 0 ? given.draws : 0));
    expect(stationarityGap(counts, given.masses).expected).toBeCloseTo(given.expected, 10);
  });

  it("takes no draws of the model itself for a gap, in 95 of 100 cases and more", () => {
    const masses = [0.3, 0.3, 0.2, 0.1, 0.1];
    const bounds = [0.3, 0.6, 0.8, 0.9, 1];
    let over = 0;
    let total = 0;
    for (let update = 0; update < 300; update++) {
      const counts = [0, 0, 0, 0, 0];
      for (const u of uniforms({ seed: 3, name: "subset" }, new Float32Array(100), {
        update,
        step: 0,
      })) {
        counts[bounds.findIndex((bound) => u <= bound)]++;
      }
      const { tv, expected, limit } = stationarityGap(counts, masses);
      total += tv / expected / 300;
      if (tv > limit) over++;
    }
    expect(over).toBeLessThan(15);
    expect(Math.abs(total - 1)).toBeLessThan(0.1);
  });

  it("stays within 0 and 1, and is never NaN", () => {
    const modes = fc.array(fc.tuple(fc.nat({ max: 300 }), fc.nat({ max: 1000 })), { minLength: 1 });
    fc.assert(
      fc.property(modes, (pairs) => {
        const counts = pairs.map(([count], i) => count + (i === 0 ? 1 : 0));
        const all = pairs.reduce((sum, [, mass]) => sum + mass, 1);
        const masses = pairs.map(([, mass], i) => (mass + (i === 0 ? 1 : 0)) / all);
        const { tv, expected, limit } = stationarityGap(counts, masses);
        for (const value of [tv, expected, limit]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-9);
        }
        expect(limit).toBeGreaterThanOrEqual(expected);
      }),
    );
  });
});
