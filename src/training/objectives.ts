import * as tf from "@tensorflow/tfjs-core";
import {
  energyLossGradient,
  energyWeightGradient,
  mixtureScores,
  networkEnergy,
} from "../kernels/operations.ts";
import type { MixtureTensors, NetworkTensors } from "../kernels/tensors.ts";

/** What E_theta is to make small, on a batch of data x and one of negatives z'. */
export interface Objective {
  /**
   * @param data x, [B, D]; @param negatives z', [B, D]
   * @returns terms: mean E(x), mean E(z'), mean E(x)^2, mean E(z')^2, and what else `loss` takes;
   * gradient: the loss's, [parameterCount]
   */
  gradient(
    energy: NetworkTensors,
    data: tf.Tensor2D,
    negatives: tf.Tensor2D,
  ): { terms: tf.Tensor1D; gradient: tf.Tensor1D };
  /** The loss, from its terms. */
  loss(terms: ArrayLike<number>): number;
}

/** Maximum likelihood with chains' ends for negatives (sec. 2.2): mean E(x) - mean E(z'), and L2. */
export function likelihood(l2: number): Objective {
  return {
    gradient: (energy, data, negatives) => energyLossGradient(energy, data, negatives, l2),
    loss: ({ 0: positive, 1: negative, 2: square, 3: negativeSquare }) =>
      positive - negative + l2 * (square + negativeSquare),
  };
}

/**
 * Noise-contrastive estimation with draws of q for negatives (Gutmann and Hyvarinen, AISTATS 2010):
 * mean softplus(-g(x)) + mean softplus(g(z')), and L2, where g = log p - log q up to a constant that
 * E_theta's bias learns. Without L2 it is least where p is the density of the data.
 *
 * Where q hardly ever draws, nothing holds E_theta: the correction still has E_G there, the EBM has not.
 *
 * The correction's p is q exp(-E_theta / T), hence g = -E_theta / T, T_G playing no part; the plain
 * EBM's is exp(-E_theta / T), hence g = E_G - E_theta / T.
 *
 * @param noise q for the plain EBM, null for the correction
 */
export function noiseContrastive(
  l2: number,
  temperature: number,
  noise: MixtureTensors | null,
): Objective {
  return {
    gradient: (energy, data, negatives) =>
      tf.tidy(() => {
        const [count] = data.shape;
        const points = tf.concat([data, negatives]) as tf.Tensor2D;
        const energies = networkEnergy(energy, points);
        const scaled = tf.div(energies, temperature) as tf.Tensor1D;
        const ratio = noise ? tf.sub(mixtureScores(noise, points).energy, scaled) : tf.neg(scaled);
        // 1 for data, -1 for noise: a point's loss is softplus(-side g).
        const side = tf.concat([tf.ones([count]), tf.fill([count], -1)]);
        const wrong = tf.neg(tf.mul(side, ratio));
        const slope = tf.div(tf.mul(side, tf.sigmoid(wrong)), temperature);
        const coefficients = tf.div(tf.add(slope, tf.mul(energies, 2 * l2)), count);
        const gradient = energyWeightGradient(energy, points, coefficients as tf.Tensor1D);
        const sides = tf.reshape(energies, [2, count]);
        const means = tf.concat([tf.mean(sides, 1), tf.mean(tf.square(sides), 1)]);
        const loss = tf.reshape(tf.div(tf.sum(tf.softplus(wrong)), count), [1]);
        return { terms: tf.concat([means, loss]) as tf.Tensor1D, gradient };
      }),
    loss: ({ 2: square, 3: negativeSquare, 4: contrast }) =>
      contrast + l2 * (square + negativeSquare),
  };
}
