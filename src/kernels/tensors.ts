import * as tf from "@tensorflow/tfjs-core";
import { type Mixture, meanOf } from "../model/mixture.ts";
import type { Network } from "../model/network.ts";
import type { Schedule } from "../model/schedule.ts";

/** E_theta on the device. */
export interface NetworkTensors {
  network: Network;
  /** [parameterCount]. */
  weights: tf.Tensor1D;
  /** [D, m], or null without Fourier features. */
  frequencies: tf.Tensor2D | null;
}

/** q on the device, whitened: y = W (z - centre), so that |y - m_c|^2 is Mahalanobis. */
export interface MixtureTensors {
  dimensions: number;
  classes: number;
  /** W, [D, D]. */
  whitening: tf.Tensor2D;
  /** W centre, [D]. */
  shift: tf.Tensor1D;
  /** m_c = W (mu_c - centre), [C, D]. */
  means: tf.Tensor2D;
  /** log pi_c + log peak - |m_c|^2 / 2, [C]. */
  offsets: tf.Tensor1D;
  /** |m_c|^2 / 2, [C]. */
  halfNorms: tf.Tensor1D;
}

/** T and T_G: chains move in E_theta / T + E_G / T_G. */
export interface Temperatures {
  temperature: number;
  mixtureTemperature: number;
}

/** A chain or a stretch of one: its schedule, the temperatures, its noise's place in the run. */
export interface Chain extends Temperatures {
  schedule: Schedule;
  /** The step that the schedule begins with, 0 for a whole chain. */
  first: number;
  /** "sphere" divides every state, that before step 0 included, by its length. */
  projection: "none" | "sphere";
  seed: number;
  update: number;
}

/** Adam's state: the weights, their moments and their moving average, [parameterCount] each. */
export interface AdamState {
  weights: tf.Tensor1D;
  mean: tf.Tensor1D;
  variance: tf.Tensor1D;
  average: tf.Tensor1D;
}

/** One Adam step; `update` counts from 1. `averageDecay` 0 makes the average the weights. */
export interface AdamStep {
  rate: number;
  beta1: number;
  beta2: number;
  update: number;
  averageDecay: number;
}

/** Adam's guard against division by 0. */
export const ADAM_EPSILON = 1e-8;

/** Puts a mixture on the device; `disposeMixture` frees it. */
export function mixtureTensors(mixture: Mixture): MixtureTensors {
  const { dimensions: d, classes, weights, means, whitening, logPeak } = mixture;
  const centre = meanOf(mixture);
  const whiten = (row: number, vector: (k: number) => number) => {
    let sum = 0;
    for (let k = 0; k <= row; k++) sum += whitening[row * d + k] * vector(k);
    return sum;
  };
  const shift = Float64Array.from(centre, (_, row) => whiten(row, (k) => centre[k]));
  const whitened = means.map((_, i) => whiten(i % d, (k) => means[i - (i % d) + k] - centre[k]));
  const halfNorms = weights.map((_, c) => {
    const mean = whitened.subarray(c * d, (c + 1) * d);
    return mean.reduce((sum, value) => sum + value * value, 0) / 2;
  });
  const offsets = weights.map((weight, c) => Math.log(weight) + logPeak - halfNorms[c]);
  return {
    dimensions: d,
    classes,
    whitening: tf.tensor2d(Float32Array.from(whitening), [d, d]),
    shift: tf.tensor1d(Float32Array.from(shift)),
    means: tf.tensor2d(Float32Array.from(whitened), [classes, d]),
    offsets: tf.tensor1d(Float32Array.from(offsets)),
    halfNorms: tf.tensor1d(Float32Array.from(halfNorms)),
  };
}

/** Frees a mixture's tensors. */
export function disposeMixture(mixture: MixtureTensors): void {
  const { whitening, shift, means, offsets, halfNorms } = mixture;
  tf.dispose([whitening, shift, means, offsets, halfNorms]);
}
