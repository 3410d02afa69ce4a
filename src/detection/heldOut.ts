import { networkEnergies } from "../kernels/evaluate.ts";
import type { Mixture } from "../model/mixture.ts";
import { closeEnergy, openEnergy } from "../training/energy.ts";
import { Sampling, samplingSeed, samplingStart } from "../training/sampling.ts";
import type { TrainedEnergy, TrainingTask } from "../training/task.ts";
import type { HeldOut } from "./report.ts";

/** Chains of the model, and of its reference. */
const CHAINS = 1024;

/**
 * Scores rows that an energy has not learned from; as long as the chains of four updates, or eight.
 *
 * The reference is what chains of the recipe's own sampler, steps and projection draw from q on
 * E_G / T_G alone: what the training corrects. The likelihood is that of the reference times exp(-E),
 * normalised, over the reference's own, by importance sampling.
 *
 * @param task what the energy was trained on
 * @param rows held-out rows [n, D]
 * @param going awaited between parts of bounded work; no leaves off
 * @returns null where it left off
 */
export async function heldOut(
  task: TrainingTask,
  trained: TrainedEnergy,
  rows: Float32Array,
  going: () => Promise<boolean>,
): Promise<HeldOut | null> {
  const { recipe, model, dimensions, mixture } = task;
  const corrected = model === "correction";
  const wide = { ...task, recipe: { ...recipe, batch: CHAINS } };
  const fresh = corrected ? "mixture" : "normal";
  const start = samplingStart(wide, recipe.chainStart === "persistent" ? fresh : recipe.chainStart);
  const seed = samplingSeed(task.seed);
  const ends = async (energy: TrainedEnergy | null, reference: Mixture | null) => {
    const target = { energy, mixture: reference };
    const chains = new Sampling(start, dimensions, target, wide.recipe, seed);
    try {
      for await (const _ of chains.advance(recipe.steps)) if (!(await going())) return null;
      return chains.states;
    } finally {
      chains.close();
    }
  };
  const own = await ends(trained, corrected ? mixture : null);
  const reference = corrected && own ? await ends(null, mixture) : null;
  if (!own || (corrected && !reference)) return null;
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
export function logMeanExp(logs: Float64Array): { log: number; effective: number } {
  const highest = logs.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const weights = logs.map((value) => Math.exp(value - highest));
  const total = mean(weights);
  const squares = mean(weights.map((weight) => weight * weight));
  return { log: highest + Math.log(total), effective: total ** 2 / squares };
}
