import type { FeatureRecipe, NetworkChoice, Recipe } from "../model/recipe.ts";

/** A network by name, such as "4x256". */
export type NetworkSize = Exclude<NetworkChoice, "auto">;

/** The width that learning rates are given for: the paper's. */
const RATED_WIDTH = 1024;

/**
 * The whole recipe: the network's size filled in, the learning rate for its width, and T_G from its
 * value per dimension.
 *
 * A step of Adam moves the output of a layer of n inputs in proportion to n, so a rate for width
 * 1024 hardly moves a narrow network. It is multiplied by (1024 / width)^1.5: on 64-d features the
 * best total step fell a little faster than 1 / width from width 64 to 256.
 */
export function recipeFor(recipe: FeatureRecipe, size: NetworkSize, dimensions: number): Recipe {
  const [hiddenLayers, width] = size.split("x").map(Number);
  const mixtureTemperature = recipe.mixtureTemperaturePerDimension * dimensions;
  const learningRate = recipe.learningRate * (RATED_WIDTH / width) ** 1.5;
  return { ...recipe, learningRate, hiddenLayers, width, mixtureTemperature };
}

/** Updates of a training: its epochs times the batches that cover `rows`. */
export function updatesOf(recipe: FeatureRecipe, rows: number): number {
  return Math.ceil(recipe.epochs * Math.ceil(rows / recipe.batch));
}
