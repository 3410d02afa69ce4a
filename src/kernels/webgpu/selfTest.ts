import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { fitMixture } from "../../model/mixture.ts";
import { fourierFrequencies, initialWeights, type Network } from "../../model/network.ts";
import { normals } from "../../model/random.ts";
import * as composed from "../composed.ts";
import { energyLossGradient, langevinChain } from "../operations.ts";
import { type Chain, disposeMixture, mixtureTensors, type NetworkTensors } from "../tensors.ts";

const NETWORK: Network = {
  inputs: 2,
  fourierFeatures: 5,
  hiddenLayers: 2,
  width: 12,
  activation: "silu",
};
const ROWS = 9;
/** Above what the composed sines and cosines may be off by, below any gradient that matters. */
const TOLERANCE = 5e-3;

/**
 * Whether this device's registered kernels give what the composed operations give, on one small
 * chain and one small gradient: a driver that compiles a shader wrongly must not be believed.
 */
export async function kernelsAgree(): Promise<boolean> {
  const { inputs, fourierFeatures } = NETWORK;
  const cloud = normals({ seed: 1, name: "points" }, new Float32Array(60 * inputs));
  const labels = Int32Array.from({ length: 60 }, (_, i) => i % 2);
  const mixture = mixtureTensors(fitMixture(cloud, labels, inputs, 2));
  const energy: NetworkTensors = {
    network: NETWORK,
    weights: tf.tensor1d(initialWeights(NETWORK, 1)),
    frequencies: tf.tensor2d(fourierFrequencies(NETWORK, 1, 1), [inputs, fourierFeatures]),
  };
  const points = tf.tensor2d(cloud.slice(0, ROWS * inputs), [ROWS, inputs]);
  const chain: Chain = {
    schedule: { stepSizes: [0.02, 0.01], noise: [0.1, 0.1] },
    first: 0,
    temperature: 1,
    mixtureTemperature: 2,
    projection: "none",
    seed: 1,
    update: 1,
  };
  const { device } = tf.backend() as WebGPUBackend;
  device.pushErrorScope("validation");
  const results = [langevinChain, composed.langevinChain].map((run, i) => {
    const gradient = [energyLossGradient, composed.energyLossGradient][i];
    const end = run(points, energy, mixture, chain);
    return [end, ...Object.values(gradient(energy, points, end, 0.1))];
  });
  try {
    const [fast, slow] = await Promise.all(
      results.map((tensors) => Promise.all(tensors.map((tensor) => tensor.data()))),
    );
    const refused = await device.popErrorScope();
    const near = (values: ArrayLike<number>, i: number) =>
      slow[i].every((value, j) => Math.abs(values[j] - value) <= TOLERANCE);
    return refused === null && fast.every(near);
  } finally {
    tf.dispose([...results.flat(), points, energy.weights, energy.frequencies as tf.Tensor]);
    disposeMixture(mixture);
  }
}
