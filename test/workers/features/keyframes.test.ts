import { afterEach, describe, expect, it, vi } from "vitest";
import type { Checkpoint } from "../../../src/training/checkpoint.ts";
import { SCHEMA } from "../../../src/training/checkpoint.ts";
import type { Trainer } from "../../../src/training/trainer.ts";
import { Keyframes } from "../../../workers/features/keyframes.ts";

/** A training whose checkpoints have four arrays of so many weights. */
function training(model: "ebm" | "correction", weights: number, value = 1): Trainer {
  const part = new Float32Array(weights).fill(value);
  const checkpoint: Checkpoint = {
    ...{ schema: SCHEMA, update: 1, weights: part, mean: part, variance: part, average: part },
    ...{ negatives: new Float32Array(0), chains: new Float32Array(0) },
  };
  return { task: { model }, checkpoint: async () => checkpoint } as unknown as Trainer;
}

/** Looks every 100 ms for half a minute whether a keyframe comes, and gives the seconds when. */
async function secondsOf(trainer: Trainer): Promise<number[]> {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const told: number[] = [];
  const keyframes = new Keyframes({}, () => told.push(now / 1000));
  for (let update = 0; update < 300; update++) {
    await keyframes.keep(trainer, update, false);
    now += 100;
  }
  return told;
}

describe("Keyframes", () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it("come every second and a half", async () => {
    const seconds = await secondsOf(training("ebm", 1000));
    expect(seconds.slice(0, 4)).toEqual([0, 1.5, 3, 4.5]);
  });

  it("are rarer where they are large: 5 MB a second at most", async () => {
    const weights = 2.5e6;
    const seconds = await secondsOf(training("ebm", weights));
    expect(seconds).toEqual([0, 8, 16, 24]);
  });

  it("come at an end once, and have the trainings before it", async () => {
    const told: { update: number; models: string[] }[] = [];
    const keyframes = new Keyframes({}, ({ update, checkpoints }) =>
      told.push({ update, models: Object.keys(checkpoints) }),
    );
    await keyframes.keep(training("correction", 10), 4, false);
    await keyframes.keep(training("correction", 10), 5, true);
    await keyframes.keep(training("correction", 10), 5, true);
    await keyframes.keep(training("ebm", 10), 9, true);
    expect(told).toEqual([
      { update: 4, models: ["correction"] },
      { update: 5, models: ["correction"] },
      { update: 9, models: ["correction", "ebm"] },
    ]);
  });

  it("do not come of a training that has diverged", async () => {
    const tell = vi.fn();
    await new Keyframes({}, tell).keep(training("ebm", 10, Number.NaN), 3, true);
    expect(tell).not.toHaveBeenCalled();
  });
});
