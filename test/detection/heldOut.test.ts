import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { heldOut, logMeanExp } from "../../src/detection/heldOut.ts";
import { openBackend } from "../../src/kernels/backend.ts";
import { initialWeights, parameterCount } from "../../src/model/network.ts";
import { recipeFor } from "../../src/training/featureRecipe.ts";
import { networkOf, type TrainedEnergy, type TrainingTask } from "../../src/training/task.ts";
import { Trainer } from "../../src/training/trainer.ts";
import { tinySet, tinySettings } from "../workers/features/tiny.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

const { train, test, dimensions, mixture } = tinySet();

function taskOf(model: "ebm" | "correction"): TrainingTask {
  const given = tinySettings({ steps: 3 }, { steps: 3, learningRate: 1e-5, l2: 0.1 })[model];
  const recipe = recipeFor(given, "4x64", dimensions);
  const { features: points, labels } = train;
  return { model, recipe, updates: 40, seed: 1, points, labels, dimensions, mixture };
}

function energyOf(task: TrainingTask, weights?: Float32Array): TrainedEnergy {
  const { model, recipe, seed } = task;
  const network = networkOf(recipe, dimensions);
  return { model, recipe, seed, network, weights: weights ?? initialWeights(network, seed) };
}

const whole = async () => true;

describe("held-out rows", () => {
  it("find nothing to tell apart in an energy that is 0 everywhere", async () => {
    const task = taskOf("correction");
    const flat = energyOf(
      task,
      new Float32Array(parameterCount(networkOf(task.recipe, dimensions))),
    );
    const found = (await heldOut(task, flat, test.features, whole))!;
    expect(found).toMatchObject({ rows: test.count, gap: 0, effective: 1 });
    expect(found.likelihood).toBeCloseTo(0, 12);
  });

  it("say the same of an energy and of one that is higher everywhere", async () => {
    const task = taskOf("correction");
    const energy = energyOf(task);
    const higher = energy.weights.slice();
    higher[higher.length - 1]! += 0.25;
    const one = (await heldOut(task, energy, test.features, whole))!;
    const other = (await heldOut(task, { ...energy, weights: higher }, test.features, whole))!;
    expect(other.gap).toBeCloseTo(one.gap, 5);
    expect(other.likelihood).toBeCloseTo(one.likelihood!, 5);
  });

  it("grow likelier by training, the more so by the gap to the reference's chains", async () => {
    const task = taskOf("correction");
    const trainer = new Trainer(task);
    for (let update = 0; update < task.updates; update++) trainer.step();
    const { average } = await trainer.checkpoint();
    trainer.dispose();
    const before = (await heldOut(task, energyOf(task), test.features, whole))!;
    const after = (await heldOut(task, energyOf(task, average), test.features, whole))!;
    expect(after.likelihood).toBeGreaterThan(before.likelihood!);
    expect(after.effective).toBeGreaterThan(0);
    expect(after.effective).toBeLessThanOrEqual(1);
  });

  it("have no likelihood under the plain EBM, which has no reference", async () => {
    const task = taskOf("ebm");
    const found = (await heldOut(task, energyOf(task), test.features, whole))!;
    expect(found).toMatchObject({ rows: test.count, likelihood: null, effective: null });
    expect(Number.isFinite(found.gap)).toBe(true);
  });

  it("leave off where they are not to go on, and leave no tensor", async () => {
    const task = taskOf("correction");
    const { numTensors } = tf.memory();
    const none = await heldOut(task, energyOf(task), test.features, async () => false);
    await heldOut(task, energyOf(task), test.features, whole);
    expect(none === null || none.rows === test.count).toBe(true);
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});

describe("logMeanExp", () => {
  it("is the log of the mean of exp, and shifts with its logs", () => {
    const logs = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(logs, fc.double({ min: -500, max: 500, noNaN: true }), (values, shift) => {
        const exact = Math.log(values.reduce((sum, v) => sum + Math.exp(v), 0) / values.length);
        const { log, effective } = logMeanExp(Float64Array.from(values));
        expect(log).toBeCloseTo(exact, 8);
        expect(effective).toBeLessThanOrEqual(1 + 1e-12);
        expect(effective).toBeGreaterThanOrEqual(1 / values.length - 1e-12);
        const shifted = logMeanExp(Float64Array.from(values, (v) => v + shift));
        expect(shifted.log).toBeCloseTo(log + shift, 8);
        expect(shifted.effective).toBeCloseTo(effective, 8);
      }),
    );
  });
});
