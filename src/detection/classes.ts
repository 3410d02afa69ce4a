import { type Mixture, meanOf, timesPrecision } from "../model/mixture.ts";
import type { Parts } from "../model/parts.ts";

/**
 * What Mahalanobis distances to the class means take, about the mixture's mean mu: with y = z - mu,
 * d_c^2 = y^T Sigma^-1 y - 2 a_c . y + s_c.
 */
export interface ClassTerms {
  /** mu, [D]. */
  mean: Float64Array;
  /** a_c = Sigma^-1 (mu_c - mu), [C, D]. */
  directions: Float64Array;
  /** s_c = (mu_c - mu)^T Sigma^-1 (mu_c - mu), [C]. */
  squares: Float64Array;
}

/** The terms of a mixture's classes. */
export function* classTerms(mixture: Mixture): Parts<ClassTerms> {
  const { dimensions: d, classes, means } = mixture;
  const mean = meanOf(mixture);
  const offsets = means.map((value, i) => value - mean[i % d]);
  const directions = yield* timesPrecision(mixture, offsets);
  const squares = Float64Array.from({ length: classes }, (_, c) =>
    dot(offsets, directions, c, c, d),
  );
  return { mean, directions, squares };
}

/** The inner product of row i of a with row j of b, [D] each. */
export function dot(
  a: Float64Array,
  b: Float64Array,
  i: number,
  j: number,
  dimensions: number,
): number {
  let sum = 0;
  for (let d = 0; d < dimensions; d++) sum += a[i * dimensions + d] * b[j * dimensions + d];
  return sum;
}

/** Points [n, D] minus the mean [D]. */
export function centred(points: Float32Array, mean: Float64Array): Float32Array {
  const d = mean.length;
  const out = new Float32Array(points.length);
  for (let at = 0; at < points.length; at += d) {
    for (let i = 0; i < d; i++) out[at + i] = points[at + i] - mean[i];
  }
  return out;
}

/** The class with the least s_c - 2 p_c, the p_c being `products` from `at` on: the nearest. */
export function nearestClass(products: Float32Array, at: number, squares: Float64Array): number {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < squares.length; c++) {
    const value = squares[c] - 2 * products[at + c];
    if (value >= least) continue;
    least = value;
    nearest = c;
  }
  return nearest;
}

/** The rows of two matrices, one below the other, in float32. */
export function stacked(top: Float64Array, bottom: Float64Array): Float32Array {
  const rows = new Float32Array(top.length + bottom.length);
  rows.set(top);
  rows.set(bottom, top.length);
  return rows;
}
