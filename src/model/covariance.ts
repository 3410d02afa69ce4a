import { dot, type SymmetricOperator } from "./lanczos.ts";
import { type Mixture, meanOf } from "./mixture.ts";

/** A covariance as an operator; `trace` is the whole variance. */
export interface Covariance extends SymmetricOperator {
  trace: number;
}

/** A class's mean, [D], as a view. */
export function classMean({ dimensions: d, means }: Mixture, c: number): Float64Array {
  return means.subarray(c * d, (c + 1) * d);
}

/**
 * What the mixture knows of the training features' covariance, without looking at them again:
 * between the classes' means, sum_c pi_c (mu_c - mu)(mu_c - mu)^T, and for "features" the tied
 * covariance L L^T within the classes as well, whose sum is the covariance of all features.
 */
export function covarianceOf(mixture: Mixture, of: "features" | "means"): Covariance {
  const { dimensions: d, classes, weights, cholesky } = mixture;
  const centre = meanOf(mixture);
  const offsets = Array.from({ length: classes }, (_, c) =>
    classMean(mixture, c).map((value, i) => value - centre[i]),
  );
  const between = offsets.reduce((sum, offset, c) => sum + weights[c] * dot(offset, offset), 0);
  return {
    dimensions: d,
    trace: of === "features" ? between + dot(cholesky, cholesky) : between,
    apply(vector) {
      const out = of === "features" ? throughFactor(cholesky, vector) : new Float64Array(d);
      offsets.forEach((offset, c) => {
        const weight = weights[c] * dot(offset, vector);
        for (let i = 0; i < d; i++) out[i] += weight * offset[i];
      });
      return out;
    },
  };
}

/** L L^T v of a lower factor L, [D, D]. */
function throughFactor(factor: Float64Array, vector: Float64Array): Float64Array {
  const d = vector.length;
  const inner = new Float64Array(d);
  for (let row = 0; row < d; row++) {
    const value = vector[row];
    for (let k = 0; k <= row; k++) inner[k] += factor[row * d + k] * value;
  }
  const out = new Float64Array(d);
  for (let row = 0; row < d; row++) {
    let sum = 0;
    for (let k = 0; k <= row; k++) sum += factor[row * d + k] * inner[k];
    out[row] = sum;
  }
  return out;
}

/** The share of a covariance that lies along a unit vector, 0..1. */
export function shareAlong(covariance: Covariance, axis: Float64Array): number {
  return covariance.trace > 0 ? dot(axis, covariance.apply(axis)) / covariance.trace : 0;
}

/** A covariance with a direction, a unit vector, taken out of it. */
export function without(covariance: SymmetricOperator, axis: Float64Array): SymmetricOperator {
  const across = (vector: Float64Array) => {
    const part = dot(vector, axis);
    return vector.map((value, i) => value - part * axis[i]);
  };
  return {
    dimensions: covariance.dimensions,
    apply: (vector) => across(covariance.apply(across(vector))),
  };
}
