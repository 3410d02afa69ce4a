import * as tf from "@tensorflow/tfjs-core";
import { networkEnergies } from "../kernels/evaluate.ts";
import type { NetworkTensors } from "../kernels/tensors.ts";
import { learningRateAt } from "../model/schedule.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { batchRows, inputNoise, pointsOf } from "./draws.ts";
import { closeEnergy, openEnergy } from "./energy.ts";
import { Negatives } from "./negatives.ts";
import { likelihood } from "./objectives.ts";
import { Sampling } from "./sampling.ts";
import type { TrainedEnergy, TrainingTask } from "./task.ts";
import { Trace, type TracedChains } from "./trace.ts";
import { Trainer } from "./trainer.ts";

/** One update taken apart, in plain arrays. */
export interface Dissection {
  /** The batch's rows of the training points, [batch], and the points, [batch, D]. */
  rows: Int32Array;
  batch: Float32Array;
  /** All chains at the times that were asked for, [times, batch, D]. */
  states: Float32Array;
  /** Means over the chains at these times, [times]: of E_theta, and of E_theta / T + E_G / T_G. */
  means: { network: Float32Array; total: Float32Array };
  traced: TracedChains;
  /** E_theta of the batch and of the chains' ends as the loss sees them, [batch] each. */
  energies: { data: Float32Array; negatives: Float32Array };
  /** mean E(x), mean E(z'), mean E(x)^2, mean E(z')^2, and the loss that they make. */
  terms: { positive: number; negative: number; square: number; negativeSquare: number };
  loss: number;
  learningRate: number;
  /** Euclidean lengths of the loss's gradient and of the change of the weights. */
  gradient: number;
  change: number;
  /** E_theta by the weights themselves, not their average, before the update and after it. */
  before: TrainedEnergy;
  after: TrainedEnergy;
}

/** What of the chains is kept. */
export interface Kept {
  /** Steps done, ascending, from 0. */
  times: readonly number[];
  /** Which chains are traced, by where they start, [batch, D]. */
  traced: (start: Float32Array) => Int32Array;
}

/**
 * Takes the update after a checkpoint apart, in parts of bounded work: its chains once more, step by
 * step, and the update itself on a copy, so that the run stays as it is.
 *
 * The single steps give the states of the whole chain: bit for bit on the CPU, to rounding elsewhere.
 *
 * @param task its objective is the likelihood and its sampler Langevin
 */
export async function* dissect(
  task: TrainingTask,
  checkpoint: Checkpoint,
  kept: Kept,
): AsyncGenerator<void, Dissection, void> {
  const { model, recipe, seed, dimensions: d, updates } = task;
  const { update } = checkpoint;
  const trainer = new Trainer(task, checkpoint);
  const own = { model, recipe, seed, network: trainer.network };
  const before: TrainedEnergy = { ...own, weights: checkpoint.weights };
  const mixture = model === "correction" ? task.mixture : null;
  const rows = batchRows(task, update);
  const start = await startOf(task, checkpoint, rows);
  const sampling = new Sampling(start, d, { energy: before, mixture }, recipe, seed, update);
  const energy = openEnergy(before);
  try {
    const chains = kept.traced(start);
    const traced = new Trace(chains, recipe.steps, d);
    const states = new Float32Array(kept.times.length * start.length);
    const means = { network: [] as number[], total: [] as number[] };
    let totals = await sampling.energies(start);
    traced.save(0, start);
    for (const [i, time] of kept.times.entries()) {
      while (sampling.done < time) {
        ({ energies: totals } = yield* sampling.advance(1));
        traced.save(sampling.done, sampling.states);
        yield;
      }
      states.set(sampling.states, i * start.length);
      means.network.push(mean(await networkEnergies(sampling.states, energy)));
      means.total.push(mean(totals));
    }
    const parts = await traced.parts(task, energy);
    yield;
    const batch = pointsOf(task, rows);
    const learned = await lossOf(task, update, energy, batch, sampling.states);
    for (const _ of trainer.parts()) yield;
    const { weights } = await trainer.checkpoint();
    return {
      ...{ rows, batch, states, ...learned },
      means: {
        network: Float32Array.from(means.network),
        total: Float32Array.from(means.total),
      },
      traced: { chains, states: traced.states, parts },
      learningRate: learningRateAt(recipe, update, updates),
      change: norm(weights.map((value, i) => value - before.weights[i])),
      ...{ before, after: { ...own, weights } },
    };
  } finally {
    closeEnergy(energy);
    sampling.close();
    trainer.dispose();
  }
}

/** Where the chains start, [batch, D]. */
async function startOf(
  task: TrainingTask,
  checkpoint: Checkpoint,
  rows: Int32Array,
): Promise<Float32Array> {
  const negatives = new Negatives(task, null, checkpoint);
  try {
    return await read(negatives.start(checkpoint.update, rows));
  } finally {
    negatives.dispose();
  }
}

/** The loss of a batch and its negatives, and what it is made of. */
async function lossOf(
  task: TrainingTask,
  update: number,
  energy: NetworkTensors,
  batch: Float32Array,
  negatives: Float32Array,
): Promise<Pick<Dissection, "energies" | "terms" | "loss" | "gradient">> {
  const { recipe, dimensions: d } = task;
  const seen = (points: Float32Array, side: 0 | 1) => {
    if (recipe.inputNoise === 0) return points;
    const noise = inputNoise(task, update, points.length, side);
    return points.map((value, i) => value + noise[i]);
  };
  const [data, ends] = [seen(batch, 0), seen(negatives, 1)];
  const objective = likelihood(recipe.l2);
  const found = tf.tidy(() => {
    const matrix = (values: Float32Array) => tf.tensor2d(values.slice(), [values.length / d, d]);
    return objective.gradient(energy, matrix(data), matrix(ends));
  });
  const [terms, gradient] = await Promise.all([read(found.terms), read(found.gradient)]);
  const [positive, negative, square, negativeSquare] = terms;
  return {
    energies: {
      data: await networkEnergies(data, energy),
      negatives: await networkEnergies(ends, energy),
    },
    terms: { positive, negative, square, negativeSquare },
    loss: objective.loss(terms),
    gradient: norm(gradient),
  };
}

/** A copy of a tensor's values; disposes it. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return ((await tensor.data()) as Float32Array).slice();
  } finally {
    tensor.dispose();
  }
}

const mean = (values: Float32Array) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
const norm = (values: Float32Array) =>
  Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
