import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "../../model/network.ts";
import { KERNELS } from "../operations.ts";
import type { AdamStep, Chain, Temperatures } from "../tensors.ts";
import { adamUpdate } from "./adam.ts";
import { langevinChain } from "./chain.ts";
import type { Engine } from "./engine.ts";
import { energyLossGradient, energyWeightGradient } from "./loss.ts";
import { kthSquaredDistances } from "./neighbours.ts";
import { energyAndGradient } from "./pointGradient.ts";
import { innerProducts } from "./products.ts";
import { mixtureScores, networkEnergy } from "./scores.ts";

type Inputs = Record<string, Float32Array>;
type Output = { values: Float32Array; shape: number[] };

function networkArrays(inputs: Inputs, network: Network) {
  return { network, weights: inputs.weights, frequencies: inputs.frequencies ?? null };
}

function mixtureArrays(inputs: Inputs) {
  const { whitening, shift, means, offsets, halfNorms } = inputs;
  const dimensions = shift.length;
  const classes = offsets.length;
  return { dimensions, classes, whitening, shift, means, offsets, halfNorms };
}

/** Registers the SIMD kernels with tfjs's `cpu` backend. */
export function registerSimd(engine: Engine): void {
  const vector = (values: Float32Array): Output => ({ values, shape: [values.length] });

  register<{ network: Network; chain: Chain }>(KERNELS.chain, (inputs, { network, chain }) => {
    const mixture = inputs.whitening ? mixtureArrays(inputs) : null;
    const energy = networkArrays(inputs, network);
    const values = langevinChain(engine, inputs.start, energy, mixture, chain);
    return [{ values, shape: [values.length / network.inputs, network.inputs] }];
  });
  register<{ network: Network; l2: number }>(KERNELS.lossGradient, (inputs, { network, l2 }) => {
    const energy = networkArrays(inputs, network);
    const { terms, gradient } = energyLossGradient(
      engine,
      energy,
      inputs.data,
      inputs.negatives,
      l2,
    );
    return [vector(terms), vector(gradient)];
  });
  register<{ network: Network }>(KERNELS.weightGradient, (inputs, { network }) => {
    const { points, coefficients } = inputs;
    const energy = networkArrays(inputs, network);
    return [vector(energyWeightGradient(engine, energy, points, coefficients))];
  });
  register<{ network: Network; temperatures: Temperatures }>(
    KERNELS.pointGradient,
    (inputs, { network, temperatures }) => {
      const { points } = inputs;
      const mixture = inputs.whitening ? mixtureArrays(inputs) : null;
      const arrays = networkArrays(inputs, network);
      const { energy, gradient } = energyAndGradient(engine, arrays, mixture, points, temperatures);
      const shape = [energy.length, network.inputs];
      return [vector(energy), { values: gradient, shape }];
    },
  );
  register<AdamStep>(KERNELS.adam, (inputs, step) => {
    const { weights, mean, variance, average, gradient } = inputs;
    return adamUpdate(engine, { weights, mean, variance, average }, gradient, step).map(vector);
  });
  register<{ network: Network }>(KERNELS.networkEnergy, (inputs, { network }) => [
    vector(networkEnergy(engine, networkArrays(inputs, network), inputs.points)),
  ]);
  register<object>(KERNELS.mixtureScores, (inputs) => {
    const { energy, nearest } = mixtureScores(engine, mixtureArrays(inputs), inputs.points);
    return [vector(energy), vector(nearest)];
  });
  register<{ k: number; dimensions: number }>(KERNELS.distances, (inputs, { k, dimensions }) => [
    vector(kthSquaredDistances(engine, inputs.queries, inputs.bank, dimensions, k)),
  ]);
  register<{ shape: number[]; dimensions: number }>(KERNELS.products, (inputs, attributes) => {
    const { shape, dimensions } = attributes;
    return [{ values: innerProducts(engine, inputs.points, inputs.vectors, dimensions), shape }];
  });
}

function register<Attributes>(
  kernelName: string,
  compute: (inputs: Inputs, attributes: Attributes) => Output[],
): void {
  const kernelFunc: tf.KernelFunc = ({ inputs, backend, attrs }) => {
    const cpu = backend as MathBackendCPU;
    const arrays: Inputs = {};
    for (const [name, tensor] of Object.entries(inputs as tf.NamedTensorInfoMap)) {
      if (tensor) arrays[name] = cpu.data.get(tensor.dataId).values as Float32Array;
    }
    const outputs = compute(arrays, attrs as unknown as Attributes).map(({ values, shape }) =>
      cpu.makeTensorInfo(shape, "float32", values),
    );
    return outputs.length === 1 ? outputs[0] : outputs;
  };
  tf.registerKernel({ kernelName, backendName: "cpu", kernelFunc });
}
