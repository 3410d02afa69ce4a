import { layersOf, type Network } from "../../model/network.ts";
import { panels, type Workspace } from "./memory.ts";
import type { Kernels } from "./module.ts";

/** E_theta's arrays: flat weights and, with Fourier features, the frequencies [D, m]. */
export interface NetworkArrays {
  network: Network;
  weights: Float32Array;
  frequencies: Float32Array | null;
}

/** The arrays of `MixtureTensors`, as the kernels receive them. */
export interface MixtureArrays {
  dimensions: number;
  classes: number;
  whitening: Float32Array;
  shift: Float32Array;
  means: Float32Array;
  offsets: Float32Array;
  halfNorms: Float32Array;
}

/** A matrix packed for products with it and with its transpose. */
export interface PackedMatrix {
  forward: number;
  backward: number;
}

/** A hidden layer: W [inputs, outputs], and its bias padded to whole panels. */
export interface PackedLayer extends PackedMatrix {
  inputs: number;
  outputs: number;
  stride: number;
  bias: number;
}

/** E_theta in linear memory. */
export interface PackedNetwork {
  network: Network;
  layers: PackedLayer[];
  output: { weights: number; bias: number };
  fourier: PackedMatrix | null;
}

/** A mixture in linear memory; biases are padded to whole panels. */
export interface PackedMixture {
  dimensions: number;
  classes: number;
  /** W and its transpose, from points to whitened points and back. */
  whitening: PackedMatrix;
  /** Means^T and the means, from whitened points to class products and back. */
  means: PackedMatrix;
  shift: number;
  logBias: number;
  distanceBias: number;
}

/** A piece of work for one thread. */
export type Piece = (run: Kernels) => void;

/** Packs B [k, n] in memory for products with B and with its transpose; adds the work to `pieces`. */
export function packMatrix(
  workspace: Workspace,
  flat: number,
  k: number,
  n: number,
  pieces: Piece[],
): PackedMatrix {
  const forward = workspace.bytes(4 * k * 8 * panels(n));
  const backward = workspace.bytes(4 * n * 8 * panels(k));
  pieces.push((run) => run.pack(flat, n, k, n, forward));
  pieces.push((run) => run.packTransposed(flat, n, n, k, backward));
  return { forward, backward };
}

/** Packs a network's weights; adds the work to `pieces`. */
export function packNetwork(
  workspace: Workspace,
  { network, weights, frequencies }: NetworkArrays,
  pieces: Piece[],
): PackedNetwork {
  const flat = workspace.copy(weights);
  const padded = (from: number, to: number) => {
    const start = workspace.floats(8 * panels(to - from));
    workspace.view(start, to - from).set(weights.subarray(from, to));
    return start;
  };
  const layers = layersOf(network);
  const last = layers.pop()!;
  return {
    network,
    layers: layers.map(({ inputs, outputs, kernel, bias }) => ({
      inputs,
      outputs,
      stride: 8 * panels(outputs),
      bias: padded(bias, bias + outputs),
      ...packMatrix(workspace, flat + 4 * kernel, inputs, outputs, pieces),
    })),
    output: { weights: padded(last.kernel, last.bias), bias: weights[last.bias] },
    fourier:
      frequencies &&
      packMatrix(
        workspace,
        workspace.copy(frequencies),
        network.inputs,
        network.fourierFeatures,
        pieces,
      ),
  };
}

/** The bias of a class that is only padding. */
const NEVER = -1e30;

/** Packs a mixture; adds the work to `pieces`. */
export function packMixture(
  workspace: Workspace,
  mixture: MixtureArrays,
  pieces: Piece[],
): PackedMixture {
  const { dimensions, classes } = mixture;
  const padded = (values: Float32Array, pad: number) => {
    const size = 8 * panels(values.length);
    const start = workspace.bytes(4 * size);
    workspace.view(start, size).fill(pad).set(values);
    return start;
  };
  const transposed = (values: Float32Array, rows: number, columns: number) => {
    const { forward, backward } = packMatrix(
      workspace,
      workspace.copy(values),
      rows,
      columns,
      pieces,
    );
    return { forward: backward, backward: forward };
  };
  return {
    dimensions,
    classes,
    whitening: transposed(mixture.whitening, dimensions, dimensions),
    means: transposed(mixture.means, classes, dimensions),
    shift: padded(negated(mixture.shift), 0),
    logBias: padded(mixture.offsets, NEVER),
    distanceBias: padded(negated(mixture.halfNorms), NEVER),
  };
}

const negated = (values: Float32Array) => values.map((value) => -value);
