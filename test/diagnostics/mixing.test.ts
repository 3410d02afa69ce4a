import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { autocorrelationOf } from "../../src/diagnostics/autocorrelation.ts";
import { splitRhat } from "../../src/diagnostics/rhat.ts";
import { halves, type Series, seriesOf, variancesOf } from "../../src/diagnostics/series.ts";
import reference from "../fixtures/chains-reference.json" with { type: "json" };

const series = (chains: number[][]): Series => ({
  values: Float64Array.from(chains.flat()),
  chains: chains.length,
  times: chains[0].length,
});

/** Chains of equal length with values that float32 holds. */
const anyChains = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 30 }))
  .chain(([chains, times]) => {
    const value = fc.oneof(fc.constant(0), fc.float({ noNaN: true, noDefaultInfinity: true }));
    const chain = fc.array(value, { minLength: times, maxLength: times });
    return fc.array(chain, { minLength: chains, maxLength: chains });
  });

describe("series", () => {
  it("takes one number of every state from a time on", () => {
    const states = Float32Array.from({ length: 2 * 3 * 2 }, (_, i) => i);
    const { values } = seriesOf(states, { chains: 2, times: 3, width: 2 }, 1, 1);
    expect([...values]).toEqual([3, 5, 9, 11]);
  });

  it("halves leaves out the middle one of an odd number of times", () => {
    const { values, chains, times } = halves(series([[1, 2, 3, 4, 5]]));
    expect([chains, times, ...values]).toEqual([2, 2, 1, 2, 4, 5]);
  });

  it("variancesOf agrees with a case by hand", () => {
    // Means 2 and 6, variances 2 and 8: W = 5, B / n = 8, var+ = 5 / 2 + 8.
    expect(
      variancesOf(
        series([
          [1, 3],
          [4, 8],
        ]),
      ),
    ).toEqual({ within: 5, between: 8, total: 10.5 });
  });
});

describe("splitRhat and autocorrelationOf", () => {
  it.each(reference.cases)("agree with NumPy on chains that are $name", (expected) => {
    const chains = series(expected.chains);
    expect(splitRhat(chains)).toBeCloseTo(expected.rhat, 10);
    const found = autocorrelationOf(chains)!;
    expected.rho.forEach((rho, lag) => void expect(found.rho[lag]).toBeCloseTo(rho, 10));
    expect(found.rho.length).toBe(expected.rho.length);
    expect(found.time).toBeCloseTo(expected.time, 9);
    expect(found.ess).toBeCloseTo(expected.ess, 8);
    expect(found.converged).toBe(expected.converged);
  });

  it("agree with a case by hand", () => {
    // Halves (0, 2) and (4, 6): W = 2, B / n = 8, var+ = 9; V_1 = 4.
    const chain = series([[0, 2, 4, 6]]);
    expect(splitRhat(chain)).toBeCloseTo(Math.sqrt(9 / 2), 12);
    const { rho, time, ess, converged } = autocorrelationOf(chain)!;
    expect(rho[0]).toBe(1);
    expect(rho[1]).toBeCloseTo(7 / 9, 12);
    expect(time).toBeCloseTo(2 * (16 / 9) - 1, 12);
    expect(ess).toBeCloseTo(4 / (23 / 9), 12);
    expect(converged).toBe(false);
  });

  it("find nothing to tell in chains that stand still at one value, or are too short", () => {
    for (const still of [[[0.1, 0.1, 0.1, 0.1, 0.1]], Array(4).fill([2, 2, 2, 2]), [[1, 2, 3]]]) {
      expect(splitRhat(series(still))).toBeNull();
      expect(autocorrelationOf(series(still))).toBeNull();
    }
  });

  it("take chains that stand still at different values for one draw each", () => {
    const stuck = series([1, 2, 3].map((value) => Array(40).fill(value)));
    expect(splitRhat(stuck)).toBe(Number.POSITIVE_INFINITY);
    const { rho, ess, converged } = autocorrelationOf(stuck)!;
    expect([...rho]).toEqual(Array(20).fill(1));
    expect(ess).toBeGreaterThan(2);
    expect(ess).toBeLessThan(4);
    expect(converged).toBe(false);
  });

  it("give numbers or nothing, never NaN", () => {
    fc.assert(
      fc.property(anyChains, (chains) => {
        const rhat = splitRhat(series(chains));
        const found = autocorrelationOf(series(chains));
        if (rhat !== null) expect(rhat).toBeGreaterThan(0);
        if (!found) return;
        expect(found.rho.every((rho) => rho <= 1)).toBe(true);
        expect(found.time).toBeGreaterThan(0);
        const count = chains.length * chains[0].length;
        expect(found.ess).toBeLessThanOrEqual(count * Math.log10(count) * (1 + 1e-9));
      }),
    );
  });

  it("do not depend on the values' place, scale or sign, nor on the order of the chains", () => {
    const value = fc.integer({ min: -100, max: 100 });
    const chain = fc.array(value, { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(
        fc.array(chain, { minLength: 2, maxLength: 5 }),
        fc.integer({ min: -50, max: 50 }),
        fc.constantFrom(-4, 0.5, 3),
        (chains, shift, scale) => {
          const other = chains.toReversed().map((row) => row.map((v) => scale * v + shift));
          const [a, b] = [series(chains), series(other)];
          expect(splitRhat(b) ?? -1).toBeCloseTo(splitRhat(a) ?? -1, 8);
          expect(autocorrelationOf(b)?.time ?? -1).toBeCloseTo(autocorrelationOf(a)?.time ?? -1, 6);
        },
      ),
    );
  });
});
