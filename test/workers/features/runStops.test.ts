import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { PAPER_METHODS } from "../../../src/detection/methods.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import * as evaluate from "../../../src/kernels/evaluate.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { CPU, fastClock, GPU, loseIn } from "../lost.ts";
import { go, type Message, methods } from "./runs.ts";
import { TINY_UPDATES, tinySettings } from "./tiny.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

/** Every message that may be due is due. */
beforeEach(fastClock);
afterEach(() => {
  vi.restoreAllMocks();
});

describe("cancel", () => {
  const CASES: [string, (message: Message) => boolean][] = [
    ["while the plain detectors score", (m) => m.type === "progress" && m.method === "SSD"],
    ["between two methods", (m) => m.type === "result" && m.method === "MoG"],
    ["in a training", (m) => m.type === "progress" && m.training?.update === 3],
    ["in the second training", (m) => m.type === "progress" && m.method === "EBM"],
  ];

  it.each(CASES)(
    "%s ends the run, and nothing comes after it but where a training is",
    async (where, when) => {
      const before = tf.memory().numTensors;
      const { control, error, messages } = await go({}, (message, own) => {
        if (when(message)) own.cancelled = true;
      });
      expect(error).toBeNull();
      expect(control.cancelled).toBe(true);
      const after = messages.slice(messages.findIndex(when) + 1);
      expect(after.map(({ type }) => type)).toEqual(where.includes("training") ? ["keyframe"] : []);
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});

describe("the loss of the GPU", () => {
  const exact = ({ finals }: Awaited<ReturnType<typeof go>>) =>
    finals.map(({ method, results }) => [method, results.map(({ curve }) => [...curve])]);

  it("while a detector scores: the detector scores anew, on what is open then", async () => {
    const calm = await go();
    loseIn(evaluate, "kthSquaredDistances", 1);
    const shaken = await go({ backends: [GPU, CPU] });
    expect(shaken.error).toBeNull();
    expect(exact(shaken)).toEqual(exact(calm));
    expect(shaken.recovered).toEqual([
      {
        ...{ type: "recovered", backend: CPU, training: null },
        message: "The GPU was lost. Work resumed on CPU (test).",
      },
    ]);
  });

  it("in a training: it goes on from the last checkpoint, to the same results", async () => {
    const before = tf.memory().numTensors;
    const calm = await go();
    loseIn(Trainer.prototype, "losses", 5, TINY_UPDATES + 6);
    const shaken = await go({ backends: [GPU, GPU, CPU] });
    expect(shaken.error).toBeNull();
    expect(exact(shaken)).toEqual(exact(calm));
    expect(shaken.run.updates).toBe(2 * TINY_UPDATES);
    expect(shaken.recovered.map(({ backend, training }) => [backend, training?.method])).toEqual([
      [GPU, "Correction"],
      [CPU, "EBM"],
    ]);
    for (const { message, training } of shaken.recovered) {
      expect(training!.update).toBeGreaterThan(0);
      expect(message).toContain(`Training resumed from update ${training!.update} on`);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("in a training tells the losses after the checkpoint again, and no others", async () => {
    loseIn(Trainer.prototype, "losses", 5);
    const { messages } = await go({ backends: [GPU, CPU] });
    const updates: number[] = [];
    for (const message of messages) {
      if (message.type === "recovered") {
        while (updates.at(-1)! > message.training!.update) updates.pop();
      } else if (message.type === "progress" && message.method === "Correction") {
        if (message.training) updates.push(message.training.update);
      }
    }
    expect(updates).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("once a training is over does not train again", async () => {
    const calm = await go();
    loseIn(evaluate, "networkEnergies", 1);
    const shaken = await go({ backends: [GPU, CPU] }, () => {});
    expect(exact(shaken)).toEqual(exact(calm));
    expect(shaken.run.updates).toBe(2 * TINY_UPDATES);
  });

  it("does not hide a cancel", async () => {
    loseIn(Trainer.prototype, "losses", 5);
    const { control, error, progress } = await go({ backends: [GPU, CPU] }, (message, own) => {
      if (message.type === "recovered") own.cancelled = true;
    });
    expect(error).toBeNull();
    expect(control.cancelled).toBe(true);
    expect(progress.every(({ method }) => method !== "EBM")).toBe(true);
  });
});

describe("a training that diverges", () => {
  const WILD = { stepSize: 1e30, stepSizeEnd: 1e30, projection: "none" } as const;

  it.each(["EBM", "Correction"] as const)(
    "fails the run at its end, everything else finished: %s",
    async (own) => {
      const before = tf.memory().numTensors;
      const settings = own === "EBM" ? tinySettings(WILD) : tinySettings({}, WILD);
      const { error, finals } = await go({ settings });
      expect(error).toMatch(
        new RegExp(
          `^${own}: training diverged by update \\d+: .*the finished methods are kept; try a`,
        ),
      );
      const finished = PAPER_METHODS.filter((method) => method !== own);
      expect(methods(finals).toSorted()).toEqual(finished.toSorted());
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
