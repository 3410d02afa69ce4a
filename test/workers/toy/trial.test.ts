import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ToySettings } from "../../../src/model/recipe.ts";
import type { TrialKeyframe } from "../../../workers/protocol/trial.ts";
import { type Follower, type TrialTask, toyTrial } from "../../../workers/toy/trial.ts";
import { CPU, fastClock, recoveryOf } from "../lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

const settings: ToySettings = {
  ...toyDefaults("cross", "correction"),
  ...{ width: 16, batch: 32, steps: 5, updates: 40 },
};

async function trial(over: Partial<TrialTask> = {}, follower: Partial<Follower> = {}) {
  const task = { run: 7, settings, drawing: null, from: null, end: 40, ...over };
  const silent = { going: () => true, progress: () => {}, keyframe: () => {} };
  return toyTrial(task, await recoveryOf(CPU), { ...silent, ...follower });
}

const updatesOf = (losses: Float32Array) => [...losses].filter((_, i) => i % 3 === 0);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe("a trial", () => {
  it("goes on from a rung to the end of a run that was never interrupted, bit for bit", async () => {
    const whole = await trial();
    const first = await trial({ end: 15 });
    expect(first.frame.update).toBe(15);
    const from = { checkpoints: first.checkpoints!, settings, update: 15 };
    const second = await trial({ from });
    expect(second.frame.update).toBe(40);
    expect(second.checkpoints).toEqual(whole.checkpoints);
    expect(second.frame.models.correction!.quality).toEqual(whole.frame.models.correction!.quality);
  });

  it("goes on from a keyframe as well, and gives every loss once", async () => {
    fastClock();
    const keyframes: TrialKeyframe[] = [];
    const whole = await trial({}, { keyframe: (keyframe) => keyframes.push(keyframe) });
    expect(keyframes.length).toBeGreaterThan(1);
    const losses = keyframes.flatMap((keyframe) => updatesOf(keyframe.losses.correction!));
    expect([...losses, ...updatesOf(whole.frame.models.correction!.losses)]).toEqual(upTo(40));
    const { update, checkpoints } = keyframes.at(-1)!;
    expect(losses.at(-1)).toBe(update);
    const rest = await trial({ from: { checkpoints, settings, update } });
    expect(rest.checkpoints).toEqual(whole.checkpoints);
  });

  it("ends where it is when nobody wants it any more", async () => {
    fastClock();
    const { frame, checkpoints, problem } = await trial({}, { going: () => false });
    expect(frame.update).toBeLessThan(40);
    expect(checkpoints!.correction!.update).toBe(frame.update);
    expect(problem).toBeNull();
  });

  it("leaves no tensor behind", async () => {
    await trial({ end: 2 });
    const { numTensors } = tf.memory();
    for (const end of [1, 2, 3]) await trial({ end });
    expect(tf.memory().numTensors).toBe(numTensors);
  });
});
