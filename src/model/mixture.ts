import { choleskyFactor, invertLower } from "./cholesky.ts";
import { atOnce, type Parts } from "./parts.ts";
import { normals, type Place, type Stream, uniforms } from "./random.ts";
import { meanOuterProduct } from "./scatter.ts";

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
  /** What is added to Sigma's diagonal, as a share of its mean variance: `RIDGE` if it was singular. */
  ridge: number;
}

/** Added to a singular covariance's diagonal, as a share of its mean variance. */
export const RIDGE = 1e-6;
/** A direction of less variance than this share of the mean is lost in float32's rounding. */
const LEAST_VARIANCE = 1e-10;
/** A variance below this share of the mean square is float32's rounding of equal points. */
const LEAST_SPREAD = 1e-15;

/**
 * Fits q by eq. 10, in parts.
 *
 * A singular covariance (a constant column, fewer points than dimensions) gets a ridge of 1e-6 of
 * its mean variance, which `Mixture.ridge` tells.
 *
 * @param points [n, D], row-major
 * @param labels [n], in 0..classes - 1
 * @param ridge what is added to every variance, as a share of their mean, 0 or more
 * @throws if a class has no point, or if no coordinate varies within a class
 */
export function* mixtureParts(
  points: Float32Array,
  labels: Int32Array,
  dimensions: number,
  classes: number,
  ridge = 0,
): Parts<Mixture> {
  const { weights, means } = classMeans(points, labels, dimensions, classes);
  const covariance = yield* meanOuterProduct(labels.length, dimensions, (i, row) => {
    const point = i * dimensions;
    const mean = labels[i] * dimensions;
    for (let d = 0; d < dimensions; d++) row[d] = points[point + d] - means[mean + d];
  });
  const least = LEAST_SPREAD * meanSquare(weights, means, dimensions);
  const found = yield* tiedFactor(covariance, dimensions, ridge, least);
  if (!found) {
    throw new Error(
      "mixture: all points of a class are the same, expected some spread; give more points",
    );
  }
  const { cholesky } = found;
  let logPeak = (-dimensions / 2) * Math.log(2 * Math.PI);
  for (let d = 0; d < dimensions; d++) logPeak -= Math.log(cholesky[d * dimensions + d]);
  const whitening = yield* invertLower(cholesky, dimensions);
  return { dimensions, classes, weights, means, cholesky, whitening, logPeak, ridge: found.ridge };
}

/** Fits q by eq. 10 in one go, as `mixtureParts`. */
export function fitMixture(
  points: Float32Array,
  labels: Int32Array,
  dimensions: number,
  classes: number,
  ridge = 0,
): Mixture {
  return atOnce(mixtureParts(points, labels, dimensions, classes, ridge));
}

function classMeans(
  points: Float32Array,
  labels: Int32Array,
  dimensions: number,
  classes: number,
): Pick<Mixture, "weights" | "means"> {
  const weights = new Float64Array(classes);
  const means = new Float64Array(classes * dimensions);
  for (let i = 0; i < labels.length; i++) {
    weights[labels[i]]++;
    const mean = labels[i] * dimensions;
    for (let d = 0; d < dimensions; d++) means[mean + d] += points[i * dimensions + d];
  }
  for (let c = 0; c < classes; c++) {
    if (weights[c] === 0) throw new Error(`mixture: class ${c} of ${classes} has no point`);
    for (let d = 0; d < dimensions; d++) means[c * dimensions + d] /= weights[c];
    weights[c] /= labels.length;
  }
  return { weights, means };
}

/** The factor of a covariance with its ridge; null if its mean variance is no more than `least`. */
function* tiedFactor(
  covariance: Float64Array,
  dimensions: number,
  asked: number,
  least: number,
): Parts<{ cholesky: Float64Array; ridge: number } | null> {
  const diagonal = dimensions + 1;
  let variance = 0;
  for (let d = 0; d < dimensions; d++) variance += covariance[d * diagonal] / dimensions;
  if (!(variance > least)) return null;
  for (const ridge of asked < RIDGE ? [asked, RIDGE] : [asked]) {
    const ridged = covariance.slice();
    for (let d = 0; d < dimensions; d++) ridged[d * diagonal] += ridge * variance;
    const cholesky = yield* choleskyFactor(ridged, dimensions, LEAST_VARIANCE * variance);
    if (cholesky) return { cholesky, ridge };
  }
  return null;
}

/** The mean square of a coordinate of the means. */
function meanSquare(weights: Float64Array, means: Float64Array, dimensions: number): number {
  let sum = 0;
  means.forEach((mean, i) => {
    sum += weights[Math.floor(i / dimensions)] * mean ** 2;
  });
  return sum / dimensions;
}

/** The mean of q, sum_c pi_c mu_c, [D]. */
export function meanOf({ dimensions, weights, means }: Mixture): Float64Array {
  const mean = new Float64Array(dimensions);
  means.forEach((value, i) => {
    mean[i % dimensions] += value * weights[Math.floor(i / dimensions)];
  });
  return mean;
}

/** Sigma^-1 v for each row v of [n, D]. */
export function* timesPrecision(
  { dimensions: d, whitening }: Mixture,
  rows: Float64Array,
): Parts<Float64Array> {
  const out = new Float64Array(rows.length);
  for (let at = 0; at < rows.length; at += d) {
    for (let row = 0; row < d; row++) {
      let whitened = 0;
      for (let k = 0; k <= row; k++) whitened += whitening[row * d + k] * rows[at + k];
      for (let k = 0; k <= row; k++) out[at + k] += whitening[row * d + k] * whitened;
    }
    yield;
  }
  return out;
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
