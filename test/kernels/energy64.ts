import type { Mixture } from "../../src/model/mixture.ts";
import { LEAK, layersOf, type Network } from "../../src/model/network.ts";

/** E_theta at one point in float64, written out plainly: the reference for finite differences. */
export function energy64(
  network: Network,
  weights: ArrayLike<number>,
  frequencies: ArrayLike<number> | null,
  point: number[],
): number {
  const m = network.fourierFeatures;
  let values = point;
  if (frequencies) {
    const phases = Array.from({ length: m }, (_, j) =>
      point.reduce((sum, x, d) => sum + x * frequencies[d * m + j], 0),
    );
    values = [...phases.map(Math.cos), ...phases.map(Math.sin)];
  }
  const layers = layersOf(network);
  layers.forEach(({ inputs, outputs, kernel, bias }, index) => {
    const linear = Array.from({ length: outputs }, (_, j) => {
      let sum = weights[bias + j];
      for (let i = 0; i < inputs; i++) sum += values[i] * weights[kernel + i * outputs + j];
      return sum;
    });
    if (index === layers.length - 1) values = linear;
    else if (network.activation === "silu") values = linear.map((x) => x / (1 + Math.exp(-x)));
    else values = linear.map((x) => (x > 0 ? x : LEAK * x));
  });
  return values[0];
}

/** Central differences of `compute` in each coordinate of `at`. */
export function differences(compute: (at: number[]) => number, at: number[], h = 1e-5): number[] {
  return at.map((_, i) => {
    const moved = (by: number) => compute(at.map((value, j) => (j === i ? value + by : value)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

/** -log q at points [n, D] in float64, term by term: the reference of the mixture kernels. */
export function mixtureEnergy64(
  mixture: Mixture,
  points: Float32Array | Float64Array,
): Float64Array {
  const { dimensions, classes, weights, means, whitening, logPeak } = mixture;
  const out = new Float64Array(points.length / dimensions);
  const terms = new Float64Array(classes);
  for (let i = 0; i < out.length; i++) {
    for (let c = 0; c < classes; c++) {
      let distance = 0;
      for (let row = 0; row < dimensions; row++) {
        let value = 0;
        for (let k = 0; k <= row; k++) {
          const centred = points[i * dimensions + k] - means[c * dimensions + k];
          value += whitening[row * dimensions + k] * centred;
        }
        distance += value * value;
      }
      terms[c] = Math.log(weights[c]) - distance / 2;
    }
    const top = terms.reduce((a, b) => Math.max(a, b));
    out[i] = -(top + Math.log(terms.reduce((sum, t) => sum + Math.exp(t - top), 0)) + logPeak);
  }
  return out;
}
