import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ToySettings } from "../../../src/model/recipe.ts";
import type { Checkpoint } from "../../../src/training/checkpoint.ts";
import { type Audience, departure } from "../../../workers/toy/departure.ts";
import { toyMaterial } from "../../../workers/toy/material.ts";
import { buildToy, disposeToy } from "../../../workers/toy/run.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, fastClock, recoveryOf } from "../lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

const SETTINGS: ToySettings = {
  ...toyDefaults("cross", "correction"),
  ...{ width: 16, batch: 32, steps: 5, updates: 24 },
};

const PATIENT: Audience = { going: () => true, tell: () => {} };

/** The checkpoint of a straight run at an update. */
async function checkpointAt(update: number, settings = SETTINGS): Promise<Checkpoint> {
  const device = await buildToy(settings, toyMaterial(settings), []);
  const trainer = device.members.at(-1)!.trainer!;
  while (trainer.update < update) trainer.step();
  const taken = await trainer.checkpoint();
  disposeToy(device);
  return taken;
}

/** The last frame of a run that goes on from an update, with the settings that it goes on with. */
async function finish(from: number, update: number, own: Partial<ToySettings> = {}) {
  const checkpoints = { correction: await checkpointAt(from) };
  const origin = { checkpoints, settings: SETTINGS, update };
  const settings = { ...SETTINGS, ...own };
  const recovery = await recoveryOf(CPU);
  const session = await ToySession.open(1, settings, recovery, () => {}, null, origin);
  expect((await session.frame()).frame.update).toBe(update);
  await session.train(() => session.drawn());
  const { frame } = await session.frame();
  await session.dispose();
  return frame;
}

describe("a run that goes on from another", () => {
  it("ends bit for bit where that one ends, if nothing is changed", async () => {
    const straight = await checkpointAt(24);
    const whole = await finish(0, 0);
    const later = await finish(8, 13);
    expect(later.update).toBe(24);
    expect(later.models.correction!.total.values).toEqual(whole.models.correction!.total.values);
    expect(await departureAt(24)).toEqual([straight]);
  });

  const departureAt = async (update: number) =>
    departure(
      { checkpoints: { correction: await checkpointAt(8) }, settings: SETTINGS, update },
      SETTINGS,
      toyMaterial(SETTINGS),
      PATIENT,
    );

  it("repeats the other's settings up to its own beginning, and has its own from there", async () => {
    const [there] = await departureAt(13);
    expect(there).toEqual(await checkpointAt(13));
    const branch = await finish(8, 13, { l2: 1 });
    const whole = await finish(0, 0);
    expect(branch.models.correction!.quality.nll).not.toBe(whole.models.correction!.quality.nll);
  });

  it("tells how far the repetition has come, and leaves off for a newer run", async () => {
    fastClock();
    const told: [number, number][] = [];
    const from = async (going: () => boolean) => {
      const origin = { checkpoints: { correction: await checkpointAt(8) }, settings: SETTINGS };
      const audience = { going, tell: (done: number, of: number) => told.push([done, of]) };
      return departure({ ...origin, update: 12 }, SETTINGS, toyMaterial(SETTINGS), audience);
    };
    await from(() => true);
    expect(told).toEqual([
      [1, 4],
      [2, 4],
      [3, 4],
      [4, 4],
    ]);
    const before = tf.memory().numTensors;
    await expect(from(() => told.length < 6)).rejects.toThrow("left off for a newer run");
    expect(told).toHaveLength(6);
    expect(tf.memory().numTensors).toBe(before);
    vi.restoreAllMocks();
  });

  it("begins persistent chains of another number, or its first ones, where there are some", async () => {
    const own = { chainStart: "persistent", buffer: 3, batch: 16 } as const;
    const frame = await finish(8, 8, own);
    expect(frame.update).toBe(24);
    expect(frame.models.correction!.particles).toHaveLength(2 * 16);
  });

  it("does not go on from where the training had diverged", async () => {
    const settings = { ...SETTINGS, learningRate: 1e30 };
    const origin = { checkpoints: { correction: await checkpointAt(0) }, settings, update: 9 };
    await expect(departure(origin, SETTINGS, toyMaterial(SETTINGS), PATIENT)).rejects.toThrow(
      /^repeating updates: the training diverged at update \d+; fork at an earlier one$/,
    );
  });

  it("says which model has no checkpoint there", async () => {
    const origin = { checkpoints: { ebm: await checkpointAt(0) }, settings: SETTINGS, update: 0 };
    await expect(departure(origin, SETTINGS, toyMaterial(SETTINGS), PATIENT)).rejects.toThrow(
      "expected a checkpoint of the correction, found ebm",
    );
  });
});
