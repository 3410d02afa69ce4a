import { normals, type Stream, uniforms } from "./random.ts";

/** The shape of E_theta: optional random Fourier features, hidden layers, one output. */
export interface Network {
  inputs: number;
  /** Random frequencies m; the MLP then sees cos and sin, 2 m values. 0 for none. */
  fourierFeatures: number;
  hiddenLayers: number;
  width: number;
  activation: "silu" | "leakyRelu";
}

/** Where a layer's kernel [inputs, outputs] and bias [outputs] lie in the flat weights. */
export interface Layer {
  inputs: number;
  outputs: number;
  kernel: number;
  bias: number;
}

/** Slope of LeakyReLU below 0. */
export const LEAK = 0.2;

/** The layers in order, the last one with one output. All weights are one flat array. */
export function layersOf(network: Network): Layer[] {
  const layers: Layer[] = [];
  let inputs = network.fourierFeatures > 0 ? 2 * network.fourierFeatures : network.inputs;
  let offset = 0;
  for (let i = 0; i <= network.hiddenLayers; i++) {
    const outputs = i < network.hiddenLayers ? network.width : 1;
    layers.push({ inputs, outputs, kernel: offset, bias: offset + inputs * outputs });
    offset += (inputs + 1) * outputs;
    inputs = outputs;
  }
  return layers;
}

/** How many weights a network has, biases included. */
export function parameterCount(network: Network): number {
  const last = layersOf(network).at(-1)!;
  return last.bias + last.outputs;
}

/** Weights and biases uniform in +-1/sqrt(inputs), as PyTorch starts a linear layer. */
export function initialWeights(network: Network, seed: number): Float32Array {
  const stream: Stream = { seed, name: "weights" };
  const weights = uniforms(stream, new Float32Array(parameterCount(network)));
  for (const { inputs, outputs, kernel } of layersOf(network)) {
    const bound = 1 / Math.sqrt(inputs);
    const end = kernel + (inputs + 1) * outputs;
    for (let i = kernel; i < end; i++) weights[i] = bound * (2 * weights[i] - 1);
  }
  return weights;
}

/** Fourier frequencies B, [inputs, m], normal with standard deviation `scale`. */
export function fourierFrequencies(network: Network, scale: number, seed: number): Float32Array {
  const size = network.inputs * network.fourierFeatures;
  const stream: Stream = { seed, name: "frequencies" };
  return normals(stream, new Float32Array(size)).map((value) => scale * value);
}
