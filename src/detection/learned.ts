import { mixtureScores, networkEnergies } from "../kernels/evaluate.ts";
import type { MixtureTensors, NetworkTensors } from "../kernels/tensors.ts";
import type { Detector } from "./detector.ts";

/** Energy E_theta of a plain EBM (the paper's "ours w/o MoG"); T only scales it. */
export function ebm(network: NetworkTensors): Detector {
  return { method: "EBM", score: ({ features }) => networkEnergies(features, network) };
}

/** Corrected energy E_theta / T + E_G / T_G (A.2, with the temperatures of A.5.1). */
export function correction(
  network: NetworkTensors,
  mixture: MixtureTensors,
  temperature: number,
  mixtureTemperature: number,
): Detector {
  return {
    method: "Correction",
    async score({ features }) {
      const learned = await networkEnergies(features, network);
      const { energy } = await mixtureScores(features, mixture);
      return energy.map((value, i) => learned[i] / temperature + value / mixtureTemperature);
    },
  };
}
