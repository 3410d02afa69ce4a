import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type OpenBackend, openBackend } from "../../../src/kernels/backend.ts";
import { append, EMPTY_TRACE, until } from "../../../src/lab/trace.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ModelKind } from "../../../src/model/recipe.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import type { ToyFrame, ToyRecovered } from "../../../workers/protocol/toy.ts";
import { ToyPictures } from "../../../workers/toy/pictures.ts";
import { ToyScores } from "../../../workers/toy/scores.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, fastClock, GPU, loseIn, recoveryOf } from "../lost.ts";

const UPDATES = 20;

beforeAll(async () => {
  await openBackend("cpu");
});
beforeEach(fastClock);
afterEach(() => {
  vi.restoreAllMocks();
});

/** A session whose page draws a few frames, and all that it tells. */
async function open(model: ModelKind, ...backends: OpenBackend[]) {
  const settings = { ...toyDefaults("cross", model), width: 16, batch: 32, steps: 5 };
  const told: (ToyFrame | ToyRecovered)[] = [];
  const recovery = await recoveryOf(...backends);
  const session = await ToySession.open(7, { ...settings, updates: UPDATES }, recovery, (message) =>
    told.push(message),
  );
  const train = () =>
    session.train(({ frame }) => {
      told.push(frame);
      if (told.length < 4) session.drawn();
    });
  const rest = async () => {
    const { frame } = await session.frame();
    told.push(frame);
    return frame;
  };
  const recovered = () => told.filter((message) => message.type === "recovered");
  return { session, recovery, told, train, rest, recovered };
}

/** The last frame of a whole run, without its time. */
async function trained(model: ModelKind) {
  const { session, train, rest } = await open(model, CPU);
  await train();
  const { seconds: _, models, ...frame } = await rest();
  await session.dispose();
  const { losses: __, ...own } = models[model]!;
  return { ...frame, models: { [model]: own } };
}

describe("a session that loses its GPU", () => {
  it("in a training goes on from the last checkpoint, to the same end", async () => {
    const expected = await trained("correction");
    const { session, train, rest, recovered } = await open("correction", GPU, GPU, CPU);
    loseIn(Trainer.prototype, "losses", 6, 17);
    await train();
    expect(session.left).toBe(0);
    expect(await rest()).toMatchObject(expected);
    expect(recovered().map(({ run, backend }) => [run, backend])).toEqual([
      [7, GPU],
      [7, CPU],
    ]);
    for (const { update, message } of recovered()) {
      expect(update).toBeGreaterThan(0);
      expect(message).toContain(`Training resumed from update ${update} on`);
    }
  });

  it("gives the losses of every update once, those after the checkpoint anew", async () => {
    const { told, train, rest } = await open("correction", GPU, CPU);
    loseIn(Trainer.prototype, "losses", 6);
    await train();
    await rest();
    const trace = told.reduce(
      (trace, message) =>
        message.type === "frame"
          ? append(trace, message.models.correction!.losses)
          : until(trace, message.update),
      EMPTY_TRACE,
    );
    const updates = trace.rows.map(([update]) => update);
    expect(updates).toEqual(Array.from({ length: UPDATES }, (_, i) => i + 1));
  });

  it("before its first checkpoint begins anew", async () => {
    const expected = await trained("ebm");
    const { train, rest, recovered } = await open("ebm", GPU, CPU);
    loseIn(Trainer.prototype, "losses", 1);
    await train();
    expect(recovered().map(({ update }) => update)).toEqual([0]);
    expect(await rest()).toMatchObject(expected);
  });

  it("while it draws draws again, and goes on showing frames", async () => {
    const { told, train, rest } = await open("correction", GPU, CPU);
    loseIn(ToyPictures.prototype, "draw", 2);
    await train();
    await rest();
    const after = told.slice(told.findIndex(({ type }) => type === "recovered") + 1);
    expect(after.length).toBeGreaterThan(1);
    expect(after.at(-1)).toMatchObject({ type: "frame", update: UPDATES });
  });

  it("while it rests does the next step from where it rested", async () => {
    const { session, recovered, rest } = await open("correction", GPU, CPU);
    for (let i = 0; i < 3; i++) await session.step();
    loseIn(Trainer.prototype, "losses", 1);
    await session.step();
    expect(recovered()[0]!.update).toBe(3);
    expect((await rest()).update).toBe(4);
  });

  it("heeds a pause that came with the loss", async () => {
    const { session, recovery, train, rest } = await open("correction", GPU, CPU);
    loseIn(Trainer.prototype, "losses", 6);
    vi.spyOn(recovery, "open").mockImplementationOnce(async () => {
      session.pause();
      recovery.backend = CPU;
      return CPU;
    });
    await train();
    expect(session.left).toBeGreaterThan(0);
    expect((await rest()).update).toBe(UPDATES - session.left);
  });

  it("while it answers a look answers it on the next device", async () => {
    const { session, recovered, rest } = await open("correction", GPU, CPU);
    await rest();
    loseIn(ToyScores.prototype, "atOwn", 2);
    const none = new Float32Array(0);
    const told: string[] = [];
    const painted = { near: Float32Array.of(1, 1), mid: none, far: none };
    session.looks.ask({ painted }, ({ type }) => told.push(type));
    await session.rest(() => true);
    expect(recovered()).toHaveLength(1);
    expect(told).toEqual(["detected"]);
  });

  it("with nothing to train draws again", async () => {
    const { rest, recovered } = await open("mixture", GPU, CPU);
    loseIn(ToyPictures.prototype, "draw", 1);
    expect((await rest()).update).toBe(0);
    expect(recovered()[0]!.message).toBe("The GPU was lost. Work resumed on CPU (test).");
  });

  it("while it opens opens on the next backend, and says so", async () => {
    loseIn(ToyScores, "open", 1);
    const { recovered, recovery, rest } = await open("correction", GPU, CPU);
    expect(recovery.backend).toBe(CPU);
    expect((await rest()).update).toBe(0);
    expect(recovered().map(({ message }) => message)).toEqual([
      "The GPU was lost. Work resumed on CPU (test).",
    ]);
  });

  it("leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    const { session, train } = await open("correction", GPU, CPU);
    loseIn(Trainer.prototype, "losses", 6);
    await train();
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
