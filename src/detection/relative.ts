import { innerProducts, openBank } from "../kernels/evaluate.ts";
import { choleskyFactor, solveLower } from "../model/cholesky.ts";
import type { Mixture } from "../model/mixture.ts";
import type { Parts } from "../model/parts.ts";
import { type ClassTerms, centred, classTerms, dot, nearestClass, stacked } from "./classes.ts";
import type { Detector } from "./detector.ts";

/** What the relative distance takes beside the classes' terms. */
export interface RelativeTerms extends ClassTerms {
  /** [C, D]: |B (z - mu)|^2 is what the background's distance is less than Sigma's. */
  background: Float64Array;
}

/**
 * Fits the background: one Gaussian of all rows, whose covariance is Sigma + sum_c pi_c o_c o_c^T
 * with the offsets o_c = mu_c - mu.
 *
 * By Woodbury's identity its distance is y^T Sigma^-1 y - p^T (Pi^-1 + S)^-1 p, where p_c = a_c . y
 * and S_cc' = a_c . o_c': where Sigma is all but singular, what is huge in both distances cancels
 * on paper and not in float32.
 *
 * @throws if there is one class: the background is then that class
 */
export function* fitRelative(mixture: Mixture): Parts<RelativeTerms> {
  const { dimensions: d, classes, weights, means } = mixture;
  if (classes < 2) {
    throw new Error(
      "Relative Mahalanobis: expected 2 classes or more, found 1; use SSD, which needs no background",
    );
  }
  const terms = yield* classTerms(mixture);
  const offsets = means.map((value, i) => value - terms.mean[i % d]);
  const gram = new Float64Array(classes * classes);
  for (let i = 0; i < classes; i++) {
    for (let j = 0; j <= i; j++) {
      const product = dot(terms.directions, offsets, i, j, d);
      gram[i * classes + j] = product;
      gram[j * classes + i] = product;
    }
    gram[i * classes + i] += 1 / weights[i];
    yield;
  }
  const factor = yield* choleskyFactor(gram, classes);
  if (!factor) throw new Error("Relative Mahalanobis: the class means are not finite numbers");
  return { ...terms, background: solveLower(factor, classes, terms.directions.slice()) };
}

/**
 * Relative Mahalanobis distance, min_c d_c^2 - d_0^2 with d_0 the distance to the background (Ren et
 * al., "A Simple Fix to Mahalanobis Distance for Improving Near-OOD Detection", 2021).
 */
export function relativeMahalanobis({
  mean,
  directions,
  squares,
  background,
}: RelativeTerms): Detector {
  const classes = squares.length;
  const bank = openBank(stacked(directions, background), mean.length);
  return {
    method: "Relative Mahalanobis",
    async score({ count, features }) {
      const products = await innerProducts(centred(features, mean), bank);
      return Float32Array.from({ length: count }, (_, i) => {
        const at = 2 * classes * i;
        const nearest = nearestClass(products, at, squares);
        let score = squares[nearest] - 2 * products[at + nearest];
        for (let k = at + classes; k < at + 2 * classes; k++) score += products[k] ** 2;
        return score;
      });
    },
    dispose: () => bank.dispose(),
  };
}
