import { writeSafetensors } from "../src/data/formats/safetensorsWriter.ts";
import type { Mixture } from "../src/model/mixture.ts";
import { LEAK } from "../src/model/network.ts";
import { mixtureState, networkState } from "../src/training/stateDict.ts";
import type { TrainedEnergy } from "../src/training/task.ts";

const SCHEMA = "energy-correction-lab/energies@1";

/**
 * Trained energies and the mixture as a .safetensors file, which `public/score_features.py` reads:
 * tensors as `stateDict.ts` names them, under "correction", "ebm" and "mixture". Its metadata are texts:
 * `energies` is in JSON what each energy needs to be evaluated, with its recipe and seed; `rows` whether
 * what it scores is to be "of length 1", as features are, or taken "as they are".
 *
 * @param trained one at least
 * @param about further metadata, of the run
 */
export function energiesFile(
  trained: readonly TrainedEnergy[],
  mixture: Mixture,
  rows: "of length 1" | "as they are",
  about: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const energies = Object.fromEntries(trained.map((energy) => [energy.model, describe(energy)]));
  const tensors = trained.flatMap((energy) => networkState(energy.model, energy));
  return writeSafetensors([...tensors, ...mixtureState(mixture)], {
    ...{ format: "pt", schema: SCHEMA, energies: JSON.stringify(energies), rows },
    ...about,
  });
}

function describe({ network, recipe, seed }: TrainedEnergy) {
  const { activation } = network;
  const { temperature, mixtureTemperature } = recipe;
  const slope = activation === "leakyRelu" ? { negativeSlope: LEAK } : {};
  return { activation, ...slope, temperature, mixtureTemperature, seed, recipe };
}
