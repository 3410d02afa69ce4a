import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Eigen, symmetricEigen } from "../../src/model/eigen.ts";
import { atOnce } from "../../src/model/parts.ts";
import { normals } from "../../src/model/random.ts";

/** The largest entry of V^T diag(values) V - A and of V V^T - I. */
function errors(matrix: Float64Array, n: number, { values, vectors }: Eigen): number[] {
  let [rebuilt, orthonormal] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      let [entry, product] = [0, 0];
      for (let k = 0; k < n; k++) {
        entry += vectors[k * n + i] * values[k] * vectors[k * n + j];
        product += vectors[i * n + k] * vectors[j * n + k];
      }
      rebuilt = Math.max(rebuilt, Math.abs(entry - matrix[i * n + j]));
      orthonormal = Math.max(orthonormal, Math.abs(product - (i === j ? 1 : 0)));
    }
  }
  return [rebuilt, orthonormal];
}

/** Symmetric matrices of few values, so that rows of zeros and equal eigenvalues are common. */
const symmetric = fc.integer({ min: 1, max: 9 }).chain((n) =>
  fc.array(fc.constantFrom(0, 0, 1, -2, 3.5), { minLength: n * n, maxLength: n * n }).map((raw) => {
    const matrix = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) matrix[i * n + j] = raw[Math.max(i, j) * n + Math.min(i, j)];
    }
    return { n, matrix };
  }),
);

describe("symmetricEigen", () => {
  it("takes [[2, 1], [1, 2]] apart into 1 and 3", () => {
    const { values } = atOnce(symmetricEigen(Float64Array.of(2, 1, 1, 2), 2));
    expect(values[0]).toBeCloseTo(1, 14);
    expect(values[1]).toBeCloseTo(3, 14);
  });

  it("gives ascending values and orthonormal vectors that put the matrix together again", () => {
    fc.assert(
      fc.property(symmetric, ({ n, matrix }) => {
        const eigen = atOnce(symmetricEigen(matrix, n));
        expect(Math.max(...errors(matrix, n, eigen))).toBeLessThan(1e-12);
        expect([...eigen.values]).toEqual([...eigen.values].sort((a, b) => a - b));
      }),
    );
  });

  it("takes apart what few rows of many dimensions scatter: most eigenvalues are 0", () => {
    const [rows, n] = [20, 100];
    for (const seed of [1, 2, 3, 4, 5]) {
      const points = normals({ seed, name: "subset" }, new Float32Array(rows * n));
      const matrix = new Float64Array(n * n);
      for (let i = 0; i < n * n; i++) {
        for (let row = 0; row < rows; row++) {
          matrix[i] += points[row * n + Math.floor(i / n)] * points[row * n + (i % n)];
        }
      }
      const eigen = atOnce(symmetricEigen(matrix, n));
      expect(Math.max(...errors(matrix, n, eigen))).toBeLessThan(1e-10);
      expect(Math.max(...eigen.values.subarray(0, n - rows).map(Math.abs))).toBeLessThan(1e-10);
      expect(eigen.values[n - rows]).toBeGreaterThan(1);
    }
  });

  it("keeps to the matrix's scale: entries of 1e-150 and of 1e150 do as well", () => {
    for (const scale of [1e-150, 1e150]) {
      const matrix = Float64Array.of(2, 1, 0, 1, 2, 1, 0, 1, 2).map((value) => value * scale);
      const { values } = atOnce(symmetricEigen(matrix, 3));
      [2 - Math.SQRT2, 2, 2 + Math.SQRT2].forEach((expected, i) => {
        expect(values[i] / scale).toBeCloseTo(expected, 13);
      });
    }
  });

  it("separates values that differ by fourteen orders of magnitude", () => {
    const n = 60;
    const matrix = new Float64Array(n * n);
    const wave = (k: number, i: number) =>
      Math.sqrt(2 / n) * Math.cos((Math.PI * k * (i + 0.5)) / n);
    for (let k = 1; k < n; k++) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          matrix[i * n + j] += 10 ** ((-14 * k) / n) * wave(k, i) * wave(k, j);
        }
      }
    }
    const { values, vectors } = atOnce(symmetricEigen(matrix, n));
    for (let k = 1; k < n; k++) {
      expect(Math.abs(values[n - k] - 10 ** ((-14 * k) / n))).toBeLessThan(1e-14);
    }
    expect(Math.max(...errors(matrix, n, { values, vectors }))).toBeLessThan(1e-13);
  });
});
