import type { LoadedFile } from "../../src/data/features.ts";
import { writeSafetensors } from "../../src/data/formats/safetensorsWriter.ts";
import { LEAK } from "../../src/model/network.ts";
import { mixtureState, networkState } from "../../src/training/stateDict.ts";
import type { TrainedEnergy } from "../../src/training/task.ts";
import type { FeatureRun } from "./run.ts";

const SCHEMA = "energy-correction-lab/energies@1";

/**
 * A run's trained energies and its mixture as a .safetensors file, which `public/score_features.py`
 * reads: tensors as `stateDict.ts` names them, under "correction", "ebm" and "mixture". Its metadata
 * are texts: `energies` is in JSON what each energy needs to be evaluated, with its recipe and seed;
 * `settings` the run's, `data` the files with their SHA-256, both in JSON; `backend` where it was
 * trained.
 *
 * @param files what was trained on
 * @throws if the run has trained no energy to its end
 */
export function weightsFile(
  run: Pick<FeatureRun, "trained" | "mixture" | "settings" | "backend">,
  files: readonly LoadedFile[],
): Uint8Array<ArrayBuffer> {
  const { trained, mixture, settings, backend } = run;
  if (trained.length === 0) {
    throw new Error("weights: the run has trained no energy to its end, expected at least one");
  }
  const energies = Object.fromEntries(trained.map((energy) => [energy.model, describe(energy)]));
  const tensors = trained.flatMap((energy) => networkState(energy.model, energy));
  return writeSafetensors([...tensors, ...mixtureState(mixture)], {
    format: "pt",
    schema: SCHEMA,
    energies: JSON.stringify(energies),
    settings: JSON.stringify(settings),
    data: JSON.stringify(files.map(({ name, sha256 }) => ({ file: name, sha256 }))),
    backend: backend.label,
  });
}

function describe({ network, recipe, seed }: TrainedEnergy) {
  const { activation } = network;
  const { temperature, mixtureTemperature } = recipe;
  const slope = activation === "leakyRelu" ? { negativeSlope: LEAK } : {};
  return { activation, ...slope, temperature, mixtureTemperature, seed, recipe };
}
