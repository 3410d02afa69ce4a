import type * as tf from "@tensorflow/tfjs-core";
import { langevinChain } from "../kernels/operations.ts";
import type { Chain, MixtureTensors, NetworkTensors } from "../kernels/tensors.ts";
import { parameterCount } from "../model/network.ts";
import type { Recipe } from "../model/recipe.ts";
import { scheduleOf } from "../model/schedule.ts";
import { hamiltonianChain } from "./hamiltonian.ts";
import type { TrainingTask } from "./task.ts";

/** Gradients times batch times weights in a part of an update: about a fifth of a second. */
const PART_PRODUCTS = 2e9;

/** The chains' ends, [batch, D], and the share of its proposals that each accepted, [batch]. */
export interface Ends {
  states: tf.Tensor2D;
  /** Null where the sampler proposes nothing: SGLD. */
  acceptance: tf.Tensor1D | null;
}

/**
 * Runs an update's chains by the recipe's sampler, in parts of bounded work.
 *
 * @param start z_0, [batch, D]; it is disposed
 */
export function runChains(
  start: tf.Tensor2D,
  energy: NetworkTensors,
  reference: MixtureTensors | null,
  { recipe, seed }: TrainingTask,
  update: number,
): Generator<void, Ends, void> {
  const { temperature, mixtureTemperature, projection } = recipe;
  const settings = { temperature, mixtureTemperature, projection, seed, update };
  const chain: Chain = { ...settings, schedule: scheduleOf(recipe), first: 0 };
  return advanceChains(start, energy, reference, recipe, chain);
}

/**
 * Moves chains on by a schedule, which may be a stretch of a longer one, in parts of bounded work.
 *
 * @param start where the chains are, [chains, D]; it is disposed
 * @param products gradients times chains times weights in a part
 */
export function* advanceChains(
  start: tf.Tensor2D,
  energy: NetworkTensors,
  reference: MixtureTensors | null,
  recipe: Pick<Recipe, "sampler" | "leapfrogs">,
  chain: Chain,
  products = PART_PRODUCTS,
): Generator<void, Ends, void> {
  const part = Math.max(
    1,
    Math.floor(products / (start.shape[0] * parameterCount(energy.network))),
  );
  if (recipe.sampler === "langevin") {
    return { states: yield* inStretches(start, energy, reference, chain, part), acceptance: null };
  }
  const leapfrogs = recipe.sampler === "hmc" ? recipe.leapfrogs : 1;
  try {
    return yield* hamiltonianChain(start, energy, reference, { ...chain, leapfrogs }, part);
  } finally {
    start.dispose();
  }
}

/** A Langevin chain, cut into stretches of `length` steps; disposes the start. */
function* inStretches(
  start: tf.Tensor2D,
  energy: NetworkTensors,
  reference: MixtureTensors | null,
  chain: Chain,
  length: number,
): Generator<void, tf.Tensor2D, void> {
  const { stepSizes, noise } = chain.schedule;
  let z = start;
  let done = false;
  try {
    for (let first = 0; first < stepSizes.length; first += length) {
      const schedule = {
        stepSizes: stepSizes.slice(first, first + length),
        noise: noise.slice(first, first + length),
      };
      const place = { first: chain.first + first };
      const next = langevinChain(z, energy, reference, { ...chain, ...place, schedule });
      z.dispose();
      z = next;
      yield;
    }
    done = true;
    return z;
  } finally {
    if (!done) z.dispose();
  }
}
