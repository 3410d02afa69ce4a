import { mixtureScores } from "../kernels/evaluate.ts";
import type { MixtureTensors } from "../kernels/tensors.ts";
import type { Detector } from "./detector.ts";

/** Squared Mahalanobis distance to the nearest class mean, tied covariance (eq. 13, SSD). */
export function ssd(mixture: MixtureTensors): Detector {
  return {
    method: "SSD",
    score: async ({ features }) => (await mixtureScores(features, mixture)).nearest,
  };
}
