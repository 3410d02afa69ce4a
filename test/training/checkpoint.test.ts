import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { densityOf } from "../../src/data/density.ts";
import { openBackend } from "../../src/kernels/backend.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { initialWeights } from "../../src/model/network.ts";
import type { Recipe } from "../../src/model/recipe.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import type { TrainingTask } from "../../src/training/task.ts";
import { Trainer } from "../../src/training/trainer.ts";

const UPDATES = 10;

beforeAll(async () => {
  await openBackend("cpu");
});

function taskOf(model: TrainingTask["model"], recipe: Partial<Recipe>): TrainingTask {
  const grid = densityOf(toyDefaults("grid", model), null);
  const { points, labels } = grid.sample(500, { seed: 1, name: "points" });
  const small = { width: 16, batch: 32, steps: 4 };
  return {
    model,
    recipe: { ...toyDefaults("grid", model), ...small, ...recipe },
    ...{ updates: 2 * UPDATES, seed: 1, points, labels, dimensions: 2 },
    mixture: fitMixture(points, labels, 2, 9),
  };
}

/** Steps up to an update; the losses on the way. */
async function stepTo(trainer: Trainer, update: number): Promise<number[]> {
  while (trainer.update < update) trainer.step();
  return [...(await trainer.losses())];
}

/** What storing and loading would leave of a checkpoint. */
async function stored(trainer: Trainer): Promise<Checkpoint> {
  const checkpoint = await trainer.checkpoint();
  trainer.dispose();
  return structuredClone(checkpoint);
}

const CASES: [string, TrainingTask["model"], Partial<Recipe>][] = [
  ["the correction", "correction", {}],
  ["the EBM", "ebm", {}],
  ["input noise", "correction", { inputNoise: 0.05 }],
  ["Fourier features", "ebm", { fourierFeatures: 5, fourierScale: 0.7 }],
  ["chains from data, leaky units", "correction", { chainStart: "data", activation: "leakyRelu" }],
  ["chains from noise, no weight average", "ebm", { chainStart: "normal", weightAverage: 0 }],
  ["chains from anywhere", "ebm", { chainStart: "uniform" }],
  ["persistent chains, all at once", "ebm", { chainStart: "persistent", buffer: 1, refresh: 0 }],
  [
    "persistent chains in turns",
    "correction",
    { chainStart: "persistent", buffer: 3, refresh: 0.3 },
  ],
  ["MALA", "correction", { sampler: "mala" }],
  ["HMC, persistent", "ebm", { sampler: "hmc", leapfrogs: 3, chainStart: "persistent" }],
  ["NCE", "correction", { objective: "nce" }],
  ["NCE of the EBM", "ebm", { objective: "nce", inputNoise: 0.05 }],
];

describe("a trainer made from a checkpoint", () => {
  it.each(CASES)("continues as if there had been no stop: %s", async (_, model, recipe) => {
    const task = taskOf(model, recipe);
    const whole = new Trainer(task);
    const losses = await stepTo(whole, UPDATES);
    const end = await stored(whole);
    const cuts = fc.integer({ min: 0, max: UPDATES });
    await fc.assert(
      fc.asyncProperty(cuts, async (cut) => {
        const first = new Trainer(task);
        const before = await stepTo(first, cut);
        const second = new Trainer(task, await stored(first));
        expect(second.update).toBe(cut);
        const after = await stepTo(second, UPDATES);
        expect([...before, ...after]).toEqual(losses);
        expect(await stored(second)).toEqual(end);
      }),
      { numRuns: 3, examples: [[0], [5]] },
    );
  });

  it("shows the energy and the particles of the checkpoint", async () => {
    const first = new Trainer(taskOf("correction", {}));
    await stepTo(first, 3);
    const particles = (await first.particles()).slice();
    const checkpoint = await stored(first);
    const second = new Trainer(taskOf("correction", {}), checkpoint);
    expect(await second.particles()).toEqual(particles);
    expect(await second.energy.weights.data()).toEqual(checkpoint.average);
    second.dispose();
  });

  it("goes back to the checkpoint where its next updates diverge", async () => {
    const first = new Trainer(taskOf("correction", {}));
    await stepTo(first, 3);
    const checkpoint = await stored(first);
    const wild = { stepSize: 1e30, stepSizeEnd: 1e30 };
    const second = new Trainer(taskOf("correction", wild), checkpoint);
    expect((await stepTo(second, 5)).every(Number.isFinite)).toBe(false);
    second.restore();
    expect(second.update).toBe(3);
    expect(await second.energy.weights.data()).toEqual(checkpoint.average);
    second.dispose();
  });

  it("can be made from one taken after persistent chains diverged", async () => {
    const task = taskOf("ebm", { chainStart: "persistent", buffer: 8 });
    const first = new Trainer(task);
    await stepTo(first, 2);
    for (let i = 0; i < 3; i++) first.step();
    first.restore();
    const second = new Trainer(task, await stored(first));
    expect(second.update).toBe(first.update);
    second.dispose();
    first.dispose();
  });

  it("leaves the checkpoint as it is: another can be made from it", async () => {
    const task = taskOf("ebm", { inputNoise: 0.05 });
    const first = new Trainer(task);
    await stepTo(first, 2);
    const checkpoint = await stored(first);
    const ends: Checkpoint[] = [];
    for (let i = 0; i < 2; i++) {
      const fork = new Trainer(task, checkpoint);
      await stepTo(fork, 4);
      ends.push(await stored(fork));
    }
    expect(ends[1]).toEqual(ends[0]);
  });

  it.each([
    ["of another schema", { schema: "energy-correction-lab/checkpoint@1" }, /expected schema .*@2/],
    ["of another network", { mean: new Float32Array(7) }, /expected \d+ numbers in mean, found 7/],
    ["of other data", { negatives: new Float32Array(9) }, /negatives in rows of 2, found 9/],
  ])("refuses one %s", async (_, part, message) => {
    const checkpoint = await stored(new Trainer(taskOf("ebm", {})));
    const wrong = { ...checkpoint, ...part } as Checkpoint;
    expect(() => new Trainer(taskOf("ebm", {}), wrong)).toThrow(message);
  });

  it("refuses one without the chains that persist by then", async () => {
    const task = taskOf("ebm", { chainStart: "persistent", buffer: 3 });
    const first = new Trainer(task);
    await stepTo(first, 2);
    const checkpoint = await stored(first);
    expect(checkpoint.chains.length).toBe(2 * 32 * 2);
    const chains = checkpoint.chains.slice(0, 64);
    expect(() => new Trainer(task, { ...checkpoint, chains })).toThrow(
      /expected 128 numbers in chains, found 64/,
    );
  });
});

describe("a checkpoint", () => {
  it("of a new trainer holds the initial weights and nothing learned", async () => {
    const trainer = new Trainer(taskOf("correction", {}));
    const weights = initialWeights(trainer.network, 1);
    const zeros = new Float32Array(weights.length);
    expect(await trainer.checkpoint()).toEqual({
      schema: "energy-correction-lab/checkpoint@2",
      ...{ update: 0, weights, mean: zeros, variance: zeros, average: weights },
      ...{ negatives: new Float32Array(0), chains: new Float32Array(0) },
    });
    trainer.dispose();
  });

  it("is of the update at which it was asked for, whatever the trainer does meanwhile", async () => {
    const trainer = new Trainer(taskOf("correction", {}));
    await stepTo(trainer, 2);
    const asked = trainer.checkpoint();
    trainer.step();
    const checkpoint = await asked;
    const again = new Trainer(trainer.task);
    await stepTo(again, 2);
    expect(checkpoint).toEqual(await stored(again));
    trainer.dispose();
  });

  it("is a copy: taking it away leaves the trainer whole", async () => {
    const trainer = new Trainer(taskOf("correction", {}));
    const { weights } = await trainer.checkpoint();
    structuredClone(weights, { transfer: [weights.buffer as ArrayBuffer] });
    expect((await stepTo(trainer, 1)).every(Number.isFinite)).toBe(true);
    trainer.dispose();
  });
});
