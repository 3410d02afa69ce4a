import { networkEnergies } from "../kernels/evaluate.ts";
import type { Mixture } from "../model/mixture.ts";
import { closeEnergy, openEnergy } from "./energy.ts";
import { Sampling, samplingSeed, samplingStart } from "./sampling.ts";
import type { TrainedEnergy, TrainingTask } from "./task.ts";

/** Chains of the model, and of its reference. */
const CHAINS = 1024;

/** What held-out in-distribution rows say of a trained energy; E is E_theta / T, in nats. */
export interface HeldOut {
  rows: number;
  /** Mean E at the ends of fresh chains less that of the rows; 0 where the energy cannot tell them. */
  gap: number;
  /**
   * How much more likely E makes the rows than the reference alone, in nats a row: mean -E less the
   * log of the mean of exp(-E) over draws of the reference. Null for the plain EBM, which has none.
   */
  likelihood: number | null;
  /** The share of the reference's draws that its estimate in effect rests on, 0..1. */
  effective: number | null;
}

/**
 * Scores rows that an energy has not learned from. The reference is E_G / T_G as chains of the
 * recipe's own sampler, steps and projection draw it from q: what the training corrected. The estimate
 * is importance sampling from it, so it holds for this reference, and compares energies of one T_G.
 *
 * @param task what the energy was trained on
 * @param rows held-out rows [n, D]
 */
export async function* heldOut(
  task: TrainingTask,
  trained: TrainedEnergy,
  rows: Float32Array,
): AsyncGenerator<void, HeldOut, void> {
  const { recipe, model, dimensions, mixture } = task;
  const corrected = model === "correction";
  const wide = { ...task, recipe: { ...recipe, batch: CHAINS } };
  const usual = corrected ? "mixture" : "normal";
  const start = samplingStart(wide, recipe.chainStart === "persistent" ? usual : recipe.chainStart);
  const seed = samplingSeed(task.seed);
  async function* ends(energy: TrainedEnergy | null, reference: Mixture | null) {
    const target = { energy, mixture: reference };
    const chains = new Sampling(start, dimensions, target, wide.recipe, seed);
    try {
      yield* chains.advance(recipe.steps);
      return chains.states;
    } finally {
      chains.close();
    }
  }
  const own = yield* ends(trained, corrected ? mixture : null);
  const reference = corrected ? yield* ends(null, mixture) : null;
  const energy = openEnergy(trained);
  const energies = async (points: Float32Array) => {
    const learned = await networkEnergies(points, energy);
    return Float64Array.from(learned, (value) => value / recipe.temperature);
  };
  try {
    const inside = mean(await energies(rows));
    const gap = mean(await energies(own)) - inside;
    const found = { rows: rows.length / dimensions, gap };
    if (!reference) return { ...found, likelihood: null, effective: null };
    const { log, effective } = logMeanExp((await energies(reference)).map((value) => -value));
    return { ...found, likelihood: -inside - log, effective };
  } finally {
    closeEnergy(energy);
  }
}

const mean = (values: Float64Array) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** log of the mean of exp, and the effective share of the weights (Kish, 1965). */
function logMeanExp(logs: Float64Array): { log: number; effective: number } {
  const highest = logs.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = logs.map((value) => Math.exp(value - highest));
  const total = mean(weights);
  return {
    log: highest + Math.log(total),
    effective: total ** 2 / mean(weights.map((w) => w * w)),
  };
}
