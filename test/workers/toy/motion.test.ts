import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type OpenBackend, openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import { fourierFrequencies } from "../../../src/model/network.ts";
import type { ModelKind, ToyModel, ToySettings } from "../../../src/model/recipe.ts";
import { networkOf } from "../../../src/training/task.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import type { ToyDissection, ToyUndissected } from "../../../workers/protocol/motion.ts";
import { toyMaterial } from "../../../workers/toy/material.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { differences, energy64, mixtureEnergy64 } from "../../kernels/energy64.ts";
import { CPU, GPU, loseIn, recoveryOf } from "../lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});
afterEach(() => {
  vi.restoreAllMocks();
});

const SMALL = { width: 16, batch: 32, steps: 5, updates: 12 };

async function open(
  model: ToyModel = "correction",
  over: Partial<ToySettings> = {},
  ...backends: OpenBackend[]
) {
  const settings = { ...toyDefaults("cross", model), ...SMALL, ...over };
  const recovery = await recoveryOf(...(backends.length > 0 ? backends : [CPU]));
  const recovered: string[] = [];
  const session = await ToySession.open(7, settings, recovery, ({ message }) =>
    recovered.push(message),
  );
  const told: (ToyDissection | ToyUndissected)[] = [];
  let id = 0;
  const ask = (kind: ModelKind) =>
    session.motion.ask({ type: "dissect", run: 7, id: ++id, model: kind }, (reply) =>
      told.push(reply),
    );
  const dissected = async (kind: ModelKind = "correction") => {
    ask(kind);
    await session.rest(() => true);
    const last = told.at(-1)!;
    if (last.type === "undissected") throw new Error(last.message);
    return last;
  };
  return { session, told, ask, dissected, recovered };
}

/** The states of all chains at a time, counted from 0. */
const statesAt = ({ states, batch }: ToyDissection, time: number) =>
  states.subarray(time * batch.length, (time + 1) * batch.length);

/** What `steps` gives next of a model: its particles, and its [update, loss, energy gap]. */
async function next(session: ToySession, kind: ModelKind) {
  await session.frame();
  await session.step();
  const { particles, losses } = (await session.frame()).frame.models[kind]!;
  return { particles, losses };
}

const CASES: [name: string, model: ToyModel, kind: ModelKind, over: Partial<ToySettings>][] = [
  ["of the correction, from q", "correction", "correction", {}],
  ["of the correction, from data points", "correction", "correction", { chainStart: "data" }],
  ["of the correction, from the box", "correction", "correction", { chainStart: "uniform" }],
  [
    "of the correction, with noise on its inputs and of its own",
    "correction",
    "correction",
    { inputNoise: 0.1, noiseKind: "own", noise: 0.2, noiseEnd: 0.01, stepSizeEnd: 1e-3 },
  ],
  ["of the EBM, from N(0, I)", "ebm", "ebm", { temperature: 0.5 }],
  ["of persistent chains", "correction", "correction", { chainStart: "persistent", buffer: 2 }],
  ["of the EBM in a run of all", "all", "ebm", {}],
  ["on the unit sphere", "correction", "correction", { projection: "sphere" }],
];

describe("an update taken apart", () => {
  for (const [name, model, kind, over] of CASES) {
    it(`is the very next one, bit for bit on the CPU: ${name}`, async () => {
      const { session, dissected } = await open(model, over);
      for (let update = 1; update <= 4; update++) {
        const apart = await dissected(kind);
        expect(apart.update).toBe(update);
        const { particles, losses } = await next(session, kind);
        expect(statesAt(apart, apart.times.length - 1)).toEqual(particles);
        const { positive, negative } = apart.terms;
        const expected = [update, apart.loss, negative - positive];
        expect(losses).toEqual(Float32Array.from(expected));
      }
    });
  }

  it("gives the steps of some chains as the sum of their parts", async () => {
    const { dissected, session } = await open();
    await session.step();
    const { traced, times, batch, states, stepSizes, sigmas, ...rest } = await dissected();
    const { chains, parts } = traced;
    expect(new Set(chains).size).toBe(12);
    const steps = stepSizes.length;
    let squares = 0;
    for (const [i, chain] of chains.entries()) {
      for (let t = 0; t <= steps; t++) {
        const at = 2 * (i * (steps + 1) + t);
        const all = t * batch.length + 2 * chain;
        for (const d of [0, 1]) {
          expect(traced.states[at + d]).toBe(states[all + d]);
          if (t === steps) continue;
          const step = 2 * (i * steps + t) + d;
          const moved = traced.states[at + 2 + d]! - traced.states[at + d]!;
          const sum = parts.reference[step]! + parts.network[step]! + parts.noise[step]!;
          expect(sum).toBeCloseTo(moved, 6);
          squares += (parts.noise[step]! / sigmas[t]!) ** 2;
        }
      }
    }
    // 120 standard normal numbers: four standard deviations of their mean square about 1.
    expect(Math.abs(squares / (24 * steps) - 1)).toBeLessThan(4 * Math.sqrt(2 / (24 * steps)));
    expect([...times]).toEqual([0, 1, 2, 3, 4, 5]);
    expect(rest.classes.reduce((sum, count) => sum + count)).toBe(32);
  });

  it("pulls the traced chains down both energies, each over its temperature", async () => {
    const over = { fourierFeatures: 4, temperature: 0.5, mixtureTemperature: 2, stepSizeEnd: 1e-3 };
    const { dissected, session } = await open("correction", over);
    await session.step(3);
    const { weights } = (await session.checkpoints()).correction!;
    const { traced, stepSizes, recipe } = await dissected();
    const settings = { ...toyDefaults("cross", "correction"), ...SMALL, ...over };
    const { mixture } = toyMaterial(settings);
    const network = networkOf(recipe, 2);
    const frequencies = fourierFrequencies(network, recipe.fourierScale, settings.seed);
    const steps = stepSizes.length;
    const pulls = { reference: 0, network: 0 };
    for (const [i] of traced.chains.entries()) {
      for (let t = 0; t < steps; t++) {
        const state = 2 * (i * (steps + 1) + t);
        const at = [...traced.states.subarray(state, state + 2)];
        const gradients = {
          network: differences((z) => energy64(network, weights, frequencies, z), at),
          reference: differences((z) => mixtureEnergy64(mixture, Float64Array.from(z))[0]!, at),
        };
        const temperatures = { network: 0.5, reference: 2 };
        for (const part of ["network", "reference"] as const) {
          for (const d of [0, 1]) {
            const expected = (-stepSizes[t]! * gradients[part][d]!) / temperatures[part];
            const found = traced.parts[part][2 * (i * steps + t) + d]!;
            expect(Math.abs(found - expected)).toBeLessThan(1e-4 * Math.abs(expected) + 1e-6);
            pulls[part] = Math.max(pulls[part], Math.abs(found));
          }
        }
      }
    }
    // Neither is too small to be told from none.
    expect(Math.min(pulls.network, pulls.reference)).toBeGreaterThan(1e-4);
  });

  it("has no reference in the plain EBM, and tells what changes of the energy and the weights", async () => {
    const { dissected } = await open("ebm");
    const { traced, changed, change, learningRate, parameters, maps } = await dissected("ebm");
    expect(traced.parts.reference.every((value) => value === 0)).toBe(true);
    expect(learningRate).toBe(0.01);
    // Adam's first step moves each weight that has a gradient by the learning rate.
    expect(change / Math.sqrt(parameters)).toBeCloseTo(0.01, 3);
    expect(changed.map.diverging).toBe(true);
    expect(changed.map.values.some((value) => value !== 0)).toBe(true);
    expect([maps.total.values.length, maps.network!.values.length]).toEqual([40_000, 40_000]);
  });

  it("keeps the first steps of long chains and at most a hundred times of them", async () => {
    const { dissected } = await open("correction", { steps: 230 });
    const { times, states, batch, means, traced } = await dissected();
    expect(times.length).toBe(100);
    expect([...times.slice(0, 22)]).toEqual([...Array(20).keys(), 22, 24]);
    expect(times.at(-1)).toBe(230);
    expect([states.length, means.total.length]).toEqual([100 * batch.length, 100]);
    expect(traced.parts.noise.length).toBe(12 * 230 * 2);
  });

  it("leaves the run as it was, and follows it", async () => {
    const { session, dissected } = await open();
    const plain = await open();
    for (let i = 0; i < 3; i++) {
      await dissected();
      await session.step();
      await plain.session.step();
    }
    const [one, other] = [await session.frame(), await plain.session.frame()];
    expect(one.frame.models.correction).toEqual(other.frame.models.correction);
    expect((await dissected()).update).toBe(4);
    await session.step(5);
    expect((await dissected()).update).toBe(9);
    await session.train(() => {});
    const over = await dissected();
    // The learning rate's cosine has ended.
    expect([over.update, over.updates, over.change]).toEqual([13, 12, 0]);
  });

  it("is left off where the run goes on or a newer one is asked for", async () => {
    const { session, told, ask } = await open();
    ask("correction");
    let turns = 0;
    await session.rest(() => ++turns < 2);
    await session.step();
    expect(session.motion.busy).toBe(false);
    ask("correction");
    ask("correction");
    await session.rest(() => true);
    expect(told.at(-1)).toMatchObject({ type: "dissection", id: 3, update: 2 });
    expect(told.some(({ id }) => id === 2)).toBe(false);
  });

  it("says why there is none: nothing trained, no chains, chains that propose", async () => {
    const { dissected } = await open();
    await expect(dissected("mixture")).rejects.toThrow("expected a model that this run trains");
    await expect(dissected("ebm")).rejects.toThrow("choose the EBM or the correction");
    const nce = await open("correction", { objective: "nce" });
    await expect(nce.dissected()).rejects.toThrow("NCE has no chains to take apart");
    const hmc = await open("correction", { sampler: "hmc" });
    await expect(hmc.dissected()).rejects.toThrow("HMC takes or leaves whole proposals");
  });

  it("begins anew on another device where its own is lost", async () => {
    const plain = await open();
    await plain.session.step();
    const expected = await plain.dissected();
    const { session, dissected, recovered } = await open("correction", {}, GPU, CPU);
    await session.step();
    loseIn(Trainer.prototype, "checkpoint", 2);
    expect(await dissected()).toEqual(expected);
    expect(recovered.length).toBe(1);
  });

  it("leaves no tensor behind, finished or not", async () => {
    const before = tf.memory().numTensors;
    const { session, ask, dissected } = await open("all", { chainStart: "persistent" });
    for (const kind of ["ebm", "correction"] as const) await dissected(kind);
    ask("correction");
    let turns = 0;
    await session.rest(() => ++turns < 2);
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
