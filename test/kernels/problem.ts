import * as tf from "@tensorflow/tfjs-core";
import { mixtureTensors, type NetworkTensors } from "../../src/kernels/tensors.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { fourierFrequencies, initialWeights, type Network } from "../../src/model/network.ts";
import { normals } from "../../src/model/random.ts";

/** A network, rows of data, classes of a mixture, and the seed of all numbers. */
export interface Shape extends Network {
  rows: number;
  classes: number;
  seed: number;
}

/** Reads a tensor of tfjs's CPU backend. */
export const read = (tensor: tf.Tensor) => tensor.dataSync() as Float32Array;

/** A network, a mixture and points of a shape, as arrays and as tensors. */
export function problemOf({ rows, classes, seed, ...network }: Shape) {
  const d = network.inputs;
  const count = Math.max(60, 4 * classes, 2 * rows);
  const cloud = normals({ seed, name: "points" }, new Float32Array(count * d));
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  const mixture = mixtureTensors(fitMixture(cloud, labels, d, classes));
  const weights = initialWeights(network, seed);
  const frequencies = network.fourierFeatures ? fourierFrequencies(network, 1.5, seed) : null;
  const shape: [number, number] = [d, network.fourierFeatures];
  const tensors: NetworkTensors = {
    network,
    weights: tf.tensor1d(weights),
    frequencies: frequencies && tf.tensor2d(frequencies, shape),
  };
  const arrays = {
    dimensions: d,
    classes,
    whitening: read(mixture.whitening),
    shift: read(mixture.shift),
    means: read(mixture.means),
    offsets: read(mixture.offsets),
    halfNorms: read(mixture.halfNorms),
  };
  const data = cloud.slice(0, rows * d);
  const negatives = cloud.slice(rows * d, 2 * rows * d);
  const tensor = (values: Float32Array) => tf.tensor2d(values, [values.length / d, d]);
  const energy = { network, weights, frequencies };
  return { energy, tensors, arrays, mixture, data, negatives, cloud, tensor, read };
}
