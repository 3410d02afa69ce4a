import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/kernels/backend.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { initialWeights } from "../../src/model/network.ts";
import { normals } from "../../src/model/random.ts";
import type { Recipe } from "../../src/model/recipe.ts";
import { Sampling, samplingSeed, samplingStart, type Target } from "../../src/training/sampling.ts";
import { networkOf, type TrainedEnergy, type TrainingTask } from "../../src/training/task.ts";

const CHAINS = 12;
const RECIPE: Recipe = {
  ...toyDefaults("cross", "correction"),
  width: 8,
  batch: CHAINS,
  steps: 12,
};
const points = normals({ seed: 4, name: "points" }, new Float32Array(400));
const labels = new Int32Array(200);
const mixture = fitMixture(points, labels, 2, 1);

beforeAll(async () => {
  await openBackend("cpu");
});

function trained(): TrainedEnergy {
  const network = networkOf(RECIPE, 2);
  const weights = initialWeights(network, 3);
  return { model: "correction", recipe: RECIPE, seed: 3, network, weights };
}

function task(recipe: Recipe = RECIPE): TrainingTask {
  const data = { points, labels, dimensions: 2, mixture };
  return { model: "correction", recipe, updates: 0, seed: samplingSeed(1), ...data };
}

/** Chains on E_theta + E_G, or on a part of it, moved on by stretches. */
async function run(stretches: number[], over: Partial<Recipe> = {}, target: Partial<Target> = {}) {
  const recipe = { ...RECIPE, ...over };
  const start = samplingStart(task(recipe), "normal");
  const all: Target = { energy: trained(), mixture, ...target };
  const sampling = new Sampling(start, 2, all, recipe, samplingSeed(1));
  const shares: (number | null)[] = [];
  let energies = new Float32Array(0);
  for (const steps of stretches) {
    const parts = sampling.advance(steps);
    for (;;) {
      const { done, value } = await parts.next();
      if (!done) continue;
      shares.push(value.acceptance);
      energies = value.energies.slice();
      break;
    }
  }
  sampling.close();
  return { ...{ sampling, shares, energies, start }, states: sampling.states };
}

describe("Sampling", () => {
  for (const sampler of ["langevin", "mala", "hmc"] as const) {
    it(`runs ${sampler} in stretches as in one`, async () => {
      const whole = await run([12], { sampler });
      const cut = await run([1, 5, 6], { sampler });
      expect(cut.states).toEqual(whole.states);
      expect(cut.states).not.toEqual(whole.start);
      const [share] = whole.shares;
      if (sampler === "langevin") expect(share).toBeNull();
      else expect(share).toBeGreaterThan(0.3);
    });
  }

  it("gives the energies of the states, E_theta / T + E_G / T_G", async () => {
    const warm = { temperature: 2, mixtureTemperature: 4 };
    const { sampling, states, energies } = await run([3], warm);
    expect(await sampling.energies(states)).toEqual(energies);
    const alone = async (target: Target, recipe: Recipe) => {
      const one = new Sampling(states, 2, target, recipe, 1);
      const found = await one.energies(states);
      one.close();
      return found;
    };
    const learned = await alone({ energy: trained(), mixture: null }, RECIPE);
    const reference = await alone({ energy: null, mixture }, RECIPE);
    energies.forEach((energy, i) => {
      expect(energy).toBeCloseTo(learned[i]! / 2 + reference[i]! / 4, 5);
    });
    sampling.close();
  });

  it("stays where it was where it is left off, and goes on from there on a device opened anew", async () => {
    const whole = await run([4, 8]);
    const target = { energy: trained(), mixture };
    const start = samplingStart(task(), "normal");
    const sampling = new Sampling(start, 2, target, RECIPE, samplingSeed(1));
    for (const steps of [4, 8]) {
      const before = sampling.states.slice();
      const left = sampling.advance(steps);
      expect((await left.next()).done).toBe(false);
      await left.return(undefined as never);
      expect(sampling.states).toEqual(before);
      sampling.close();
      const parts = sampling.advance(steps);
      while (!(await parts.next()).done);
    }
    sampling.close();
    expect(sampling.states).toEqual(whole.states);
  });

  it("draws numbers of its own: another seed's, not the training's", async () => {
    expect(samplingSeed(1)).not.toBe(1);
    expect(samplingSeed(1)).not.toBe(samplingSeed(2));
    expect(samplingSeed(1)).toBe(samplingSeed(1));
    for (const from of ["mixture", "normal", "uniform", "data"] as const) {
      const start = samplingStart(task(), from);
      expect(start.length).toBe(2 * CHAINS);
      expect(samplingStart(task(), from)).toEqual(start);
    }
  });

  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    await run([2, 10], { sampler: "mala" });
    await run([12], {}, { energy: null });
    expect(tf.memory().numTensors).toBe(before);
  });
});
