import { toyRecipe } from "../../src/model/defaults.ts";
import { checked } from "../../src/training/checkpoint.ts";
import { networkOf, type TrainedEnergy } from "../../src/training/task.ts";
import { energiesFile } from "../energies.ts";
import type { ToyWeightsRequest } from "../protocol/weights.ts";
import { toyMaterial } from "./material.ts";

/**
 * The averaged weights of a run of the 2D lab, and its mixture, which is fitted anew, as a .safetensors
 * file. Its metadata have the run's `settings` in JSON and the `update` that the weights are of.
 *
 * @throws if there is no checkpoint, or one that is not of the settings' network
 */
export function toyWeightsFile({
  settings,
  drawing,
  update,
  checkpoints,
  backend,
}: ToyWeightsRequest): Uint8Array<ArrayBuffer> {
  const { seed } = settings;
  const trained = (["ebm", "correction"] as const).flatMap((model): TrainedEnergy[] => {
    const checkpoint = checkpoints[model];
    if (!checkpoint) return [];
    const recipe = toyRecipe(settings, model);
    const network = networkOf(recipe, 2);
    const { average: weights } = checked(checkpoint, network);
    return [{ model, recipe, seed, network, weights }];
  });
  if (trained.length === 0) {
    throw new Error("weights: the run has no state of a trained energy, expected at least one");
  }
  return energiesFile(trained, toyMaterial(settings, drawing).mixture, "as they are", {
    ...{ settings: JSON.stringify(settings), update: String(update), backend },
  });
}
