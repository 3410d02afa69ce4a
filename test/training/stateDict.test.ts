import { describe, expect, it } from "vitest";
import { featureDefaults } from "../../src/model/defaults.ts";
import {
  fourierFrequencies,
  initialWeights,
  layersOf,
  type Network,
} from "../../src/model/network.ts";
import { recipeFor } from "../../src/training/featureRecipe.ts";
import { networkState } from "../../src/training/stateDict.ts";

const recipe = { ...recipeFor(featureDefaults().correction, "4x64", 3), fourierScale: 1.5 };
const stateOf = (network: Network) =>
  networkState("ebm", {
    ...{ model: "ebm", recipe, seed: 7, network },
    weights: initialWeights(network, 7),
  });
const shapes = (network: Network) =>
  stateOf(network).map(({ name, shape, data }) => {
    expect(data, name).toHaveLength(shape.reduce((product, size) => product * size, 1));
    return [name, shape];
  });

const PLAIN: Network = {
  ...{ inputs: 3, fourierFeatures: 0, hiddenLayers: 2, width: 4, activation: "silu" },
};

describe("networkState", () => {
  it("names the layers as an nn.Sequential does, weights as [outputs, inputs]", () => {
    expect(shapes(PLAIN)).toEqual([
      ["ebm.0.weight", [4, 3]],
      ["ebm.0.bias", [4]],
      ["ebm.2.weight", [4, 4]],
      ["ebm.2.bias", [4]],
      ["ebm.4.weight", [1, 4]],
      ["ebm.4.bias", [1]],
    ]);
  });

  it("transposes the weights, and keeps the biases", () => {
    const weights = initialWeights(PLAIN, 7);
    const state = new Map(stateOf(PLAIN).map(({ name, data }) => [name, data]));
    layersOf(PLAIN).forEach(({ inputs, outputs, kernel, bias }, i) => {
      const own = state.get(`ebm.${2 * i}.weight`)!;
      for (let from = 0; from < inputs; from++) {
        for (let to = 0; to < outputs; to++) {
          expect(own[to * inputs + from]).toBe(weights[kernel + from * outputs + to]);
        }
      }
      expect([...state.get(`ebm.${2 * i}.bias`)!]).toEqual([
        ...weights.subarray(bias, bias + outputs),
      ]);
    });
  });

  it("puts the frequencies of Fourier features before the layers, [m, D]", () => {
    const network = { ...PLAIN, fourierFeatures: 5 };
    expect(shapes(network).slice(0, 2)).toEqual([
      ["ebm.frequencies", [5, 3]],
      ["ebm.0.weight", [4, 10]],
    ]);
    const frequencies = fourierFrequencies(network, 1.5, 7);
    expect(stateOf(network)[0].data[1 * 3 + 2]).toBe(frequencies[2 * 5 + 1]);
  });
});
