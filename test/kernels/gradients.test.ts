import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, it } from "vitest";
import { openBackend } from "../../src/kernels/backend.ts";
import * as composed from "../../src/kernels/composed.ts";
import {
  energyAndGradient,
  energyLossGradient,
  energyWeightGradient,
  langevinChain,
} from "../../src/kernels/operations.ts";
import { type Chain, mixtureTensors, type NetworkTensors } from "../../src/kernels/tensors.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { fourierFrequencies, initialWeights, type Network } from "../../src/model/network.ts";
import { normals } from "../../src/model/random.ts";
import { expectClose } from "./close.ts";
import { differences, energy64, mixtureEnergy64 } from "./energy64.ts";

const NETWORKS: Network[] = [
  { inputs: 2, fourierFeatures: 0, hiddenLayers: 2, width: 9, activation: "silu" },
  { inputs: 2, fourierFeatures: 3, hiddenLayers: 1, width: 6, activation: "silu" },
  { inputs: 5, fourierFeatures: 0, hiddenLayers: 3, width: 7, activation: "leakyRelu" },
];
const ROWS = 6;

beforeAll(async () => {
  await openBackend("cpu");
});

function setUp(network: Network) {
  const weights = initialWeights(network, 5);
  const frequencies = network.fourierFeatures > 0 ? fourierFrequencies(network, 1, 5) : null;
  const shape: [number, number] = [network.inputs, network.fourierFeatures];
  const tensors: NetworkTensors = {
    network,
    weights: tf.tensor1d(weights),
    frequencies: frequencies && tf.tensor2d(frequencies, shape),
  };
  const draw = (step: number) =>
    normals({ seed: 6, name: "points" }, new Float32Array(ROWS * network.inputs), {
      update: 0,
      step,
    });
  const energy = (point: number[], theta: ArrayLike<number> = weights) =>
    energy64(network, theta, frequencies, point);
  const rows = (points: Float32Array) =>
    Array.from({ length: ROWS }, (_, i) => [
      ...points.subarray(i * network.inputs, (i + 1) * network.inputs),
    ]);
  return { weights, tensors, data: draw(0), negatives: draw(1), energy, rows };
}

/** A mixture, and in float64 E_theta / T + E_G / T_G with T = 0.5 and T_G = 4. */
function referenceOf({ inputs }: Network, energy: (point: number[]) => number) {
  const cloud = normals({ seed: 8, name: "points" }, new Float32Array(400 * inputs));
  const labels = Int32Array.from({ length: 400 }, (_, i) => i % 2);
  const mixture = fitMixture(cloud, labels, inputs, 2);
  const total = (point: number[]) => {
    const [reference] = mixtureEnergy64(mixture, Float64Array.from(point));
    return energy(point) / 0.5 + reference / 4;
  };
  return { mixture, total };
}

describe.each(NETWORKS)("gradients of $inputs-$width x $hiddenLayers, $activation", (network) => {
  const shape: [number, number] = [ROWS, network.inputs];

  it("of the loss equal finite differences, registered and composed", () => {
    const { weights, tensors, data, negatives, energy, rows } = setUp(network);
    const l2 = 0.4;
    const loss = (theta: number[]) => {
      const mean = (points: Float32Array, map: (e: number) => number) =>
        rows(points).reduce((sum, point) => sum + map(energy(point, theta)), 0) / ROWS;
      return mean(data, (e) => e + l2 * e * e) - mean(negatives, (e) => e - l2 * e * e);
    };
    const expected = differences(loss, [...weights]);
    const [x, z] = [tf.tensor2d(data, shape), tf.tensor2d(negatives, shape)];
    for (const compute of [energyLossGradient, composed.energyLossGradient]) {
      expectClose(compute(tensors, x, z, l2).gradient.dataSync(), expected, 2e-5);
    }
  });

  it("of energies with coefficients equal finite differences, registered and composed", () => {
    const { weights, tensors, data, energy, rows } = setUp(network);
    const coefficients = [0.5, -1, 2, 0, 0.25, -0.125];
    const sum = (theta: number[]) =>
      rows(data).reduce((total, point, i) => total + coefficients[i] * energy(point, theta), 0);
    const expected = differences(sum, [...weights]);
    for (const compute of [energyWeightGradient, composed.energyWeightGradient]) {
      const gradient = compute(tensors, tf.tensor2d(data, shape), tf.tensor1d(coefficients));
      expectClose(gradient.dataSync(), expected, 2e-5);
    }
  });

  it("of the sampled energy equal finite differences, and come with it", () => {
    const { tensors, data, energy, rows } = setUp(network);
    const { mixture, total } = referenceOf(network, energy);
    const points = tf.tensor2d(data, shape);
    const temperatures = { temperature: 0.5, mixtureTemperature: 4 };
    for (const compute of [energyAndGradient, composed.energyAndGradient]) {
      const found = compute(tensors, mixtureTensors(mixture), points, temperatures);
      expectClose(found.energy.dataSync(), rows(data).map(total), 2e-5);
      const expected = rows(data).flatMap((point) => differences(total, point));
      expectClose(found.gradient.dataSync(), expected, 2e-5);
    }
  });

  it("of the sampled energy move a noiseless chain as finite differences do", () => {
    const { tensors, data, energy, rows } = setUp(network);
    const { mixture, total } = referenceOf(network, energy);
    const schedule = { stepSizes: [0.1], noise: [0] };
    const temperatures = { temperature: 0.5, mixtureTemperature: 4 };
    const chain: Chain = {
      schedule,
      first: 0,
      ...temperatures,
      projection: "none",
      seed: 1,
      update: 0,
    };
    const expected = rows(data).flatMap((point) =>
      differences(total, point).map((slope, d) => point[d] - 0.1 * slope),
    );
    for (const run of [langevinChain, composed.langevinChain]) {
      const start = tf.tensor2d(data, shape);
      const end = run(start, tensors, mixtureTensors(mixture), chain).dataSync();
      expectClose(end, expected, 2e-5);
    }
  });
});
