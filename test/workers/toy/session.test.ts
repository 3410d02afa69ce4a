import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ModelKind, ToyModel, ToySettings } from "../../../src/model/recipe.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import type { ToyFrame } from "../../../workers/protocol/toy.ts";
import type { FrameMessage } from "../../../workers/toy/frames.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, recoveryOf } from "../lost.ts";

const FINE = 200;
const LIVE = 100;

beforeAll(async () => {
  await openBackend("cpu");
});

async function open(model: ToyModel, over: Partial<ToySettings> = {}): Promise<ToySession> {
  const small = { width: 16, batch: 32, steps: 5, updates: 40 };
  const settings = { ...toyDefaults("cross", model), ...small, ...over };
  return ToySession.open(7, settings, await recoveryOf(CPU), () => {});
}

/** A frame as the page receives it: its arrays are gone from here. */
function deliver({ frame, arrays }: FrameMessage): ToyFrame {
  const transfer = [...new Set(arrays.map((array) => array.buffer as ArrayBuffer))];
  return structuredClone(frame, { transfer });
}

/** Trains to the end with a page that draws at once; every frame, the last one included. */
async function trained(session: ToySession, draws = true): Promise<ToyFrame[]> {
  const frames: ToyFrame[] = [];
  await session.train((message) => {
    frames.push(deliver(message));
    if (draws) session.drawn();
  });
  return [...frames, deliver(await session.frame())];
}

const updatesOf = (frames: ToyFrame[], model: ModelKind = "correction") =>
  frames.flatMap(({ models }) => [...models[model]!.losses].filter((_, i) => i % 3 === 0));

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

describe("a session of the mixture", () => {
  it("has nothing to train, and shows the mixture's own fit", async () => {
    const session = await open("mixture");
    expect(session.left).toBe(0);
    const [frame, ...others] = await trained(session);
    expect(others).toEqual([]);
    expect(frame).toMatchObject({ run: 7, update: 0, seconds: 0, size: FINE });
    const { quality, particles, losses } = frame.models.mixture;
    expect(quality.nll).toBe(quality.mixtureNll);
    expect(quality.nll).toBeCloseTo(2.19, 1);
    expect(quality.trueNll).toBeCloseTo(1.455, 2);
    expect(quality.tv).toBeLessThan(0.05);
    expect(particles.length + losses.length).toBe(0);
    await session.dispose();
  });

  it("offers points to draw within its extent", async () => {
    const session = await open("mixture");
    const prepared = await session.prepared();
    const sets = [prepared.points, prepared.ood.near, prepared.ood.mid, prepared.ood.far];
    for (const points of sets) {
      expect(points.length).toBe(2000);
      expect(points.every((value) => Math.abs(value) <= prepared.extent)).toBe(true);
    }
  });
});

describe("a session of the correction", () => {
  it("judges the mixture from the start, and what it trains from the first update on", async () => {
    const session = await open("correction");
    const before = deliver(await session.frame()).models;
    expect(before.mixture.coverage?.verdict).toMatch(
      /^covers 4 of 4 modes in mass, but the shape is off by KL 0\.7\d nats$/,
    );
    expect(before.correction!.coverage).toBeNull();
    await session.step();
    expect(deliver(await session.frame()).models.correction!.coverage).not.toBeNull();
    await session.dispose();
  });

  it("trains to the end, and reports the losses of every update exactly once", async () => {
    const session = await open("correction");
    const frames = await trained(session);
    expect(session.left).toBe(0);
    expect(updatesOf(frames)).toEqual(upTo(40));
    const last = frames.at(-1)!;
    expect(last).toMatchObject({ update: 40, size: FINE });
    const { particles, quality } = last.models.correction!;
    expect(particles.length).toBe(2 * 32);
    expect(last.seconds).toBeGreaterThan(0);
    expect(quality.nll).not.toBeCloseTo(quality.mixtureNll, 4);
    expect(updatesOf([deliver(await session.frame())])).toEqual([]);
    await session.dispose();
  });

  it("gives the same NLL for the same seed however frames fall, and another for another", async () => {
    const nll = async (over: Partial<ToySettings>, drawn: boolean) => {
      const session = await open("correction", over);
      const { models } = (await trained(session, drawn)).at(-1)!;
      await session.dispose();
      return models.correction!.quality.nll;
    };
    const first = await nll({}, true);
    expect(await nll({}, false)).toBe(first);
    expect(await nll({ seed: 2 }, true)).not.toBe(first);
  });

  it("shows frames while it trains, and stops when it is paused", async () => {
    const session = await open("correction", { updates: 100_000 });
    const frames: ToyFrame[] = [];
    await session.train((message) => {
      frames.push(deliver(message));
      session.drawn();
      if (frames.length === 3) session.pause();
    });
    const updates = frames.map(({ update }) => update);
    expect(frames.length).toBe(3);
    expect(frames.every(({ size }) => size === LIVE)).toBe(true);
    expect(updates).toEqual([...new Set(updates)].sort((a, b) => a - b));
    expect(session.left).toBe(100_000 - updates[2]);
    const rest = deliver(await session.frame());
    expect(rest.update).toBe(updates[2]);
    expect(updatesOf([...frames, rest])).toEqual(upTo(rest.update));
    await session.dispose();
  });

  it("shows no more than two frames that the page has not drawn", async () => {
    const session = await open("correction", { updates: 2000 });
    let shown = 0;
    await session.train(() => {
      shown++;
    });
    expect(shown).toBe(2);
    await session.dispose();
  });

  it("goes on after a pause as if there had been none", async () => {
    const whole = await open("correction");
    const expected = (await trained(whole)).at(-1)!;
    const session = await open("correction");
    await session.step();
    expect(session.left).toBe(39);
    await session.step();
    const paused = deliver(await session.frame());
    expect(paused.update).toBe(2);
    expect(updatesOf([paused])).toEqual([1, 2]);
    const resumed = await trained(session);
    expect(updatesOf(resumed)).toEqual(upTo(40).slice(2));
    expect(resumed.at(-1)!.models.correction!.quality).toEqual(expected.models.correction!.quality);
    await whole.dispose();
    await session.dispose();
  });
});

describe("a session of all models", () => {
  it("trains each as it is trained alone, update for update", async () => {
    const last = async (model: ToyModel) => {
      const session = await open(model);
      const frames = await trained(session);
      await session.dispose();
      for (const { models } of frames.slice(0, -1)) {
        expect(Object.keys(models).length).toBe(model === "all" ? 3 : 2);
      }
      return frames.at(-1)!;
    };
    const all = await last("all");
    expect(all.update).toBe(40);
    for (const model of ["ebm", "correction"] as const) {
      const alone = (await last(model)).models[model]!;
      const beside = all.models[model]!;
      expect(beside.quality).toEqual(alone.quality);
      expect(beside.particles).toEqual(alone.particles);
      expect(beside.detection.total.results).toEqual(alone.detection.total.results);
    }
  });

  it("draws all of them as -log p, on the colours of the truth", async () => {
    const session = await open("all");
    const { truth } = await session.prepared();
    const { models } = deliver(await session.frame());
    for (const { total } of Object.values(models)) {
      expect(total.domain).toEqual(truth.map.domain);
      const area = (12 / FINE) ** 2;
      const mass = total.values.reduce((sum, nats) => sum + area * Math.exp(-nats), 0);
      expect(mass).toBeCloseTo(1, 4);
    }
    await session.dispose();
  });

  it("has colours for a truth that is flat where it is not 0", async () => {
    const { shape } = toyDefaults("checkerboard", "all");
    const session = await open("all", { data: "checkerboard", shape });
    const { domain, values } = (await session.prepared()).truth.map;
    expect(domain[1] - domain[0]).toBe(3);
    expect(values.every(Number.isFinite)).toBe(true);
    session.dispose();
  });

  it("goes on with the others where one diverges, and says which", async () => {
    const wild = { stepSize: 1, stepSizeEnd: 1, l2: 0, learningRate: 0.5, hiddenLayers: 4 };
    const session = await open("all", { ...wild, updates: 60 });
    const calm = vi.spyOn(Trainer.prototype, "losses");
    calm.mockImplementation(async function (this: Trainer) {
      const [update, bad] = [this.update, this.task.model === "ebm" && this.update >= 5];
      return Float32Array.of(update, bad ? Number.NaN : 0, 0);
    });
    await session.train(() => {});
    calm.mockRestore();
    const { models, update } = deliver(await session.frame());
    expect(models.ebm!.problem).toMatch(/^training diverged by update \d+: the loss/);
    expect(models.correction!.problem).toBeNull();
    expect(update).toBe(60);
    await session.dispose();
  });
});

describe("a session that diverges", () => {
  const WILD = { learningRate: 1, stepSize: 1, stepSizeEnd: 1, l2: 0, hiddenLayers: 4 };
  const wild = () => open("correction", { ...WILD, chainStart: "normal", updates: 1000 });

  it("says by which update, and keeps the last good state", async () => {
    const session = await wild();
    const failure = await trained(session).then(
      () => "",
      (error: Error) => error.message,
    );
    const [, reached, kept] =
      /^training diverged by update (\d+): .*; the state of update (\d+) is kept$/
        .exec(failure)!
        .map(Number);
    expect(kept).toBeLessThan(reached);

    const frame = deliver(await session.frame());
    expect(frame.update).toBe(kept);
    const { quality, losses, network, total } = frame.models.correction!;
    expect(Number.isFinite(quality.nll)).toBe(true);
    expect(losses.every(Number.isFinite)).toBe(true);
    for (const map of [network!, total]) expect(map.values.every(Number.isFinite)).toBe(true);

    const again = await wild();
    for (let i = 0; i < kept; i++) await again.step();
    expect(deliver(await again.frame()).models.correction!.total).toEqual(total);
    await session.dispose();
    await again.dispose();
  });

  it("does so step by step too, and keeps the newest state that a loss was computed with", async () => {
    const session = await wild();
    let steps = 0;
    const step = async () => {
      while (session.left > 0) {
        await session.step();
        steps++;
      }
    };
    await expect(step()).rejects.toThrow("diverged");
    const frame = deliver(await session.frame());
    expect(frame.update).toBe(steps - 1);
    expect(updatesOf([frame])).toEqual(upTo(steps));
    expect(Number.isFinite(frame.models.correction!.quality.nll)).toBe(true);
    await session.dispose();
  });
});

describe("dispose", () => {
  it.each(["mixture", "ebm", "correction"] as const)(
    "leaves no tensor of the %s",
    async (model) => {
      const before = tf.memory().numTensors;
      const session = await open(model, { fourierFeatures: 4, inputNoise: 0.01 });
      await trained(session);
      expect(tf.memory().numTensors).toBeGreaterThan(before);
      await session.dispose();
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
