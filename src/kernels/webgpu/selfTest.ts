import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { fitMixture } from "../../model/mixture.ts";
import { fourierFrequencies, initialWeights, type Network } from "../../model/network.ts";
import { normals } from "../../model/random.ts";
import * as composed from "../composed.ts";
import * as operations from "../operations.ts";
import {
  type Chain,
  disposeMixture,
  type MixtureTensors,
  mixtureTensors,
  type NetworkTensors,
} from "../tensors.ts";
import { langevinChain } from "./gemm/chain.ts";
import { energyLossGradient } from "./gemm/energies.ts";
import { gpuOf } from "./gpu.ts";

const NETWORK: Network = {
  inputs: 2,
  fourierFeatures: 5,
  hiddenLayers: 2,
  width: 12,
  activation: "silu",
};
const CHAIN: Chain = {
  schedule: { stepSizes: [0.02, 0.01], noise: [0.1, 0.1] },
  first: 0,
  temperature: 1,
  mixtureTemperature: 2,
  projection: "none",
  seed: 1,
  update: 1,
};
const L2 = 0.1;
const NEIGHBOUR = 3;
const CLOUD = 60;
const ROWS = 9;
/** Above what the composed sines and cosines may be off by, below any gradient that matters. */
const TOLERANCE = 5e-3;

type Version = Pick<typeof operations, "langevinChain" | "energyLossGradient">;

/** A chain's end, the loss's terms and its gradient. */
function compute(
  version: Version,
  energy: NetworkTensors,
  mixture: MixtureTensors,
  points: tf.Tensor2D,
): tf.Tensor[] {
  const end = version.langevinChain(points, energy, mixture, CHAIN);
  return [end, ...Object.values(version.energyLossGradient(energy, points, end, L2))];
}

/** The same by matrix products, which this network is too small to be given to. */
function computeByProducts(
  { network, weights, frequencies }: NetworkTensors,
  { whitening, shift, means, offsets, halfNorms }: MixtureTensors,
  start: tf.Tensor2D,
): tf.Tensor[] {
  const energy = { weights, frequencies: frequencies! };
  const mixture = { whitening, shift, means, offsets, halfNorms };
  const outputs = gpuOf(tf.backend() as WebGPUBackend).run((commands) => {
    const inputs = { start, ...energy, ...mixture };
    const end = langevinChain(commands, inputs, { network, chain: CHAIN });
    const rows = { data: start, negatives: end };
    return [end, ...energyLossGradient(commands, { ...rows, ...energy }, { network, l2: L2 })];
  });
  return outputs.map((output) => tf.engine().makeTensorFromTensorInfo(output));
}

/**
 * Whether this device's kernels give what the composed operations give, on a few neighbours and on
 * one small chain and one small gradient, by the registered kernels and by matrix products, which
 * large networks take: a driver that compiles a shader wrongly must not be believed.
 */
export async function kernelsAgree(): Promise<boolean> {
  const { inputs, fourierFeatures } = NETWORK;
  const cloud = normals({ seed: 1, name: "points" }, new Float32Array(CLOUD * inputs));
  const labels = Int32Array.from({ length: CLOUD }, (_, i) => i % 2);
  const mixture = mixtureTensors(fitMixture(cloud, labels, inputs, 2));
  const weights = tf.tensor1d(initialWeights(NETWORK, 1));
  const frequencies = tf.tensor2d(fourierFrequencies(NETWORK, 1, 1), [inputs, fourierFeatures]);
  const energy = { network: NETWORK, weights, frequencies };
  const points = tf.tensor2d(cloud.slice(0, ROWS * inputs), [ROWS, inputs]);
  const bank = tf.tensor2d(cloud, [CLOUD, inputs]);
  const { device } = tf.backend() as WebGPUBackend;
  const results: tf.Tensor[][] = [];
  let agree = false;
  let refused = true;
  device.pushErrorScope("validation");
  try {
    for (const version of [operations, composed]) {
      const neighbours = version.kthSquaredDistances(points, bank, NEIGHBOUR);
      results.push([...compute(version, energy, mixture, points), neighbours]);
    }
    results.push(computeByProducts(energy, mixture, points));
    const [fast, slow, byProducts] = await Promise.all(
      results.map((tensors) => Promise.all(tensors.map((tensor) => tensor.data()))),
    );
    const near = (values: ArrayLike<number>, i: number) =>
      slow[i].every((value, j) => Math.abs(values[j] - value) <= TOLERANCE);
    agree = [fast, byProducts].every((arrays) => arrays.every(near));
  } finally {
    refused = (await device.popErrorScope().catch(() => true)) !== null;
    tf.dispose([...results.flat(), points, bank, weights, frequencies]);
    disposeMixture(mixture);
  }
  return agree && !refused;
}
