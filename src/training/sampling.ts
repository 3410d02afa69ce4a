import * as tf from "@tensorflow/tfjs-core";
import { mixtureScores, networkEnergies } from "../kernels/evaluate.ts";
import {
  disposeMixture,
  type MixtureTensors,
  mixtureTensors,
  type NetworkTensors,
} from "../kernels/tensors.ts";
import type { Mixture } from "../model/mixture.ts";
import { type Network, parameterCount } from "../model/network.ts";
import { words } from "../model/random.ts";
import type { Recipe } from "../model/recipe.ts";
import { type Schedule, scheduleOf } from "../model/schedule.ts";
import { advanceChains } from "./chains.ts";
import { batchRows, chainStart, type FreshStart } from "./draws.ts";
import { closeEnergy, openEnergy } from "./energy.ts";
import type { TrainedEnergy, TrainingTask } from "./task.ts";

/** Gradients times chains times weights in a part of a stretch: about a hundredth of a second. */
const PART_PRODUCTS = 1e8;

/** Stands in for E_theta where there is none: all its weights are 0. */
const NOTHING = { fourierFeatures: 0, hiddenLayers: 1, width: 4, activation: "silu" } as const;

/** The energy E_theta / T + E_G / T_G that chains sample, in plain arrays; a part may be null. */
export interface Target {
  energy: TrainedEnergy | null;
  mixture: Mixture | null;
}

interface Stretch {
  energies: Float32Array;
  acceptance: number | null;
}

interface Device {
  energy: NetworkTensors;
  mixture: MixtureTensors | null;
}

/** The seed of a run's chains beside its training, which are none of the training's own. */
export function samplingSeed(seed: number): number {
  return words({ seed, name: "sampling" }, { update: 0, step: 0 }, new Uint32Array(1))[0];
}

/** Where chains begin that go on no others, [recipe.batch, D]. */
export function samplingStart(task: TrainingTask, from: FreshStart): Float32Array {
  return chainStart(task, 0, batchRows(task, 0), from);
}

/**
 * Chains on an energy that stays as it is. Between two stretches they are plain arrays, so they can
 * wait, and go on on another device.
 */
export class Sampling {
  /** Steps done. */
  done = 0;
  private readonly schedule: Schedule;
  private device: Device | null = null;

  /**
   * @param states where the chains are, [chains, D]
   * @param recipe its sampler, schedule and temperatures; `steps` is how long the chains are
   * @param update the training update whose numbers they draw
   */
  constructor(
    public states: Float32Array,
    private readonly dimensions: number,
    private readonly target: Target,
    private readonly recipe: Recipe,
    private readonly seed: number,
    private readonly update = 0,
  ) {
    this.schedule = scheduleOf(recipe);
  }

  /**
   * Moves the chains on, in parts of bounded work; where the caller leaves off, or the device is
   * lost, they are where they were.
   *
   * @param steps no more than are left
   * @returns energies: of the new states, [chains]; acceptance: the share of all proposals that were
   * accepted, null where nothing is proposed
   */
  async *advance(steps: number): AsyncGenerator<void, Stretch, void> {
    const { recipe, seed, update, done, schedule, dimensions: d } = this;
    const { energy, mixture } = this.open();
    const { temperature, mixtureTemperature, projection } = recipe;
    const part: Schedule = {
      stepSizes: schedule.stepSizes.slice(done, done + steps),
      noise: schedule.noise.slice(done, done + steps),
    };
    const settings = { temperature, mixtureTemperature, projection, seed, update };
    const chain = { ...settings, schedule: part, first: done };
    // A copy: tensors on the CPU keep the arrays that they are made of.
    const start = tf.tensor2d(this.states.slice(), [this.states.length / d, d]);
    const ends = yield* advanceChains(start, energy, mixture, recipe, chain, PART_PRODUCTS);
    const share = ends.acceptance && tf.mean(ends.acceptance);
    ends.acceptance?.dispose();
    const [states, accepted] = await Promise.all([read(ends.states), share && read(share)]);
    const energies = await this.energies(states);
    this.states = states;
    this.done = done + steps;
    return { energies, acceptance: accepted?.[0] ?? null };
  }

  /** The energy at points [n, D], [n]. */
  async energies(points: Float32Array): Promise<Float32Array> {
    const { energy, mixture } = this.open();
    const { temperature, mixtureTemperature } = this.recipe;
    const learned = await networkEnergies(points, energy);
    if (!mixture) return learned.map((value) => value / temperature);
    const reference = (await mixtureScores(points, mixture)).energy;
    return learned.map((value, i) => value / temperature + reference[i] / mixtureTemperature);
  }

  private open(): Device {
    const { energy, mixture } = this.target;
    this.device ??= {
      energy: energy ? openEnergy(energy) : nothing(this.dimensions),
      mixture: mixture && mixtureTensors(mixture),
    };
    return this.device;
  }

  /** Frees what is on the device; what is done next puts it there again. */
  close(): void {
    if (!this.device) return;
    closeEnergy(this.device.energy);
    if (this.device.mixture) disposeMixture(this.device.mixture);
    this.device = null;
  }
}

/** A copy of a tensor's values; disposes it. */
async function read(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return ((await tensor.data()) as Float32Array).slice();
  } finally {
    tensor.dispose();
  }
}

function nothing(inputs: number): NetworkTensors {
  const network: Network = { ...NOTHING, inputs };
  return { network, weights: tf.zeros([parameterCount(network)]), frequencies: null };
}
