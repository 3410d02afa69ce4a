import * as tf from "@tensorflow/tfjs-core";
import { adamUpdate } from "../kernels/operations.ts";
import {
  type AdamState,
  disposeMixture,
  type MixtureTensors,
  mixtureTensors,
  type NetworkTensors,
} from "../kernels/tensors.ts";
import { fourierFrequencies, type Network } from "../model/network.ts";
import { learningRateAt } from "../model/schedule.ts";
import { type Checkpoint, checked, firstCheckpoint, SCHEMA } from "./checkpoint.ts";
import { batchRows, inputNoise, pointsOf } from "./draws.ts";
import { Negatives } from "./negatives.ts";
import { likelihood, noiseContrastive, type Objective } from "./objectives.ts";
import { networkOf, type TrainingTask } from "./task.ts";

const BETA1 = 0;
const BETA2 = 0.999;

/** Trains E_theta by maximum likelihood with chains' ends for negatives (sec. 2.2), or by NCE. */
export class Trainer {
  /** Updates done. */
  update: number;
  /**
   * The share of the proposals accepted in the last update whose losses were read; null before the
   * first, and where nothing is proposed: by SGLD and NCE.
   */
  acceptance: number | null = null;
  readonly network: Network;
  private readonly objective: Objective;
  private readonly mixture: MixtureTensors | null;
  private readonly negatives: Negatives;
  private readonly frequencies: tf.Tensor2D | null;
  private state: AdamState;
  /** The average before the last update: the newest whose loss is known. */
  private evaluated: tf.Tensor1D;
  private good: { average: tf.Tensor1D; negatives: tf.Tensor2D | null; update: number };
  private ends: tf.Tensor2D | null;
  /** The weights that these chains ran on, and that the last gradient was taken at. */
  private chained: tf.Tensor1D | null = null;
  private pending: tf.Tensor1D[] = [];
  private accepted: tf.Scalar | null = null;

  /**
   * @param checkpoint where to go on from; left out, the run begins
   * @throws if the checkpoint is not one of the task's network
   */
  constructor(
    readonly task: TrainingTask,
    checkpoint?: Checkpoint,
  ) {
    const { recipe, dimensions, seed, mixture, model } = task;
    this.network = networkOf(recipe, dimensions);
    const from = checkpoint
      ? checked(checkpoint, this.network)
      : firstCheckpoint(this.network, seed);
    const nce = recipe.objective === "nce";
    this.mixture = nce || model === "correction" ? mixtureTensors(mixture) : null;
    this.objective = nce
      ? noiseContrastive(recipe.l2, recipe.temperature, this.reference ? null : this.mixture)
      : likelihood(recipe.l2);
    this.negatives = new Negatives(task, this.reference, from);
    const { fourierFeatures: m } = recipe;
    const frequencies = m > 0 && fourierFrequencies(this.network, recipe.fourierScale, seed);
    this.frequencies = frequencies ? tf.tensor2d(frequencies, [dimensions, m]) : null;
    // Copies: tensors on the CPU keep the arrays that they are made of.
    const vector = (values: Float32Array) => tf.tensor1d(values.slice());
    this.update = from.update;
    this.state = {
      weights: vector(from.weights),
      mean: vector(from.mean),
      variance: vector(from.variance),
      average: vector(from.average),
    };
    this.ends = from.negatives.length > 0 ? this.matrix(from.negatives.slice()) : null;
    this.evaluated = this.state.average.clone();
    this.good = {
      average: this.state.average.clone(),
      negatives: this.ends?.clone() ?? null,
      update: this.update,
    };
  }

  /** The averaged energy, for pictures and scores; it changes with the next update. */
  get energy(): NetworkTensors {
    return this.energyOf(this.state.average);
  }

  /** What chains and the score add to E_theta: E_G for the correction. */
  private get reference(): MixtureTensors | null {
    return this.task.model === "correction" ? this.mixture : null;
  }

  private energyOf(weights: tf.Tensor1D): NetworkTensors {
    return { network: this.network, weights, frequencies: this.frequencies };
  }

  /** One update: a batch, its negatives, the loss's gradient, Adam. */
  step(): void {
    for (const _ of this.parts());
  }

  /**
   * One update in parts of bounded work, so that a caller can do something else between two of
   * them, or leave off: an update that is not finished has not happened.
   */
  *parts(): Generator<void, void, void> {
    const rows = batchRows(this.task, this.update);
    const energy = this.energyOf(this.state.weights);
    const { states, acceptance } = yield* this.negatives.draw(this.update, rows, energy);
    try {
      this.learn(rows, states);
      this.accepted?.dispose();
      this.accepted = acceptance && tf.mean(acceptance);
    } finally {
      states.dispose();
      acceptance?.dispose();
    }
  }

  /** The loss's gradient on a batch and its negatives, and Adam's step along it. */
  private learn(rows: Int32Array, drawn: tf.Tensor2D): void {
    const { recipe, updates } = this.task;
    const old = this.state;
    const [terms, ...state] = tf.tidy(() => {
      const data = this.withInputNoise(this.matrix(pointsOf(this.task, rows)), 0);
      const noisy = this.withInputNoise(drawn, 1);
      const energy = this.energyOf(old.weights);
      const { terms, gradient } = this.objective.gradient(energy, data, noisy);
      const next = adamUpdate(old, gradient, {
        rate: learningRateAt(recipe, this.update, updates),
        beta1: BETA1,
        beta2: BETA2,
        update: this.update + 1,
        averageDecay: Math.min(recipe.weightAverage, (1 + this.update) / (10 + this.update)),
      });
      return [terms, next.weights, next.mean, next.variance, next.average];
    });
    this.evaluated.dispose();
    this.evaluated = old.average;
    tf.dispose([old.mean, old.variance]);
    this.chained?.dispose();
    this.chained = old.weights;
    this.ends?.dispose();
    this.ends = drawn.clone();
    this.pending.push(terms);
    const [weights, mean, variance, average] = state as tf.Tensor1D[];
    this.state = { weights, mean, variance, average };
    this.update++;
  }

  private matrix(values: Float32Array): tf.Tensor2D {
    const { dimensions } = this.task;
    return tf.tensor2d(values, [values.length / dimensions, dimensions]);
  }

  private withInputNoise(points: tf.Tensor2D, side: 0 | 1): tf.Tensor2D {
    if (this.task.recipe.inputNoise === 0) return points;
    return tf.add(points, this.matrix(inputNoise(this.task, this.update, points.size, side)));
  }

  /**
   * Reads the updates since the last call: [update, loss, energy gap] a row, flattened.
   *
   * The gap is mean E_theta(z') - mean E_theta(x). If all is finite, the state that the last loss was
   * computed with becomes the one that `restore` goes back to: what the last update made of it no
   * loss has seen yet.
   */
  async losses(): Promise<Float32Array> {
    if (this.pending.length === 0) return new Float32Array(0);
    const { length } = this.pending;
    const stacked = tf.stack(this.pending);
    const accepted = this.accepted?.clone();
    const first = this.update - this.pending.length;
    tf.dispose(this.pending);
    this.pending = [];
    const [read, share] = await Promise.all([
      stacked.data() as Promise<Float32Array>,
      accepted?.data() ?? null,
    ]).finally(() => {
      stacked.dispose();
      accepted?.dispose();
    });
    this.acceptance = share?.[0] ?? null;
    const width = read.length / length;
    const rows = new Float32Array(length * 3);
    for (let i = 0; i < length; i++) {
      const terms = read.subarray(width * i, width * (i + 1));
      rows.set([first + i + 1, this.objective.loss(terms), terms[1] - terms[0]], 3 * i);
    }
    if (rows.every(Number.isFinite)) {
      const negatives = this.ends?.clone() ?? null;
      this.forgetGood();
      this.good = { average: this.evaluated.clone(), negatives, update: this.update - 1 };
    }
    return rows;
  }

  /**
   * The state after the newest update. A trainer made from it continues as this one would, bit for
   * bit on the same backend; losses that were not read before are not in it.
   */
  async checkpoint(): Promise<Checkpoint> {
    const { update, state, ends } = this;
    // Every read begins before the first ends, so that a step meanwhile changes nothing.
    const [weights, mean, variance, average, last, chains] = await Promise.all([
      valuesOf(state.weights),
      valuesOf(state.mean),
      valuesOf(state.variance),
      valuesOf(state.average),
      ends ? valuesOf(ends) : new Float32Array(0),
      this.negatives.chains(),
    ]);
    const learned = { weights, mean, variance, average };
    // After a restore there may be chains of later updates than the one that was gone back to.
    const { recipe, dimensions } = this.task;
    const turns = Math.min(update, recipe.buffer) * recipe.batch * dimensions;
    return { schema: SCHEMA, update, ...learned, negatives: last, chains: chains.slice(0, turns) };
  }

  /** Goes back to the averaged weights and the particles of the last finite reading. */
  restore(): void {
    const { average } = this.good;
    tf.dispose([this.state.weights, this.state.average]);
    this.state = { ...this.state, weights: average.clone(), average: average.clone() };
    this.ends?.dispose();
    this.ends = this.good.negatives?.clone() ?? null;
    this.chained?.dispose();
    this.chained = null;
    this.update = this.good.update;
  }

  private forgetGood(): void {
    this.good.average.dispose();
    this.good.negatives?.dispose();
  }

  /** The last chains' end points, [batch, D]; empty before the first update. */
  async particles(): Promise<Float32Array> {
    return this.ends ? ((await this.ends.data()) as Float32Array) : new Float32Array(0);
  }

  /**
   * The last update's negative phase: the weights that its chains ran on, themselves and not their
   * average, [parameterCount], and the chains' ends, [batch, D]. Null for NCE, which has none, before
   * the first update, and after the trainer has gone back.
   */
  async negativePhase(): Promise<{ weights: Float32Array; ends: Float32Array } | null> {
    const { chained, ends } = this;
    if (!chained || !ends || this.task.recipe.objective === "nce") return null;
    // Both reads begin before the first ends, so that they are of one update.
    const [weights, states] = await Promise.all([valuesOf(chained), valuesOf(ends)]);
    return { weights, ends: states };
  }

  /** Frees every tensor. */
  dispose(): void {
    tf.dispose([this.state.weights, this.state.mean, this.state.variance, this.state.average]);
    tf.dispose(this.pending);
    this.forgetGood();
    this.evaluated.dispose();
    this.ends?.dispose();
    this.chained?.dispose();
    this.frequencies?.dispose();
    this.accepted?.dispose();
    this.negatives.dispose();
    if (this.mixture) disposeMixture(this.mixture);
  }
}

/** A copy of a tensor's values. */
async function valuesOf(tensor: tf.Tensor): Promise<Float32Array> {
  return ((await tensor.data()) as Float32Array).slice();
}
