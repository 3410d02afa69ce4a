import type { Mixture } from "../model/mixture.ts";
import { fourierFrequencies, layersOf } from "../model/network.ts";
import type { TrainedEnergy } from "./task.ts";

/** A tensor under the name that it has in PyTorch. */
export interface StateTensor {
  name: string;
  shape: number[];
  data: Float32Array | Float64Array;
}

/**
 * A network as PyTorch holds it: an nn.Sequential of linear layers with activations between them, so
 * that `<prefix>.0.weight` [outputs, inputs] and `<prefix>.0.bias` [outputs] are the first layer's and
 * `<prefix>.2` the second's. With Fourier features, `<prefix>.frequencies` [m, D] comes before it: the
 * first layer sees cos and then sin of points @ frequencies.T.
 */
export function networkState(prefix: string, trained: TrainedEnergy): StateTensor[] {
  const { network, weights, recipe, seed } = trained;
  const layers = layersOf(network).flatMap(({ inputs, outputs, kernel, bias }, i) => [
    {
      name: `${prefix}.${2 * i}.weight`,
      shape: [outputs, inputs],
      data: transpose(weights.subarray(kernel, bias), inputs, outputs),
    },
    {
      name: `${prefix}.${2 * i}.bias`,
      shape: [outputs],
      data: weights.subarray(bias, bias + outputs),
    },
  ]);
  const { inputs, fourierFeatures: m } = network;
  if (m === 0) return layers;
  const frequencies = fourierFrequencies(network, recipe.fourierScale, seed);
  const shape = [m, inputs];
  return [
    { name: `${prefix}.frequencies`, shape, data: transpose(frequencies, inputs, m) },
    ...layers,
  ];
}

/**
 * The mixture q: `mixture.weights` pi [C], `mixture.means` mu [C, D] and `mixture.cholesky`, the lower
 * L [D, D] of Sigma = L L^T, in float64.
 */
export function mixtureState(mixture: Mixture): StateTensor[] {
  const { dimensions, classes, weights, means, cholesky } = mixture;
  return [
    { name: "mixture.weights", shape: [classes], data: weights },
    { name: "mixture.means", shape: [classes, dimensions], data: means },
    { name: "mixture.cholesky", shape: [dimensions, dimensions], data: cholesky },
  ];
}

function transpose(matrix: Float32Array, rows: number, columns: number): Float32Array {
  const turned = new Float32Array(matrix.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      turned[column * rows + row] = matrix[row * columns + column];
    }
  }
  return turned;
}
