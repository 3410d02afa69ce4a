import type { Mixture } from "../model/mixture.ts";
import type { Network } from "../model/network.ts";
import type { ModelKind, Recipe } from "../model/recipe.ts";

/** What an energy is trained on, and how. */
export interface TrainingTask {
  model: Exclude<ModelKind, "mixture">;
  recipe: Recipe;
  /** Length of the run, for the learning rate's decay. */
  updates: number;
  seed: number;
  /** Training points [n, D] in any order. */
  points: Float32Array;
  /** Their classes, [n]. */
  labels: Int32Array;
  dimensions: number;
  /** q: the correction's reference, and a place for chains to start. */
  mixture: Mixture;
}

/** What a training leaves, in plain arrays. */
export interface TrainedEnergy {
  model: TrainingTask["model"];
  recipe: Recipe;
  /** Of the Fourier frequencies, among others. */
  seed: number;
  network: Network;
  /** The averaged weights, laid out as `model/network.ts` says. */
  weights: Float32Array;
}

/** The network that a recipe describes. */
export function networkOf(
  recipe: Pick<Recipe, "hiddenLayers" | "width" | "fourierFeatures" | "activation">,
  inputs: number,
): Network {
  const { hiddenLayers, width, fourierFeatures, activation } = recipe;
  return { inputs, hiddenLayers, width, fourierFeatures, activation };
}
