import { innerProducts, openBank } from "../kernels/evaluate.ts";
import { type Mixture, timesPrecision } from "../model/mixture.ts";
import type { Parts } from "../model/parts.ts";
import { type ClassTerms, centred, classTerms, nearestClass, stacked } from "./classes.ts";
import type { Detector } from "./detector.ts";

/** What the gradient of the Mahalanobis distance takes beside the classes' terms. */
export interface GradientTerms extends ClassTerms {
  /** Sigma^-1, [D, D]. */
  precision: Float64Array;
}

/** The terms of the gradient of a mixture's nearest squared distance. */
export function* fitGradient(mixture: Mixture): Parts<GradientTerms> {
  const d = mixture.dimensions;
  const identity = new Float64Array(d * d);
  for (let i = 0; i < d; i++) identity[i * d + i] = 1;
  const precision = yield* timesPrecision(mixture, identity);
  return { ...(yield* classTerms(mixture)), precision };
}

/**
 * Mahalanobis distance after a perturbation (Lee et al., NeurIPS 2018; eq. 14) of the feature:
 * z~ = z + epsilon sign(grad_z M(z)) with M = -d^2 to the nearest class (eq. 13), scored as SSD
 * scores z~.
 *
 * The paper moves the input image, whose gradient takes the network. A step of the feature goes
 * straight towards the class mean, and does not know which moves an image can make.
 *
 * @param epsilon length of the step in each coordinate of the unit feature, 0 or more
 * @param ssd the detector that scores z~
 */
export function perturbedMahalanobis(
  { mean, directions, squares, precision }: GradientTerms,
  epsilon: number,
  ssd: Detector,
): Detector {
  const d = mean.length;
  const width = squares.length + d;
  const bank = openBank(stacked(directions, precision), d);
  return {
    method: "Perturbed Mahalanobis",
    async score(rows) {
      const products = await innerProducts(centred(rows.features, mean), bank);
      const features = rows.features.slice();
      for (let i = 0; i < rows.count; i++) {
        const at = i * width;
        const towards = d * nearestClass(products, at, squares);
        for (let k = 0; k < d; k++) {
          // grad M = 2 (a_c - Sigma^-1 (z - mu)).
          const slope = directions[towards + k] - products[at + squares.length + k];
          features[i * d + k] += epsilon * Math.sign(slope);
        }
      }
      return ssd.score({ ...rows, features });
    },
    dispose: () => bank.dispose(),
  };
}
