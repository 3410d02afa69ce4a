import { mixtureScores } from "../kernels/evaluate.ts";
import type { MixtureTensors } from "../kernels/tensors.ts";
import type { Detector } from "./detector.ts";

/** Energy E_G of the mixture of Gaussians, its negative log density in nats (eq. 9). */
export function mog(mixture: MixtureTensors): Detector {
  return {
    method: "MoG",
    score: async ({ features }) => (await mixtureScores(features, mixture)).energy,
  };
}
