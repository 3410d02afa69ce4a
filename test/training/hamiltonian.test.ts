import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/kernels/backend.ts";
import { mixtureScores, networkEnergies } from "../../src/kernels/evaluate.ts";
import { langevinChain } from "../../src/kernels/operations.ts";
import { mixtureTensors, type NetworkTensors } from "../../src/kernels/tensors.ts";
import type { Mixture } from "../../src/model/mixture.ts";
import { initialWeights, type Network, parameterCount } from "../../src/model/network.ts";
import { gridPoints } from "../../src/model/quadrature.ts";
import { type HamiltonianChain, hamiltonianChain } from "../../src/training/hamiltonian.ts";

const NETWORK: Network = {
  ...{ inputs: 2, fourierFeatures: 0, hiddenLayers: 1, width: 8 },
  activation: "silu",
};
const CHAINS = 4000;

beforeAll(async () => {
  await openBackend("cpu");
  tf.engine().startScope();
});
afterAll(() => tf.engine().endScope());

/** E_theta with weights `scale` times the initial ones; 0 is no energy at all. */
function energyOf(scale: number): NetworkTensors {
  const weights = scale
    ? initialWeights(NETWORK, 3).map((value) => scale * value)
    : new Float32Array(parameterCount(NETWORK));
  return { network: NETWORK, weights: tf.tensor1d(weights), frequencies: null };
}

/** A mixture of Gaussians with covariance `variance` I. */
function mixtureOf(means: [number, number][], variance: number, weights: number[]): Mixture {
  const spread = Math.sqrt(variance);
  return {
    dimensions: 2,
    classes: means.length,
    weights: Float64Array.from(weights),
    means: Float64Array.from(means.flat()),
    cholesky: Float64Array.of(spread, 0, 0, spread),
    whitening: Float64Array.of(1 / spread, 0, 0, 1 / spread),
    logPeak: -Math.log(2 * Math.PI * variance),
    ridge: 0,
  };
}

function chainOf(
  leapfrogs: number,
  alpha: number,
  steps: number,
  more: Partial<HamiltonianChain> = {},
): HamiltonianChain {
  const stepSizes = new Array<number>(steps).fill(alpha);
  return {
    schedule: { stepSizes, noise: stepSizes.map((value) => Math.sqrt(2 * value)) },
    ...{ leapfrogs, first: 0, temperature: 1, mixtureTemperature: 1, projection: "none" },
    ...{ seed: 5, update: 0 },
    ...more,
  };
}

/** Runs chains to their end. */
function run(
  energy: NetworkTensors,
  mixture: Mixture | null,
  chain: HamiltonianChain,
  start: tf.Tensor2D = tf.zeros([CHAINS, 2]),
) {
  const steps = hamiltonianChain(start, energy, mixture && mixtureTensors(mixture), chain);
  let evaluations = 0;
  for (;;) {
    const { done, value } = steps.next();
    if (!done) {
      evaluations++;
      continue;
    }
    const states = value.states.dataSync() as Float32Array;
    return { states, acceptance: value.acceptance.dataSync() as Float32Array, evaluations };
  }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** x, y, x^2, y^2, xy of each state, an array each. */
function momentsOf(states: Float32Array): number[][] {
  const rows = Array.from({ length: states.length / 2 }, (_, i) => [
    states[2 * i],
    states[2 * i + 1],
  ]);
  const functions = [
    ([x]: number[]) => x,
    ([, y]: number[]) => y,
    ([x]: number[]) => x * x,
    ([, y]: number[]) => y * y,
    ([x, y]: number[]) => x * y,
  ];
  return functions.map((f) => rows.map(f));
}

/** Expects every moment within four standard errors, by independent chains. */
function expectMoments(states: Float32Array, expected: number[]): void {
  for (const error of errorsOf(states, expected)) expect(Math.abs(error)).toBeLessThan(4);
}

/** Moments less what is expected, in standard errors. */
function errorsOf(states: Float32Array, expected: number[]): number[] {
  return momentsOf(states).map((values, i) => {
    const centre = mean(values);
    const variance = mean(values.map((value) => (value - centre) ** 2));
    return (centre - expected[i]) / Math.sqrt(variance / values.length);
  });
}

/** The moments of exp(-E_theta / T - E_G / T_G) by quadrature. */
async function exactMoments(energy: NetworkTensors, mixture: Mixture, chain: HamiltonianChain) {
  const points = gridPoints({ size: 200, extent: 9 });
  const learned = await networkEnergies(points, energy);
  const reference = (await mixtureScores(points, mixtureTensors(mixture))).energy;
  const mass = learned.map((value, i) =>
    Math.exp(-value / chain.temperature - reference[i] / chain.mixtureTemperature),
  );
  const total = mean([...mass]);
  return momentsOf(points).map((values) => mean(values.map((v, i) => v * mass[i])) / total);
}

const SAMPLERS = [
  ["MALA", chainOf(1, 0.3, 80)],
  ["HMC", chainOf(4, 0.1, 30)],
] as const;

describe.each(SAMPLERS)("%s", (_, chain) => {
  it("samples a mixture of Gaussians to its moments and the shares of its modes", () => {
    const means: [number, number][] = [
      [1, 0.5],
      [-1, 0],
    ];
    const mixture = mixtureOf(means, 0.5, [0.7, 0.3]);
    const { states, acceptance } = run(energyOf(0), mixture, chain);
    // E z z^T = 0.5 I + sum_c pi_c mu_c mu_c^T.
    expectMoments(states, [0.4, 0.35, 1.5, 0.675, 0.35]);
    // The bisector lies |mu_1 - mu_2| / 2 = 1.0308 away from either mean: Phi(1.4577) = 0.92754.
    const share = 0.7 * 0.92754 + 0.3 * (1 - 0.92754);
    const first = mean(
      Array.from({ length: CHAINS }, (_, i) =>
        2 * states[2 * i] + 0.5 * states[2 * i + 1] > 0.125 ? 1 : 0,
      ),
    );
    expect(Math.abs(first - share)).toBeLessThan(4 * Math.sqrt((share * (1 - share)) / CHAINS));
    const accepted = mean([...acceptance]);
    expect(accepted).toBeGreaterThan(0.6);
    expect(accepted).toBeLessThan(0.98);
  });

  it("samples a network's energy and a mixture's at their temperatures", async () => {
    const energy = energyOf(2);
    const mixture = mixtureOf([[0.3, -0.2]], 1, [1]);
    const warm = { ...chain, temperature: 0.5, mixtureTemperature: 1.5 };
    const { states } = run(energy, mixture, warm);
    const expected = await exactMoments(energy, mixture, warm);
    expectMoments(states, expected);
    // Without E_theta the moments are others, by far.
    const alone = run(energyOf(0), mixture, warm).states;
    expect(Math.max(...errorsOf(alone, expected).map(Math.abs))).toBeGreaterThan(10);
  });

  it("samples the von Mises density on the circle, with projection", () => {
    // exp(-|z - mu|^2 / (2 v)) on |z| = 1 is von Mises with kappa = |mu| / v: E z = I_1 / I_0 mu / |mu|.
    const mixture = mixtureOf([[0.6, 0.8]], 0.5, [1]);
    const { states } = run(energyOf(0), mixture, { ...chain, projection: "sphere" }, ring());
    const bessel = 1.5906368546 / 2.2795853023;
    // E z z^T = (1 - I_1 / (kappa I_0)) m m^T + I_1 / (kappa I_0) n n^T, m along mu, n across.
    const across = bessel / 2;
    const along = 1 - across;
    expectMoments(states, [
      ...[0.6 * bessel, 0.8 * bessel],
      ...[0.36 * along + 0.64 * across, 0.64 * along + 0.36 * across],
      0.48 * (along - across),
    ]);
    for (let i = 0; i < states.length; i += 2) {
      expect(Math.hypot(states[i], states[i + 1])).toBeCloseTo(1, 4);
    }
  });

  it("accepts everything as the step goes to 0, and less the longer it is", () => {
    const mixture = mixtureOf([[0, 0]], 1, [1]);
    const start = tf.randomNormal<tf.Rank.R2>([CHAINS, 2], 0, 1, "float32", 1);
    const rates = [1e-6, 0.03, 0.3, 1.2].map((alpha) => {
      const schedule = { stepSizes: [alpha, alpha], noise: [0, 0] };
      return mean([...run(energyOf(0), mixture, { ...chain, schedule }, start).acceptance]);
    });
    expect(rates[0]).toBeGreaterThan(0.9999);
    expect(rates[1]).toBeLessThan(rates[0]);
    expect(rates[2]).toBeLessThan(rates[0]);
    expect(rates[3]).toBeLessThan(0.9);
    expect(rates[3]).toBeGreaterThan(0.1);
  });
});

/** Points around the circle. */
function ring(): tf.Tensor2D {
  const angles = Array.from({ length: CHAINS }, (_, i) => (2 * Math.PI * i) / CHAINS);
  return tf.tensor2d(angles.map((angle) => [2 * Math.cos(angle), 2 * Math.sin(angle)]));
}

describe("hamiltonianChain", () => {
  it("needs Metropolis' test: Langevin steps as long sample another variance", () => {
    const alpha = 0.5;
    const mixture = mixtureOf([[0, 0]], 1, [1]);
    const chain = chainOf(1, alpha, 60);
    const start: tf.Tensor2D = tf.zeros([CHAINS, 2]);
    const untested = langevinChain(start, energyOf(0), mixtureTensors(mixture), chain);
    const states = untested.dataSync() as Float32Array;
    const biased = 1 / (1 - alpha / 2);
    expectMoments(states, [0, 0, biased, biased, 0]);
    expect(errorsOf(states, [0, 0, 1, 1, 0])[2]).toBeGreaterThan(8);
    expectMoments(run(energyOf(0), mixture, chain).states, [0, 0, 1, 1, 0]);
  });

  it("proposes the Langevin step where a proposal has one leapfrog step", () => {
    const mixture = mixtureOf([[0.5, 0]], 1, [1]);
    const chain = chainOf(1, 1e-4, 1);
    const energy = energyOf(2);
    const start = tf.randomNormal<tf.Rank.R2>([50, 2], 0, 1, "float32", 2);
    const { states, acceptance } = run(energy, mixture, chain, start);
    const step = langevinChain(start, energy, mixtureTensors(mixture), chain).dataSync();
    acceptance.forEach((share, row) => {
      for (const i of share === 1 ? [2 * row, 2 * row + 1] : []) {
        expect(states[i]).toBeCloseTo(step[i], 6);
      }
    });
    expect(mean([...acceptance])).toBeGreaterThan(0.9);
  });

  it("runs in two stretches as in one, a leapfrog step between two yields", () => {
    const mixture = mixtureOf([[0.5, 0]], 1, [1]);
    const whole = chainOf(3, 0.2, 4);
    const energy = energyOf(2);
    const start = tf.randomNormal<tf.Rank.R2>([9, 2], 0, 1, "float32", 2);
    const all = run(energy, mixture, whole, start);
    expect(all.evaluations).toBe(12);
    const half = run(energy, mixture, chainOf(3, 0.2, 2), start).states;
    const rest = chainOf(3, 0.2, 2, { first: 2 });
    const end = run(energy, mixture, rest, tf.tensor2d(half, [9, 2]));
    expect(end.states).toEqual(all.states);
  });

  it("stays where it is where a proposal is not finite", () => {
    const mixture = mixtureOf([[0, 0]], 1, [1]);
    const start = tf.ones<tf.Rank.R2>([5, 2]);
    const { states, acceptance } = run(energyOf(0), mixture, chainOf(3, 1e30, 2), start);
    expect([...states]).toEqual(new Array(10).fill(1));
    expect([...acceptance]).toEqual(new Array(5).fill(0));
  });

  it("holds nothing where it is left off", () => {
    const mixture = mixtureTensors(mixtureOf([[0, 0]], 1, [1]));
    const energy = energyOf(1);
    const start: tf.Tensor2D = tf.zeros([7, 2]);
    const before = tf.memory().numTensors;
    for (const leapfrogs of [0, 1, 4]) {
      const steps = hamiltonianChain(start, energy, mixture, chainOf(3, 0.1, 3));
      for (let i = 0; i < leapfrogs; i++) steps.next();
      steps.return(null as never);
      expect(tf.memory().numTensors).toBe(before);
    }
  });
});
