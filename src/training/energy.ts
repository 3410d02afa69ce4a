import * as tf from "@tensorflow/tfjs-core";
import type { NetworkTensors } from "../kernels/tensors.ts";
import { fourierFrequencies } from "../model/network.ts";
import type { TrainedEnergy } from "./task.ts";

/** Puts a trained energy on the device; `closeEnergy` frees it. */
export function openEnergy({ network, recipe, seed, weights }: TrainedEnergy): NetworkTensors {
  const { inputs, fourierFeatures: m } = network;
  const frequencies = m > 0 ? fourierFrequencies(network, recipe.fourierScale, seed) : null;
  return {
    network,
    // A copy: tensors on the CPU keep the arrays that they are made of.
    weights: tf.tensor1d(weights.slice()),
    frequencies: frequencies && tf.tensor2d(frequencies, [inputs, m]),
  };
}

/** Frees an energy's tensors. */
export function closeEnergy({ weights, frequencies }: NetworkTensors): void {
  weights.dispose();
  frequencies?.dispose();
}
