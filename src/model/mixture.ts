import { normals, type Place, type Stream, uniforms } from "./random.ts";

/**
 * The reference density q of eq. 9: a mixture of Gaussians with a tied covariance, in float64.
 * Matrices are row-major. E_G(z) = -log q(z), constants kept.
 */
export interface Mixture {
  dimensions: number;
  classes: number;
  /** pi, [C]. */
  weights: Float64Array;
  /** mu, [C, D]. */
  means: Float64Array;
  /** Lower Cholesky factor L of Sigma = L L^T, [D, D]. */
  cholesky: Float64Array;
  /** W = L^-1, lower, [D, D]: |W (z - mu)|^2 is the squared Mahalanobis distance. */
  whitening: Float64Array;
  /** log of the Gaussian's peak: -D/2 log(2 pi) - log |L|. */
  logPeak: number;
}

/** Added to a singular covariance's diagonal, as a share of its mean variance. */
const RIDGE = 1e-6;

/**
 * Fits q by eq. 10. A covariance that is not positive definite (a constant column, fewer points than
 * dimensions) gets a ridge of 1e-6 of its mean variance.
 *
 * @param points [n, D], row-major
 * @param labels [n], in 0..classes - 1
 * @throws if a class has no point, or if no coordinate varies within a class
 */
export function fitMixture(
  points: Float32Array,
  labels: Int32Array,
  dimensions: number,
  classes: number,
): Mixture {
  const count = labels.length;
  const weights = new Float64Array(classes);
  const means = new Float64Array(classes * dimensions);
  for (let i = 0; i < count; i++) {
    weights[labels[i]]++;
    const mean = labels[i] * dimensions;
    for (let d = 0; d < dimensions; d++) means[mean + d] += points[i * dimensions + d];
  }
  for (let c = 0; c < classes; c++) {
    if (weights[c] === 0) throw new Error(`mixture: class ${c} of ${classes} has no point`);
    for (let d = 0; d < dimensions; d++) means[c * dimensions + d] /= weights[c];
    weights[c] /= count;
  }
  const covariance = tiedCovariance(points, labels, means, dimensions);
  const cholesky =
    choleskyFactor(covariance, dimensions) ??
    choleskyFactor(withRidge(covariance, dimensions), dimensions);
  if (!cholesky) {
    throw new Error(
      "mixture: all points of a class are the same, expected some spread; give more points",
    );
  }
  let logPeak = (-dimensions / 2) * Math.log(2 * Math.PI);
  for (let d = 0; d < dimensions; d++) logPeak -= Math.log(cholesky[d * dimensions + d]);
  const whitening = invertLower(cholesky, dimensions);
  return { dimensions, classes, weights, means, cholesky, whitening, logPeak };
}

function tiedCovariance(
  points: Float32Array,
  labels: Int32Array,
  means: Float64Array,
  dimensions: number,
): Float64Array {
  const covariance = new Float64Array(dimensions * dimensions);
  const centred = new Float64Array(dimensions);
  for (let i = 0; i < labels.length; i++) {
    for (let d = 0; d < dimensions; d++) {
      centred[d] = points[i * dimensions + d] - means[labels[i] * dimensions + d];
    }
    for (let row = 0; row < dimensions; row++) {
      const value = centred[row];
      for (let column = 0; column <= row; column++) {
        covariance[row * dimensions + column] += value * centred[column];
      }
    }
  }
  for (let row = 0; row < dimensions; row++) {
    for (let column = 0; column <= row; column++) {
      covariance[row * dimensions + column] /= labels.length;
      covariance[column * dimensions + row] = covariance[row * dimensions + column];
    }
  }
  return covariance;
}

function withRidge(covariance: Float64Array, dimensions: number): Float64Array {
  let trace = 0;
  for (let d = 0; d < dimensions; d++) trace += covariance[d * dimensions + d];
  const ridged = covariance.slice();
  for (let d = 0; d < dimensions; d++) {
    ridged[d * dimensions + d] += (RIDGE * trace) / dimensions;
  }
  return ridged;
}

/** L with L L^T = A, lower, [D, D]; null if A is not positive definite. */
export function choleskyFactor(matrix: Float64Array, dimensions: number): Float64Array | null {
  const factor = new Float64Array(matrix.length);
  for (let row = 0; row < dimensions; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * dimensions + column];
      for (let k = 0; k < column; k++) {
        sum -= factor[row * dimensions + k] * factor[column * dimensions + k];
      }
      if (row !== column) {
        factor[row * dimensions + column] = sum / factor[column * dimensions + column];
        continue;
      }
      if (!(sum > 1e-12 * matrix[row * dimensions + row])) return null;
      factor[row * dimensions + row] = Math.sqrt(sum);
    }
  }
  return factor;
}

function invertLower(factor: Float64Array, dimensions: number): Float64Array {
  const inverse = new Float64Array(factor.length);
  for (let column = 0; column < dimensions; column++) {
    inverse[column * dimensions + column] = 1 / factor[column * dimensions + column];
    for (let row = column + 1; row < dimensions; row++) {
      let sum = 0;
      for (let k = column; k < row; k++) {
        sum += factor[row * dimensions + k] * inverse[k * dimensions + column];
      }
      inverse[row * dimensions + column] = -sum / factor[row * dimensions + row];
    }
  }
  return inverse;
}

/** Draws the classes of `count` points of q. */
export function sampleClasses(
  mixture: Mixture,
  count: number,
  stream: Stream,
  place: Place,
): Int32Array {
  const random = uniforms(stream, new Float32Array(count), place);
  return Int32Array.from(random, (u) => {
    let c = 0;
    let edge = mixture.weights[0];
    while (u >= edge && c < mixture.classes - 1) edge += mixture.weights[++c];
    return c;
  });
}

/** Draws a point of each class's Gaussian, [classes.length, D]. */
export function sampleMixture(
  mixture: Mixture,
  classes: Int32Array,
  stream: Stream,
  place: Place,
): Float32Array {
  const { dimensions, means, cholesky } = mixture;
  const noise = normals(stream, new Float32Array(classes.length * dimensions), place);
  const out = new Float32Array(noise.length);
  classes.forEach((c, i) => {
    for (let row = 0; row < dimensions; row++) {
      let value = means[c * dimensions + row];
      for (let k = 0; k <= row; k++) {
        value += cholesky[row * dimensions + k] * noise[i * dimensions + k];
      }
      out[i * dimensions + row] = value;
    }
  });
  return out;
}
