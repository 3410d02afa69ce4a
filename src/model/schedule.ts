import type { Recipe } from "./recipe.ts";

/** Step sizes and noise standard deviations of a chain, [steps] each (alpha_t, sqrt(beta_t) of eq. 3). */
export interface Schedule {
  stepSizes: number[];
  noise: number[];
}

type ChainRecipe = Pick<
  Recipe,
  "steps" | "stepSize" | "stepSizeEnd" | "noiseKind" | "noise" | "noiseEnd" | "decay"
>;

/** The schedule of a recipe: from the first value to the last, linearly or quadratically. */
export function scheduleOf(recipe: ChainRecipe): Schedule {
  const between = (first: number, last: number) =>
    Array.from({ length: recipe.steps }, (_, t) => {
      const left = recipe.steps > 1 ? 1 - t / (recipe.steps - 1) : 1;
      return last + (first - last) * (recipe.decay === "quadratic" ? left * left : left);
    });
  const stepSizes = between(recipe.stepSize, recipe.stepSizeEnd);
  const noise =
    recipe.noiseKind === "langevin"
      ? stepSizes.map((alpha) => Math.sqrt(2 * alpha))
      : between(recipe.noise, recipe.noiseEnd);
  return { stepSizes, noise };
}

/** Learning rate of update `update` of `updates`. */
export function learningRateAt(
  recipe: Pick<Recipe, "learningRate" | "learningRateDecay">,
  update: number,
  updates: number,
): number {
  if (recipe.learningRateDecay === "none") return recipe.learningRate;
  return (recipe.learningRate * (1 + Math.cos((Math.PI * update) / updates))) / 2;
}

/** How often an update takes its energy's gradient at the chains' states. */
export function chainGradients({
  objective,
  sampler,
  steps,
  leapfrogs,
}: Pick<Recipe, "objective" | "sampler" | "steps" | "leapfrogs">): number {
  if (objective === "nce") return 0;
  // A proposal needs the gradient where it begins and where it ends; the next begins with that.
  if (sampler === "hmc") return 1 + steps * leapfrogs;
  return sampler === "mala" ? 1 + steps : steps;
}
