import type { FeatureRecipe, NetworkChoice, Recipe } from "../model/recipe.ts";

/** A network by name, such as "4x256". */
export type NetworkSize = Exclude<NetworkChoice, "auto">;

/** The whole recipe: the network's size filled in, and T_G from its value per dimension. */
export function recipeFor(recipe: FeatureRecipe, size: NetworkSize, dimensions: number): Recipe {
  const [hiddenLayers, width] = size.split("x").map(Number);
  const mixtureTemperature = recipe.mixtureTemperaturePerDimension * dimensions;
  return { ...recipe, hiddenLayers, width, mixtureTemperature };
}

/** Updates of a training: its epochs times the batches that cover `rows`. */
export function updatesOf(recipe: FeatureRecipe, rows: number): number {
  return Math.ceil(recipe.epochs * Math.ceil(rows / recipe.batch));
}
