import { describe, expect, it } from "vitest";
import {
  fourierFrequencies,
  initialWeights,
  layersOf,
  type Network,
  parameterCount,
} from "../../src/model/network.ts";

const plain: Network = {
  inputs: 3,
  fourierFeatures: 0,
  hiddenLayers: 2,
  width: 5,
  activation: "silu",
};

describe("layersOf", () => {
  it("lays kernels and biases one after the other, down to one output", () => {
    expect(layersOf(plain)).toEqual([
      { inputs: 3, outputs: 5, kernel: 0, bias: 15 },
      { inputs: 5, outputs: 5, kernel: 20, bias: 45 },
      { inputs: 5, outputs: 1, kernel: 50, bias: 55 },
    ]);
    expect(parameterCount(plain)).toBe(56);
  });

  it("feeds the first layer a cosine and a sine a frequency", () => {
    expect(layersOf({ ...plain, fourierFeatures: 7 })[0].inputs).toBe(14);
  });

  it("counts the paper's network, 512-1024-1024-1024-1024-1", () => {
    const paper = { ...plain, inputs: 512, hiddenLayers: 4, width: 1024 };
    expect(parameterCount(paper)).toBe(512 * 1024 + 3 * 1024 ** 2 + 4 * 1024 + 1024 + 1);
  });
});

describe("initialWeights", () => {
  it("fill +-1/sqrt(inputs) of each layer", () => {
    const network = { ...plain, width: 64 };
    const weights = initialWeights(network, 1);
    for (const { inputs, outputs, kernel } of layersOf(network)) {
      const own = weights.subarray(kernel, kernel + (inputs + 1) * outputs);
      const largest = Math.max(...own.map(Math.abs));
      expect(largest).toBeLessThanOrEqual(1 / Math.sqrt(inputs));
      expect(largest).toBeGreaterThan(0.9 / Math.sqrt(inputs));
    }
  });

  it("depend on the seed alone", () => {
    expect(initialWeights(plain, 1)).toEqual(initialWeights(plain, 1));
    expect(initialWeights(plain, 1)).not.toEqual(initialWeights(plain, 2));
  });
});

describe("fourierFrequencies", () => {
  it("spread with the scale asked for", () => {
    const network = { ...plain, inputs: 2, fourierFeatures: 5000 };
    const values = fourierFrequencies(network, 1.5, 1);
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    expect(Math.sqrt(variance)).toBeCloseTo(1.5, 1);
  });
});
