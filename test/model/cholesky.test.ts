import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choleskyFactor, invertLower, solveLower } from "../../src/model/cholesky.ts";
import { atOnce } from "../../src/model/parts.ts";

/** A [m, k] times B [k, n]. */
function product(a: Float64Array, b: Float64Array, k: number): Float64Array {
  const n = b.length / k;
  return Float64Array.from({ length: (a.length / k) * n }, (_, at) => {
    const [row, column] = [Math.floor(at / n), at % n];
    let sum = 0;
    for (let i = 0; i < k; i++) sum += a[row * k + i] * b[i * n + column];
    return sum;
  });
}

function transposed(a: Float64Array, n: number): Float64Array {
  return a.map((_, at) => a[(at % n) * n + Math.floor(at / n)]);
}

/** Lower factors with a diagonal from 1/4 to 4. */
const lower = fc.integer({ min: 1, max: 8 }).chain((n) =>
  fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: n * n, maxLength: n * n })
    .map((raw) => {
      const factor = Float64Array.from(raw, (value, at) => {
        const [row, column] = [Math.floor(at / n), at % n];
        if (column > row) return 0;
        return column === row ? 4 ** value : value;
      });
      return { n, factor };
    }),
);

function largestDifference(a: Float64Array, b: Float64Array): number {
  return a.reduce((worst, value, i) => Math.max(worst, Math.abs(value - b[i])), 0);
}

describe("choleskyFactor", () => {
  it("finds the factor that a matrix was made of", () => {
    fc.assert(
      fc.property(lower, ({ n, factor }) => {
        const matrix = product(factor, transposed(factor, n), n);
        const found = atOnce(choleskyFactor(matrix, n))!;
        expect(largestDifference(product(found, transposed(found, n), n), matrix)).toBeLessThan(
          1e-12,
        );
      }),
    );
  });

  it("gives null where a matrix is singular or not positive", () => {
    expect(atOnce(choleskyFactor(Float64Array.of(1, 1, 1, 1), 2))).toBeNull();
    expect(atOnce(choleskyFactor(Float64Array.of(1, 2, 2, 1), 2))).toBeNull();
    expect(atOnce(choleskyFactor(Float64Array.of(Number.NaN), 1))).toBeNull();
  });
});

describe("invertLower and solveLower", () => {
  it("undo a product with the factor", () => {
    fc.assert(
      fc.property(lower, ({ n, factor }) => {
        const inverse = atOnce(invertLower(factor, n));
        const identity = factor.map((_, at) => (at % (n + 1) === 0 ? 1 : 0));
        const scale = inverse.reduce((top, value) => Math.max(top, Math.abs(value)), 1);
        expect(largestDifference(product(factor, inverse, n), identity) / scale).toBeLessThan(
          1e-13,
        );
        const solved = solveLower(factor, n, product(factor, factor, n));
        expect(largestDifference(solved, factor) / scale).toBeLessThan(1e-12);
      }),
    );
  });
});
