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
