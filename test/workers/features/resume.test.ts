import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { fastClock } from "../lost.ts";
import { go, methods } from "./runs.ts";
import { TINY_UPDATES, tinySettings } from "./tiny.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

/** Every keyframe that may be due is due. */
beforeEach(fastClock);
afterEach(() => {
  vi.restoreAllMocks();
});

/** Chains that go on from update to update are part of what a run goes on from. */
const settings = tinySettings({ chainStart: "persistent", buffer: 3 });

const exact = ({ finals }: Awaited<ReturnType<typeof go>>) =>
  finals.map(({ method, results }) => [method, results.map(({ curve }) => [...curve])]);

async function wholeRun() {
  const whole = await go({ settings });
  const keyframes = whole.messages.filter((message) => message.type === "keyframe");
  return { whole, keyframes };
}

describe("a run that goes on from a keyframe", () => {
  it("ends bit for bit as the whole one, from any of them", async () => {
    const { whole, keyframes } = await wholeRun();
    const inCorrection = keyframes.find(({ update }) => update < TINY_UPDATES)!;
    const inEbm = keyframes.find(({ checkpoints }) => checkpoints.ebm)!;
    expect(inEbm.checkpoints.ebm!.update).toBeLessThan(TINY_UPDATES);
    for (const { checkpoints } of [inCorrection, inEbm, keyframes.at(-1)!]) {
      const resumed = await go({ settings, from: structuredClone(checkpoints) });
      expect(resumed.error).toBeNull();
      expect(exact(resumed)).toEqual(exact(whole));
      expect(resumed.run.trained).toEqual(whole.run.trained);
      expect(resumed.run.updates).toBe(2 * TINY_UPDATES);
    }
  });

  it("trains what is left, and counts the updates that it did not do", async () => {
    const { keyframes } = await wholeRun();
    const inEbm = keyframes.find(({ checkpoints }) => checkpoints.ebm)!;
    const updates = vi.spyOn(Trainer.prototype, "parts");
    const { progress, finals } = await go({ settings, from: inEbm.checkpoints });
    expect(updates).toHaveBeenCalledTimes(2 * TINY_UPDATES - inEbm.update);
    const told = progress.flatMap(({ training }) => training?.update ?? []);
    expect(Math.min(...told)).toBe(inEbm.checkpoints.ebm!.update + 1);
    expect(methods(finals)).toEqual(expect.arrayContaining(["Correction", "EBM", "KNN"]));
    const shares = progress.map(({ share }) => share);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });

  it("fails the method whose checkpoint is of another network, and scores the others", async () => {
    const { keyframes } = await wholeRun();
    const { checkpoints } = keyframes.at(-1)!;
    const other = { ...settings, correction: { ...settings.correction, fourierFeatures: 4 } };
    const { error, finals } = await go({ settings: other, from: checkpoints });
    expect(error).toMatch(/^checkpoint: expected \d+ numbers in weights/);
    expect(methods(finals)).not.toContain("Correction");
    expect(methods(finals)).toContain("EBM");
  });
});
