import * as tf from "@tensorflow/tfjs-core";
import * as composed from "./composed.ts";
import type {
  AdamState,
  AdamStep,
  Chain,
  MixtureTensors,
  NetworkTensors,
  Temperatures,
} from "./tensors.ts";

/**
 * The few operations that all numeric time goes into. Each runs the kernel registered for the
 * current backend under its name, or else the composed version, which is the reference in tests.
 */

export const KERNELS = {
  chain: "LangevinChain",
  lossGradient: "EnergyLossGradient",
  weightGradient: "EnergyWeightGradient",
  pointGradient: "EnergyPointGradient",
  adam: "AdamWithAverage",
  networkEnergy: "NetworkEnergy",
  mixtureScores: "MixtureScores",
  distances: "KthSquaredDistances",
  products: "InnerProducts",
} as const;

/** A kernel that may leave some inputs to the composed version: those that it does not fit. */
export interface FastKernel extends tf.KernelConfig {
  fits?: (inputs: tf.NamedTensorMap, attributes: object) => boolean;
}

/** Runs the current backend's kernel, or returns null where it has none that fits. */
function runFast<Output>(
  name: string,
  tensors: Record<string, tf.Tensor | null>,
  attributes: object,
): Output | null {
  const kernel: FastKernel | undefined = tf.getKernel(name, tf.getBackend());
  if (!kernel) return null;
  const inputs: tf.NamedTensorMap = {};
  for (const [key, tensor] of Object.entries(tensors)) if (tensor) inputs[key] = tensor;
  if (kernel.fits?.(inputs, attributes) === false) return null;
  const attrs = attributes as unknown as tf.NamedAttrMap;
  return tf.engine().runKernel(name, inputs, attrs) as Output;
}

function mixtureInputs(mixture: MixtureTensors | null): Record<string, tf.Tensor | null> {
  if (!mixture) return {};
  const { whitening, shift, means, offsets, halfNorms } = mixture;
  return { whitening, shift, means, offsets, halfNorms };
}

/**
 * Runs Langevin chains (eq. 3) on E_theta / T + E_G / T_G; a part that is null is left out.
 *
 * @param start z_0, [B, D]
 * @returns z after the schedule's last step, [B, D]
 */
export function langevinChain(
  start: tf.Tensor2D,
  energy: NetworkTensors,
  mixture: MixtureTensors | null,
  chain: Chain,
): tf.Tensor2D {
  const { weights, frequencies, network } = energy;
  const tensors = { start, weights, frequencies, ...mixtureInputs(mixture) };
  return (
    runFast<tf.Tensor2D>(KERNELS.chain, tensors, { network, chain }) ??
    composed.langevinChain(start, energy, mixture, chain)
  );
}

/**
 * The loss mean E(x) - mean E(z') + l2 (mean E(x)^2 + mean E(z')^2), and its weight gradient.
 *
 * @param data x, [B, D]; @param negatives z', [B, D]
 * @returns terms: [mean E(x), mean E(z'), mean E(x)^2, mean E(z')^2]; gradient: [parameterCount]
 */
export function energyLossGradient(
  energy: NetworkTensors,
  data: tf.Tensor2D,
  negatives: tf.Tensor2D,
  l2: number,
): { terms: tf.Tensor1D; gradient: tf.Tensor1D } {
  const { weights, frequencies, network } = energy;
  const tensors = { data, negatives, weights, frequencies };
  const fast = runFast<tf.Tensor1D[]>(KERNELS.lossGradient, tensors, { network, l2 });
  if (!fast) return composed.energyLossGradient(energy, data, negatives, l2);
  return { terms: fast[0], gradient: fast[1] };
}

/**
 * The weight gradient of sum_i c_i E_theta(z_i), for any loss whose derivatives in the energies of
 * its points are the coefficients.
 *
 * @param points z, [n, D]; @param coefficients c, [n]
 * @returns [parameterCount]
 */
export function energyWeightGradient(
  energy: NetworkTensors,
  points: tf.Tensor2D,
  coefficients: tf.Tensor1D,
): tf.Tensor1D {
  const { weights, frequencies, network } = energy;
  const tensors = { points, coefficients, weights, frequencies };
  return (
    runFast<tf.Tensor1D>(KERNELS.weightGradient, tensors, { network }) ??
    composed.energyWeightGradient(energy, points, coefficients)
  );
}

/**
 * The energy that chains move in, E_theta / T + E_G / T_G, and its gradient in z; a part that is null
 * is left out, one must be there.
 *
 * @param points z, [n, D]
 * @returns energy: [n]; gradient: [n, D]
 */
export function energyAndGradient(
  energy: NetworkTensors | null,
  mixture: MixtureTensors | null,
  points: tf.Tensor2D,
  { temperature, mixtureTemperature }: Temperatures,
): { energy: tf.Tensor1D; gradient: tf.Tensor2D } {
  const temperatures = { temperature, mixtureTemperature };
  if (!energy) return composed.energyAndGradient(energy, mixture, points, temperatures);
  const { weights, frequencies, network } = energy;
  const tensors = { points, weights, frequencies, ...mixtureInputs(mixture) };
  const fast = runFast<tf.Tensor[]>(KERNELS.pointGradient, tensors, { network, temperatures });
  if (!fast) return composed.energyAndGradient(energy, mixture, points, temperatures);
  return { energy: fast[0] as tf.Tensor1D, gradient: fast[1] as tf.Tensor2D };
}

/** One step of Adam and of the weights' moving average; the old state is left as it is. */
export function adamUpdate(state: AdamState, gradient: tf.Tensor1D, step: AdamStep): AdamState {
  const fast = runFast<tf.Tensor1D[]>(KERNELS.adam, { ...state, gradient }, step);
  if (!fast) return composed.adamUpdate(state, gradient, step);
  const [weights, mean, variance, average] = fast;
  return { weights, mean, variance, average };
}

/** E_theta at points [n, D], as [n]. */
export function networkEnergy(energy: NetworkTensors, points: tf.Tensor2D): tf.Tensor1D {
  const { weights, frequencies, network } = energy;
  const tensors = { points, weights, frequencies };
  return (
    runFast<tf.Tensor1D>(KERNELS.networkEnergy, tensors, { network }) ??
    composed.networkEnergy(energy, points)
  );
}

/** E_G and the squared Mahalanobis distance to the nearest mean at points [n, D], as [n] each. */
export function mixtureScores(
  mixture: MixtureTensors,
  points: tf.Tensor2D,
): { energy: tf.Tensor1D; nearest: tf.Tensor1D } {
  const tensors = { points, ...mixtureInputs(mixture) };
  const fast = runFast<tf.Tensor1D[]>(KERNELS.mixtureScores, tensors, {});
  return fast ? { energy: fast[0], nearest: fast[1] } : composed.mixtureScores(mixture, points);
}

/** Squared distance of each query [n, D] to its k-th nearest row of the bank [N, D], k from 1. */
export function kthSquaredDistances(
  queries: tf.Tensor2D,
  bank: tf.Tensor2D,
  k: number,
): tf.Tensor1D {
  const attributes = { k, dimensions: queries.shape[1] };
  const fast = runFast<tf.Tensor1D>(KERNELS.distances, { queries, bank }, attributes);
  return fast ?? composed.kthSquaredDistances(queries, bank, k);
}

/** The inner product of each point [n, D] with each vector [M, D], as [n, M]. */
export function innerProducts(points: tf.Tensor2D, vectors: tf.Tensor2D): tf.Tensor2D {
  const [count, dimensions] = points.shape;
  const attributes = { shape: [count, vectors.shape[0]], dimensions };
  const fast = runFast<tf.Tensor2D>(KERNELS.products, { points, vectors }, attributes);
  return fast ?? composed.innerProducts(points, vectors);
}
