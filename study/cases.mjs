/**
 * What the study trains. Each case is the default correction but for what it names.
 *
 * @typedef {object} Case
 * @property {string} part the question that it belongs to
 * @property {string} name
 * @property {Partial<import("../src/model/recipe.ts").FeatureRecipe>} [recipe] what differs
 * @property {number} [rowsPerClass] training rows a class that q and E_theta see; all if left out
 * @property {"training" | "heldOut"} [learnFrom] what E_theta alone learns from: 5,000 rows of the
 *   training set, or the 5,000 even rows of the test set; both are then scored on its odd rows
 */

/** @type {Case[]} */
export const CASES = [
  { part: "how long", name: "default: 5 epochs, λ = 10, T_G = 2 D" },
  { part: "how long", name: "1 epoch", recipe: { epochs: 1 } },
  { part: "how long", name: "20 epochs", recipe: { epochs: 20 } },
  {
    part: "how long",
    name: "20 epochs at half the rate",
    recipe: { epochs: 20, learningRate: 1e-6 },
  },
  { part: "L2", name: "λ = 0.1", recipe: { l2: 0.1 } },
  { part: "L2", name: "λ = 1", recipe: { l2: 1 } },
  { part: "L2", name: "λ = 100", recipe: { l2: 100 } },
  { part: "T_G", name: "T_G = D / 2", recipe: { mixtureTemperaturePerDimension: 0.5 } },
  { part: "T_G", name: "T_G = 8 D", recipe: { mixtureTemperaturePerDimension: 8 } },
  { part: "T_G", name: "T_G = 1000", recipe: { mixtureTemperaturePerDimension: 1000 / 64 } },
  { part: "over-fitted features", name: "5,000 training rows", learnFrom: "training" },
  { part: "over-fitted features", name: "5,000 held-out rows", learnFrom: "heldOut" },
  { part: "few rows", name: "500 a class", rowsPerClass: 500 },
  { part: "few rows", name: "50 a class", rowsPerClass: 50 },
  { part: "few rows", name: "10 a class", rowsPerClass: 10 },
  { part: "objective", name: "noise-contrastive", recipe: { objective: "nce" } },
];
