import * as tf from "@tensorflow/tfjs-core";
import { LEAK, layersOf } from "../model/network.ts";
import { normals } from "../model/random.ts";
import {
  ADAM_EPSILON,
  type AdamState,
  type AdamStep,
  type Chain,
  type MixtureTensors,
  type NetworkTensors,
  type Temperatures,
} from "./tensors.ts";

/**
 * Every operation composed of tfjs ops, gradients by automatic differentiation: slow, short, and
 * right on every backend. operations.ts documents shapes and meaning.
 */

/** E_theta at points [n, D], as [n]. */
export function networkEnergy(energy: NetworkTensors, points: tf.Tensor2D): tf.Tensor1D {
  const { network, weights, frequencies } = energy;
  return tf.tidy(() => {
    const layers = layersOf(network);
    let values: tf.Tensor2D = points;
    if (frequencies) {
      const phases = tf.matMul(points, frequencies);
      values = tf.concat([tf.cos(phases), tf.sin(phases)], 1) as tf.Tensor2D;
    }
    layers.forEach(({ inputs, outputs, kernel, bias }, i) => {
      const size = inputs * outputs;
      const w = tf.reshape(tf.slice(weights, [kernel], [size]), [inputs, outputs]);
      const linear = tf.add(tf.matMul(values, w), tf.slice(weights, [bias], [outputs]));
      if (i === layers.length - 1) values = linear as tf.Tensor2D;
      else if (network.activation === "silu") values = tf.mul(linear, tf.sigmoid(linear));
      else values = tf.leakyRelu(linear as tf.Tensor2D, LEAK);
    });
    return tf.reshape(values, [-1]) as tf.Tensor1D;
  });
}

/** E_G and the nearest squared distance at points [n, D], as [n] each. */
export function mixtureScores(
  mixture: MixtureTensors,
  points: tf.Tensor2D,
): { energy: tf.Tensor1D; nearest: tf.Tensor1D } {
  return tf.tidy(() => {
    const { products, square } = whiten(mixture, points);
    const energy = tf.sub(tf.div(square, 2), tf.logSumExp(tf.add(products, mixture.offsets), 1));
    const top = tf.max(tf.sub(products, mixture.halfNorms), 1);
    const nearest = tf.relu(tf.sub(square, tf.mul(2, top)));
    return { energy: energy as tf.Tensor1D, nearest: nearest as tf.Tensor1D };
  });
}

function whiten(mixture: MixtureTensors, points: tf.Tensor2D) {
  const whitened = tf.sub(tf.matMul(points, mixture.whitening, false, true), mixture.shift);
  const products = tf.matMul(whitened as tf.Tensor2D, mixture.means, false, true);
  return { products, square: tf.sum(tf.square(whitened), 1) };
}

/** E_theta / T + E_G / T_G at points [n, D], as [n]; a part that is null is left out. */
function totalEnergy(
  energy: NetworkTensors | null,
  mixture: MixtureTensors | null,
  points: tf.Tensor2D,
  { temperature, mixtureTemperature }: Temperatures,
): tf.Tensor1D {
  const parts: tf.Tensor1D[] = [];
  if (energy) parts.push(tf.div(networkEnergy(energy, points), temperature));
  if (mixture) parts.push(tf.div(mixtureScores(mixture, points).energy, mixtureTemperature));
  return parts.reduce((sum, part) => tf.add(sum, part));
}

/** E_theta / T + E_G / T_G and its gradient in the points. */
export function energyAndGradient(
  energy: NetworkTensors | null,
  mixture: MixtureTensors | null,
  points: tf.Tensor2D,
  temperatures: Temperatures,
): { energy: tf.Tensor1D; gradient: tf.Tensor2D } {
  const total = (z: tf.Tensor) => totalEnergy(energy, mixture, z as tf.Tensor2D, temperatures);
  return tf.tidy(() => {
    // Of a value a row, this is the gradient of their sum, in which no row sees another.
    const { value, grad } = tf.valueAndGrad(total)(points);
    return { energy: value as tf.Tensor1D, gradient: grad as tf.Tensor2D };
  });
}

/** Langevin chains on E_theta / T + E_G / T_G. */
export function langevinChain(
  start: tf.Tensor2D,
  energy: NetworkTensors,
  mixture: MixtureTensors | null,
  chain: Chain,
): tf.Tensor2D {
  const gradient = tf.grad((z: tf.Tensor) =>
    tf.sum(totalEnergy(energy, mixture, z as tf.Tensor2D, chain)),
  );
  const { stepSizes, noise } = chain.schedule;
  const project = (states: tf.Tensor2D) =>
    chain.projection === "sphere"
      ? (tf.div(states, tf.norm(states, 2, 1, true)) as tf.Tensor2D)
      : states.clone();
  let z = chain.first === 0 ? tf.tidy(() => project(start)) : start.clone();
  stepSizes.forEach((alpha, step) => {
    const next = tf.tidy(() => {
      const sample = normals({ seed: chain.seed, name: "chainNoise" }, new Float32Array(z.size), {
        update: chain.update,
        step: chain.first + step,
      });
      const kick = tf.mul(tf.tensor2d(sample, z.shape), noise[step]);
      const moved = tf.sub(z, tf.mul(gradient(z), alpha));
      return project(tf.add(moved, kick) as tf.Tensor2D);
    });
    z.dispose();
    z = next;
  });
  return z;
}

/** The loss's four terms and its weight gradient. */
export function energyLossGradient(
  energy: NetworkTensors,
  data: tf.Tensor2D,
  negatives: tf.Tensor2D,
  l2: number,
): { terms: tf.Tensor1D; gradient: tf.Tensor1D } {
  return tf.tidy(() => {
    const means = (weights: tf.Tensor1D) => {
      const positive = networkEnergy({ ...energy, weights }, data);
      const negative = networkEnergy({ ...energy, weights }, negatives);
      const squares = [tf.mean(tf.square(positive)), tf.mean(tf.square(negative))];
      return [tf.mean(positive), tf.mean(negative), ...squares];
    };
    const loss = (weights: tf.Tensor) => {
      const [positive, negative, square, negativeSquare] = means(weights as tf.Tensor1D);
      const penalty = tf.mul(tf.add(square, negativeSquare), l2);
      return tf.add(tf.sub(positive, negative), penalty);
    };
    const gradient = tf.grad(loss)(energy.weights) as tf.Tensor1D;
    return { terms: tf.stack(means(energy.weights)) as tf.Tensor1D, gradient };
  });
}

/** The weight gradient of the points' energies, each times its coefficient. */
export function energyWeightGradient(
  energy: NetworkTensors,
  points: tf.Tensor2D,
  coefficients: tf.Tensor1D,
): tf.Tensor1D {
  return tf.tidy(() => {
    const weighted = (weights: tf.Tensor) => {
      const energies = networkEnergy({ ...energy, weights: weights as tf.Tensor1D }, points);
      return tf.sum(tf.mul(energies, coefficients));
    };
    return tf.grad(weighted)(energy.weights) as tf.Tensor1D;
  });
}

/** One step of Adam (Kingma and Ba, 2015) and of the weights' moving average. */
export function adamUpdate(state: AdamState, gradient: tf.Tensor1D, step: AdamStep): AdamState {
  const { rate, beta1, beta2, update, averageDecay } = step;
  return tf.tidy(() => {
    const mix = (old: tf.Tensor, fresh: tf.Tensor, keep: number) =>
      tf.add(tf.mul(old, keep), tf.mul(fresh, 1 - keep)) as tf.Tensor1D;
    const mean = mix(state.mean, gradient, beta1);
    const variance = mix(state.variance, tf.square(gradient), beta2);
    const spread = tf.add(tf.sqrt(tf.div(variance, 1 - beta2 ** update)), ADAM_EPSILON);
    const change = tf.div(tf.mul(mean, rate / (1 - beta1 ** update)), spread);
    const weights = tf.sub(state.weights, change) as tf.Tensor1D;
    return { weights, mean, variance, average: mix(state.average, weights, averageDecay) };
  });
}

/** Squared distances to the k-th nearest row of the bank. */
export function kthSquaredDistances(
  queries: tf.Tensor2D,
  bank: tf.Tensor2D,
  k: number,
): tf.Tensor1D {
  return tf.tidy(() => {
    const norms = tf.sum(tf.square(queries), 1, true);
    const products = tf.matMul(queries, bank, false, true);
    const squares = tf.add(norms, tf.sub(tf.sum(tf.square(bank), 1), tf.mul(products, 2)));
    const { values } = tf.topk(tf.neg(squares), k);
    return tf.relu(tf.neg(tf.reshape(tf.slice(values, [0, k - 1], [-1, 1]), [-1]))) as tf.Tensor1D;
  });
}

/** Inner products of points [n, D] with vectors [M, D], as [n, M]. */
export function innerProducts(points: tf.Tensor2D, vectors: tf.Tensor2D): tf.Tensor2D {
  return tf.matMul(points, vectors, false, true);
}
