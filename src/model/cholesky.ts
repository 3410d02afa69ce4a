import type { Parts } from "./parts.ts";

/** A row of a factor is a part of the work; matrices are row-major, [D, D], float64. */

/** A squared pivot below this share of its diagonal entry is rounding: the matrix is singular. */
const SMALLEST_PIVOT = 1e-12;

/**
 * L with L L^T = A, lower; null if A is not positive definite.
 *
 * @param least no squared pivot (a coordinate's variance, given those before it) may be below this
 */
export function* choleskyFactor(
  matrix: Float64Array,
  dimensions: number,
  least = 0,
): Parts<Float64Array | null> {
  const factor = new Float64Array(matrix.length);
  for (let row = 0; row < dimensions; row++) {
    const own = row * dimensions;
    for (let column = 0; column <= row; column++) {
      const other = column * dimensions;
      let sum = matrix[own + column];
      for (let k = 0; k < column; k++) sum -= factor[own + k] * factor[other + k];
      if (row !== column) factor[own + column] = sum / factor[other + column];
      else if (sum > Math.max(least, SMALLEST_PIVOT * matrix[own + row])) {
        factor[own + row] = Math.sqrt(sum);
      } else return null;
    }
    yield;
  }
  return factor;
}

/** L^-1, lower, of a lower L. */
export function* invertLower(factor: Float64Array, dimensions: number): Parts<Float64Array> {
  const inverse = new Float64Array(factor.length);
  for (let row = 0; row < dimensions; row++) {
    const own = row * dimensions;
    for (let k = 0; k < row; k++) {
      const share = factor[own + k];
      const other = k * dimensions;
      for (let column = 0; column <= k; column++) {
        inverse[own + column] -= share * inverse[other + column];
      }
    }
    const pivot = factor[own + row];
    for (let column = 0; column < row; column++) inverse[own + column] /= pivot;
    inverse[own + row] = 1 / pivot;
    yield;
  }
  return inverse;
}

/** L^-1 b, in place, for each column b of [D, n]. */
export function solveLower(
  factor: Float64Array,
  dimensions: number,
  columns: Float64Array,
): Float64Array {
  const n = columns.length / dimensions;
  for (let row = 0; row < dimensions; row++) {
    const own = columns.subarray(row * n, (row + 1) * n);
    for (let k = 0; k < row; k++) {
      const share = factor[row * dimensions + k];
      for (let j = 0; j < n; j++) own[j] -= share * columns[k * n + j];
    }
    const pivot = factor[row * dimensions + row];
    for (let j = 0; j < n; j++) own[j] /= pivot;
  }
  return columns;
}
