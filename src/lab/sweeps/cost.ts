import { parameterCount } from "../../model/network.ts";
import type { FeatureSettings, Recipe, ToyModel, ToySettings } from "../../model/recipe.ts";

/** Models that a run of the 2D lab trains. */
const TRAINED: Record<ToyModel, number> = { mixture: 0, ebm: 1, correction: 1, all: 2 };

/** By settings: schedules ask again and again. */
const known = new WeakMap<object, number>();

/**
 * What a run costs, in multiply-adds of its networks, about; at least 1. It tells which of two runs on
 * the same data takes longer, and by how much; the networks of runs over features are taken as equal.
 */
export function costOf(settings: ToySettings | FeatureSettings): number {
  const cost = known.get(settings) ?? counted(settings);
  known.set(settings, cost);
  return cost;
}

function counted(settings: ToySettings | FeatureSettings): number {
  if (!("updates" in settings)) {
    const { ebm, correction } = settings;
    return Math.max(1, ebm.epochs * passes(ebm) + correction.epochs * passes(correction));
  }
  const { model, updates, batch } = settings;
  const weights = parameterCount({ ...settings, inputs: 2 });
  return Math.max(1, TRAINED[model] * updates * batch * passes(settings) * weights);
}

/** Passes of a row through the network in an update, forth or back: its chain's, and the loss's. */
function passes({
  objective,
  sampler,
  steps,
  leapfrogs,
}: Pick<Recipe, "objective" | "sampler" | "steps" | "leapfrogs">): number {
  const chain = objective === "nce" ? 0 : 2 * steps * (sampler === "hmc" ? leapfrogs : 1);
  return chain + 6;
}
