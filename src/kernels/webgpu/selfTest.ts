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
/** Above what a device's exponentials may be off by, below any gradient that matters. */
const TOLERANCE = 5e-3;

type Version = Pick<
  typeof operations,
  "langevinChain" | "energyLossGradient" | "kthSquaredDistances"
>;

interface Problem {
  energy: NetworkTensors;
  mixture: MixtureTensors;
  points: tf.Tensor2D;
  bank: tf.Tensor2D;
}

/** The same small problem on whichever backend is set. */
function problem(): Problem {
  const { inputs, fourierFeatures } = NETWORK;
  const cloud = normals({ seed: 1, name: "points" }, new Float32Array(CLOUD * inputs));
  const labels = Int32Array.from({ length: CLOUD }, (_, i) => i % 2);
  const weights = tf.tensor1d(initialWeights(NETWORK, 1));
  const frequencies = tf.tensor2d(fourierFrequencies(NETWORK, 1, 1), [inputs, fourierFeatures]);
  return {
    energy: { network: NETWORK, weights, frequencies },
    mixture: mixtureTensors(fitMixture(cloud, labels, inputs, 2)),
    points: tf.tensor2d(cloud.slice(0, ROWS * inputs), [ROWS, inputs]),
    bank: tf.tensor2d(cloud, [CLOUD, inputs]),
  };
}

/** A chain's end, the loss's terms and its gradient, and distances of neighbours. */
function compute(version: Version, { energy, mixture, points, bank }: Problem): tf.Tensor[] {
  const end = version.langevinChain(points, energy, mixture, CHAIN);
  const loss = version.energyLossGradient(energy, points, end, L2);
  return [end, ...Object.values(loss), version.kthSquaredDistances(points, bank, NEIGHBOUR)];
}

/** All but the neighbours by matrix products, which this network is too small to be given to. */
function computeByProducts({ energy, mixture, points: start }: Problem): tf.Tensor[] {
  const { network, weights } = energy;
  const parameters = { weights, frequencies: energy.frequencies! };
  const { whitening, shift, means, offsets, halfNorms } = mixture;
  const outputs = gpuOf(tf.backend() as WebGPUBackend).run((commands) => {
    const inputs = { start, ...parameters, whitening, shift, means, offsets, halfNorms };
    const end = langevinChain(commands, inputs, { network, chain: CHAIN });
    const rows = { data: start, negatives: end };
    return [end, ...energyLossGradient(commands, { ...rows, ...parameters }, { network, l2: L2 })];
  });
  return outputs.map((output) => tf.engine().makeTensorFromTensorInfo(output));
}

/** The values of what `versions` compute on the backend that is set. */
async function valuesOf(
  ...versions: ((problem: Problem) => tf.Tensor[])[]
): Promise<ArrayLike<number>[][]> {
  const given = problem();
  const results: tf.Tensor[][] = [];
  try {
    for (const version of versions) results.push(version(given));
    return await Promise.all(
      results.map((tensors) => Promise.all(tensors.map((tensor) => tensor.data()))),
    );
  } finally {
    const { energy, mixture, points, bank } = given;
    tf.dispose([...results.flat(), points, bank, energy.weights, energy.frequencies!]);
    disposeMixture(mixture);
  }
}

/**
 * What the composed operations give on the CPU, which compiles nothing: on the device they take 64
 * shaders.
 */
async function reference(): Promise<ArrayLike<number>[]> {
  await tf.setBackend("cpu");
  try {
    const [values] = await valuesOf((given) => compute(composed, given));
    return values;
  } finally {
    await tf.setBackend("webgpu");
  }
}

/**
 * Whether this device's kernels give what the composed operations give on the CPU, on a few
 * neighbours and on one small chain and one small gradient, by the registered kernels and by matrix
 * products, which large networks take: a driver that compiles a shader wrongly must not be believed.
 */
export async function kernelsAgree(): Promise<boolean> {
  const expected = await reference();
  const { device } = tf.backend() as WebGPUBackend;
  let agree = false;
  let refused = true;
  device.pushErrorScope("validation");
  try {
    const found = await valuesOf((given) => compute(operations, given), computeByProducts);
    const near = (values: ArrayLike<number>, i: number) =>
      Array.from(expected[i]).every((value, j) => Math.abs(values[j] - value) <= TOLERANCE);
    agree = found.every((arrays) => arrays.every(near));
  } finally {
    refused = (await device.popErrorScope().catch(() => true)) !== null;
  }
  return agree && !refused;
}
