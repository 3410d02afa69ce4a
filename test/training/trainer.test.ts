import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { densityOf } from "../../src/data/density.ts";
import { openBackend } from "../../src/kernels/backend.ts";
import { mixtureScores, networkEnergies } from "../../src/kernels/evaluate.ts";
import { mixtureTensors } from "../../src/kernels/tensors.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { fitOnGrid, gridPoints, gridTruth } from "../../src/model/quadrature.ts";
import type { Recipe } from "../../src/model/recipe.ts";
import type { TrainingTask } from "../../src/training/task.ts";
import { Trainer } from "../../src/training/trainer.ts";

const cross = densityOf(toyDefaults("cross", "correction"), null);
const grid = densityOf(toyDefaults("grid", "correction"), null);

const SMALL: Partial<Recipe> = { width: 16, batch: 32, steps: 5 };

beforeAll(async () => {
  await openBackend("cpu");
});

function taskOf(over: Partial<TrainingTask> = {}, recipe: Partial<Recipe> = SMALL): TrainingTask {
  const { points, labels } = cross.sample(2000, { seed: 1, name: "points" });
  return {
    model: "correction",
    recipe: { ...toyDefaults("cross", "correction"), ...recipe },
    updates: 100,
    seed: 1,
    points,
    labels,
    dimensions: 2,
    mixture: fitMixture(points, labels, 2, 1),
    ...over,
  };
}

function trained(task: TrainingTask, updates: number): Float32Array {
  const trainer = new Trainer(task);
  for (let i = 0; i < updates; i++) trainer.step();
  const weights = trainer.energy.weights.dataSync().slice() as Float32Array;
  trainer.dispose();
  return weights;
}

describe("Trainer", () => {
  it("gives the same weights for the same seed, and others for another", () => {
    const first = trained(taskOf(), 5);
    expect(trained(taskOf(), 5)).toEqual(first);
    expect(trained(taskOf({ seed: 2 }), 5)).not.toEqual(first);
  });

  const STARTS = ["mixture", "normal", "data", "uniform", "persistent"] as const;
  it.each(STARTS)("starts chains from %s", async (chainStart) => {
    const trainer = new Trainer(taskOf({}, { ...SMALL, chainStart, inputNoise: 0.01 }));
    trainer.step();
    expect((await trainer.losses()).every(Number.isFinite)).toBe(true);
    expect((await trainer.particles()).length).toBe(64);
    trainer.dispose();
  });

  it("reports each update once: its number, its loss and its energy gap", async () => {
    const trainer = new Trainer(taskOf());
    trainer.step();
    trainer.step();
    const rows = await trainer.losses();
    expect([rows[0], rows[3]]).toEqual([1, 2]);
    expect(rows.length).toBe(6);
    expect((await trainer.losses()).length).toBe(0);
    trainer.dispose();
  });

  it("keeps the last finite state when it diverges", async () => {
    const trainer = new Trainer(taskOf({}, { ...SMALL, stepSize: 1e6, stepSizeEnd: 1e6 }));
    const before = trainer.energy.weights.dataSync().slice();
    let rows = new Float32Array(0);
    for (let i = 0; i < 30 && rows.every(Number.isFinite); i++) {
      trainer.step();
      rows = (await trainer.losses()) as Float32Array<ArrayBuffer>;
    }
    expect(rows.every(Number.isFinite)).toBe(false);
    trainer.restore();
    expect(trainer.energy.weights.dataSync().every(Number.isFinite)).toBe(true);
    expect(trainer.energy.weights.shape[0]).toBe(before.length);
    expect((await trainer.particles()).every(Number.isFinite)).toBe(true);
    trainer.dispose();
  });

  it("holds no more tensors after many updates than after one, and none at the end", async () => {
    const before = tf.memory().numTensors;
    const trainer = new Trainer(taskOf({}, { ...SMALL, inputNoise: 0.01, fourierFeatures: 4 }));
    trainer.step();
    await trainer.losses();
    const one = tf.memory().numTensors;
    for (let i = 0; i < 20; i++) trainer.step();
    await trainer.losses();
    expect(tf.memory().numTensors).toBe(one);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("leaves its state as it was where an update is left off between two parts", {
    timeout: 30_000,
  }, () => {
    const slow = { hiddenLayers: 4, width: 512, batch: 512, steps: 40 };
    const trainer = new Trainer(taskOf({}, slow));
    const before = trainer.energy.weights.dataSync().slice();
    const tensors = tf.memory().numTensors;
    for (const _ of trainer.parts()) break;
    expect(trainer.update).toBe(0);
    expect(trainer.energy.weights.dataSync()).toEqual(before);
    expect(tf.memory().numTensors).toBe(tensors);
    trainer.dispose();
  });

  it.each([
    ["langevin", "persistent"],
    ["mala", "persistent"],
    ["hmc", "mixture"],
  ] as const)("holds no more tensors with %s and %s chains", async (sampler, chainStart) => {
    const before = tf.memory().numTensors;
    const recipe: Partial<Recipe> = { ...SMALL, sampler, chainStart, buffer: 3, leapfrogs: 2 };
    const trainer = new Trainer(taskOf({}, recipe));
    for (let i = 0; i < 4; i++) trainer.step();
    await trainer.losses();
    const held = tf.memory().numTensors;
    for (let i = 0; i < 5; i++) trainer.step();
    await trainer.losses();
    expect(tf.memory().numTensors).toBe(held);
    trainer.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("tells the share of the proposals that the last update accepted, once it is read", async () => {
    const rateOf = async (recipe: Partial<Recipe>) => {
      const trainer = new Trainer(taskOf({}, { ...SMALL, ...recipe }));
      trainer.step();
      expect(trainer.acceptance).toBeNull();
      await trainer.losses();
      const { acceptance } = trainer;
      trainer.dispose();
      return acceptance;
    };
    const fixed = (alpha: number) => ({ stepSize: alpha, stepSizeEnd: alpha });
    expect(await rateOf({ sampler: "mala", ...fixed(1e-6) })).toBeGreaterThan(0.99);
    const rate = await rateOf({ sampler: "hmc", leapfrogs: 3, ...fixed(0.5) });
    expect(rate).toBeGreaterThan(0.05);
    expect(rate).toBeLessThan(0.95);
    expect(await rateOf({ sampler: "langevin" })).toBeNull();
    expect(await rateOf({ sampler: "hmc", objective: "nce" })).toBeNull();
  });

  it.each([
    ["with Langevin chains", {}],
    ["with persistent MALA chains", { sampler: "mala", chainStart: "persistent", buffer: 2 }],
    ["with HMC", { sampler: "hmc", steps: 8, leapfrogs: 3, stepSize: 0.02, stepSizeEnd: 0.02 }],
    ["by noise contrast", { objective: "nce" }],
  ] satisfies [string, Partial<Recipe>][])(
    "corrects the cross: a short run is nearer to the truth than the mixture, %s",
    async (_, recipe) => {
      const short = { width: 32, batch: 128, steps: 20, weightAverage: 0.9, learningRate: 0.02 };
      const task = taskOf({ updates: 150 }, { ...short, ...recipe });
      const trainer = new Trainer(task);
      for (let i = 0; i < 150; i++) trainer.step();
      const area = { size: 80, extent: cross.extent };
      const points = gridPoints(area);
      const truth = gridTruth(area, cross);
      const reference = (await mixtureScores(points, mixtureTensors(task.mixture))).energy;
      const learned = await networkEnergies(points, trainer.energy);
      const mixtureNll = fitOnGrid(truth, reference).nll;
      const total = learned.map((value, i) => value + reference[i]);
      expect(mixtureNll).toBeCloseTo(2.17, 1);
      expect(fitOnGrid(truth, total).nll).toBeLessThan(mixtureNll - 0.3);
      trainer.dispose();
    },
  );

  it("starts chains of q in the classes of the batch", async () => {
    const { points, labels } = grid.sample(3000, { seed: 1, name: "points" });
    const mixture = fitMixture(points, labels, 2, 9);
    const task = taskOf({ points, labels, mixture }, { ...SMALL, batch: 90, steps: 0 });
    const trainer = new Trainer(task);
    trainer.step();
    const particles = await trainer.particles();
    const modes = new Set<number>();
    for (let i = 0; i < 90; i++) modes.add(grid.modeOf(particles[2 * i], particles[2 * i + 1]));
    expect(modes.size).toBe(9);
    trainer.dispose();
  });
});
