import * as tf from "@tensorflow/tfjs-core";
import * as operations from "./operations.ts";
import type { MixtureTensors, NetworkTensors, Temperatures } from "./tensors.ts";

/** The scoring operations on plain arrays, for callers that know nothing of tensors. */

/** Rows [N, D] on the device, to compare points with. */
export interface Bank {
  rows: tf.Tensor2D;
  dispose(): void;
}

/** Puts a bank on the device. */
export function openBank(rows: Float32Array, dimensions: number): Bank {
  const tensor = tf.tensor2d(rows, [rows.length / dimensions, dimensions]);
  return { rows: tensor, dispose: () => tensor.dispose() };
}

async function read(tensor: tf.Tensor): Promise<Float32Array> {
  try {
    return (await tensor.data()) as Float32Array;
  } finally {
    tensor.dispose();
  }
}

function onPoints<Output>(
  points: Float32Array,
  dimensions: number,
  compute: (points: tf.Tensor2D) => Output,
): Output {
  const tensor = tf.tensor2d(points, [points.length / dimensions, dimensions]);
  try {
    return compute(tensor);
  } finally {
    tensor.dispose();
  }
}

/** Squared distance of queries [n, D] to the k-th nearest row of the bank, k from 1. */
export function kthSquaredDistances(
  queries: Float32Array,
  bank: Bank,
  k: number,
): Promise<Float32Array> {
  const dimensions = bank.rows.shape[1];
  return read(
    onPoints(queries, dimensions, (q) => operations.kthSquaredDistances(q, bank.rows, k)),
  );
}

/** The inner product of each point [n, D] with each row of the bank, [n, N]. */
export function innerProducts(points: Float32Array, bank: Bank): Promise<Float32Array> {
  const dimensions = bank.rows.shape[1];
  return read(onPoints(points, dimensions, (p) => operations.innerProducts(p, bank.rows)));
}

/** E_G and the squared Mahalanobis distance to the nearest mean at points [n, D]. */
export async function mixtureScores(
  points: Float32Array,
  mixture: MixtureTensors,
): Promise<{ energy: Float32Array; nearest: Float32Array }> {
  const scores = onPoints(points, mixture.dimensions, (p) => operations.mixtureScores(mixture, p));
  return { energy: await read(scores.energy), nearest: await read(scores.nearest) };
}

/** E_theta at points [n, D]. */
export function networkEnergies(
  points: Float32Array,
  energy: NetworkTensors,
): Promise<Float32Array> {
  return read(onPoints(points, energy.network.inputs, (p) => operations.networkEnergy(energy, p)));
}

/**
 * The weight gradient of sum_i c_i E_theta(z_i), [parameterCount].
 *
 * @param points z, [n, D]; @param coefficients c, [n]
 */
export function networkGradient(
  points: Float32Array,
  coefficients: Float32Array,
  energy: NetworkTensors,
): Promise<Float32Array> {
  const scaled = tf.tensor1d(coefficients);
  try {
    const { inputs } = energy.network;
    return read(
      onPoints(points, inputs, (p) => operations.energyWeightGradient(energy, p, scaled)),
    );
  } finally {
    scaled.dispose();
  }
}

/** E_theta / T + E_G / T_G and its gradient at points [n, D], a part that is null left out. */
export async function energiesAndGradients(
  points: Float32Array,
  dimensions: number,
  energy: NetworkTensors | null,
  mixture: MixtureTensors | null,
  temperatures: Temperatures,
): Promise<{ energy: Float32Array; gradient: Float32Array }> {
  const found = onPoints(points, dimensions, (p) =>
    operations.energyAndGradient(energy, mixture, p, temperatures),
  );
  return { energy: await read(found.energy), gradient: await read(found.gradient) };
}
