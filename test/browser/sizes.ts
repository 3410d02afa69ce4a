import { featureDefaults, toyDefaults } from "../../src/model/defaults.ts";
import { recipeFor } from "../../src/training/featureRecipe.ts";
import type { Search, Shape, Training } from "./harness/harness.ts";

/** What the WebGPU kernels are tested on. */

/** A shape: D, Fourier frequencies, layers x width, rows, classes. */
export function shape(
  inputs: number,
  fourierFeatures: number,
  [hiddenLayers, width]: [number, number],
  activation: Shape["activation"],
  [rows, classes]: [number, number],
): Shape {
  return { inputs, fourierFeatures, hiddenLayers, width, activation, rows, classes };
}

/** Odd sizes, the smallest ones, the largest that a work-group holds. */
export const HELD = [
  shape(2, 5, [2, 13], "silu", [7, 9]),
  shape(5, 0, [3, 17], "leakyRelu", [1, 1]),
  shape(2, 0, [1, 64], "silu", [9, 100]),
  shape(5, 90, [4, 70], "leakyRelu", [6, 2]),
  shape(2, 64, [2, 33], "silu", [35, 9]),
  shape(1, 1, [1, 1], "silu", [1, 1]),
  shape(16, 0, [2, 256], "silu", [5, 100]),
];
/** What takes matrix products: too many coordinates, too wide, in fours and not. */
export const LARGE = [
  shape(64, 0, [3, 33], "leakyRelu", [37, 9]),
  shape(20, 0, [2, 40], "silu", [5, 3]),
  shape(2, 0, [1, 257], "silu", [5, 3]),
  shape(17, 6, [2, 9], "silu", [1, 1]),
  shape(20, 4, [1, 8], "leakyRelu", [33, 100]),
];
/** Points and units that take several tiles, for networks and for mixtures. */
export const MANY = shape(128, 0, [1, 257], "silu", [8200, 3]);
/** Searches that take several tiles of the bank, sort often, and sort as much as a work-group can. */
export const SEARCHES: Search[] = [
  { queries: 300, rows: 5000, dimensions: 5, neighbour: 3, approaching: false },
  { queries: 5, rows: 4200, dimensions: 8, neighbour: 200, approaching: true },
  { queries: 1, rows: 1100, dimensions: 17, neighbour: 1024, approaching: false },
];

export const FEATURES: Training = {
  model: "correction",
  recipe: { ...recipeFor(featureDefaults().correction, "4x64", 64), batch: 19, steps: 3 },
  dimensions: 64,
  classes: 9,
  updates: 3,
};
export const CROSS: Training = {
  model: "ebm",
  recipe: { ...toyDefaults("cross", "ebm"), width: 33, batch: 35, steps: 3 },
  dimensions: 2,
  classes: 1,
  updates: 3,
};
export const GRID: Training = {
  model: "correction",
  recipe: { ...toyDefaults("grid", "correction"), width: 33, batch: 35, steps: 3 },
  dimensions: 2,
  classes: 9,
  updates: 3,
};

/** One update whose chains are `steps` long. */
export function withSteps(training: Training, steps: number): Training {
  return { ...training, updates: 1, recipe: { ...training.recipe, steps } };
}
