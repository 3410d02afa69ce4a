import * as tf from "@tensorflow/tfjs-core";
import { energyAndGradient } from "../kernels/operations.ts";
import type { Chain, MixtureTensors, NetworkTensors } from "../kernels/tensors.ts";
import { normals, uniforms } from "../model/random.ts";
import { acrossRow, FLAT, SPHERE } from "./space.ts";

/** A chain of proposals, each tested: the noise of its schedule plays no part. */
export interface HamiltonianChain extends Chain {
  /** Leapfrog steps a proposal, 1 for MALA. */
  leapfrogs: number;
}

/** States [B, D] with their energy U, [B], and its gradient within the space, [B, D]. */
type Position = { points: tf.Tensor2D; energy: tf.Tensor1D; gradient: tf.Tensor2D };

/** States on their way, with their momenta [B, D] and the U + |p|^2 / 2 that they began with, [B]. */
type Motion = Position & { momenta: tf.Tensor2D; begun: tf.Tensor1D };

/**
 * Runs Hamiltonian Monte Carlo with mass 1 (Neal, Handbook of Markov Chain Monte Carlo, 2011) on
 * U = E_theta / T + E_G / T_G; a part that is null is left out. It samples exp(-U) at any step size.
 *
 * A leapfrog step takes the time sqrt(2 alpha): a proposal of one is then a Langevin step of size
 * alpha with noise sqrt(2 alpha), and the chain MALA (Roberts and Tweedie, 1996). With projection
 * "sphere" states move along great circles and sample exp(-U) on the unit sphere (Byrne and
 * Girolami, 2013).
 *
 * @param start z_0, [B, D]; it stays the caller's
 * @param part leapfrog steps between two yields, where a caller can do something else, or leave off
 * @returns states: z after the last proposal, [B, D]; acceptance: the share of its proposals that
 * each chain accepted, [B]
 */
export function* hamiltonianChain(
  start: tf.Tensor2D,
  energy: NetworkTensors,
  mixture: MixtureTensors | null,
  chain: HamiltonianChain,
  part = 1,
): Generator<void, { states: tf.Tensor2D; acceptance: tf.Tensor1D }, void> {
  const { seed, update, first, leapfrogs } = chain;
  const { stepSizes } = chain.schedule;
  const [rows] = start.shape;
  const space = chain.projection === "sphere" ? SPHERE : FLAT;

  const at = (points: tf.Tensor2D): Position => {
    const slope = energyAndGradient(energy, mixture, points, chain);
    return { ...slope, points, gradient: space.tangent(points, slope.gradient) };
  };
  const begin = ({ points, energy, gradient }: Position, step: number): Motion => {
    const drawn = normals({ seed, name: "chainNoise" }, new Float32Array(start.size), {
      update,
      step,
    });
    const momenta = space.tangent(points, tf.tensor2d(drawn, start.shape));
    const begun = hamiltonian(energy, momenta);
    return {
      ...{ points: points.clone(), energy: energy.clone(), gradient: gradient.clone() },
      ...{ momenta, begun },
    };
  };
  const leapfrog = ({ points, gradient, momenta, begun }: Motion, time: number): Motion => {
    const half = kick(momenta, gradient, time / 2);
    const moved = space.drift(points, half, time);
    const reached = at(moved.points);
    const end = kick(moved.momenta, reached.gradient, time / 2);
    return { ...reached, momenta: end, begun: begun.clone() };
  };

  let leaps = 0;
  let now = tf.tidy(() => at(first === 0 ? space.project(start) : start.clone()));
  let accepted: tf.Tensor1D = tf.zeros([rows]);
  let moving: Motion | null = null;
  try {
    for (const [i, alpha] of stepSizes.entries()) {
      moving = tf.tidy(() => begin(now, first + i));
      for (let l = 0; l < leapfrogs; l++) {
        const before: Motion = moving;
        moving = tf.tidy(() => leapfrog(before, Math.sqrt(2 * alpha)));
        tf.dispose(before);
        if (++leaps % part === 0) yield;
      }
      const place = { update, step: first + i };
      const threshold = uniforms({ seed, name: "metropolis" }, new Float32Array(rows), place);
      const [old, proposal, count]: [Position, Motion, tf.Tensor1D] = [now, moving, accepted];
      const tested = tf.tidy(() => {
        const taken = passes(proposal, threshold);
        const accepted = tf.add(count, tf.cast(taken, "float32")) as tf.Tensor1D;
        return { chosen: choose(taken, proposal, old), accepted };
      });
      tf.dispose([old, proposal, count]);
      now = tested.chosen;
      accepted = tested.accepted;
      moving = null;
    }
    const share = tf.div(accepted, Math.max(1, stepSizes.length)) as tf.Tensor1D;
    return { states: now.points.clone(), acceptance: share };
  } finally {
    tf.dispose({ now, accepted, ...moving });
  }
}

function hamiltonian(energy: tf.Tensor1D, momenta: tf.Tensor2D): tf.Tensor1D {
  return tf.add(energy, tf.div(tf.sum(tf.square(momenta), 1), 2));
}

function kick(momenta: tf.Tensor2D, gradient: tf.Tensor2D, time: number): tf.Tensor2D {
  return tf.sub(momenta, tf.mul(gradient, time));
}

/** Metropolis' test, [B]: u <= exp(H_0 - H_1); a proposal that is not finite fails it. */
function passes({ energy, momenta, begun }: Motion, thresholds: Float32Array): tf.Tensor1D {
  const fall = tf.sub(begun, hamiltonian(energy, momenta));
  return tf.lessEqual(tf.tensor1d(thresholds.map(Math.log)), fall);
}

/** The proposal's rows where they are taken, the old ones elsewhere. */
function choose(taken: tf.Tensor1D, proposal: Position, old: Position): Position {
  const rows = tf.greater(acrossRow(tf.cast(taken, "float32"), old.points), 0);
  return {
    points: tf.where(rows, proposal.points, old.points),
    energy: tf.where(taken, proposal.energy, old.energy),
    gradient: tf.where(rows, proposal.gradient, old.gradient),
  };
}
