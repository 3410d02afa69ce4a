import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type OpenBackend, openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ToyModel } from "../../../src/model/recipe.ts";
import { Sampling } from "../../../src/training/sampling.ts";
import type { ChainsChoice, ToyChains, ToyUnchained } from "../../../workers/protocol/chains.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { CPU, fastClock, GPU, loseIn, recoveryOf } from "../lost.ts";

const UPDATES = 12;
const CHOICE: ChainsChoice = {
  ...{ model: "mixture", start: "mixture", sampler: "langevin", steps: 20, chains: 64 },
};

beforeAll(async () => {
  await openBackend("cpu");
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function open(model: ToyModel = "correction", ...backends: OpenBackend[]) {
  const small = { width: 16, batch: 32, steps: 5, updates: UPDATES };
  const settings = { ...toyDefaults("cross", model), ...small };
  const recovery = await recoveryOf(...(backends.length > 0 ? backends : [CPU]));
  const recovered: string[] = [];
  const session = await ToySession.open(7, settings, recovery, ({ message }) =>
    recovered.push(message),
  );
  const told: (ToyChains | ToyUnchained)[] = [];
  let id = 0;
  const ask = (choice: Partial<ChainsChoice> = {}) => {
    const request = { type: "sample" as const, run: 7, id: ++id, choice: { ...CHOICE, ...choice } };
    session.sampling.ask(request, (message) => told.push(message));
  };
  /** What is told last of the chains of a choice, in a run at rest. */
  const sampled = async (choice: Partial<ChainsChoice> = {}) => {
    ask(choice);
    await session.rest(() => true);
    const last = told.at(-1)!;
    if (last.type === "unchained") throw new Error(last.message);
    return last;
  };
  return { session, told, ask, sampled, recovered };
}

const sum = (values: ArrayLike<number>) =>
  Array.from(values).reduce((all, value) => all + value, 0);

describe("chains beside a run", () => {
  it("tell where they are, and agree with the energy that they sample", async () => {
    const { sampled } = await open();
    const chains = await sampled({ steps: 5999, chains: 100 });
    expect(chains).toMatchObject({ run: 7, id: 1, update: 0, final: true, thinning: 20 });
    expect([...chains.steps.slice(0, 3), chains.steps.at(-1)]).toEqual([0, 19, 39, 5999]);
    expect(chains.steps.length).toBe(301);
    expect(chains.trails.length).toBe(2 * 64 * 301);
    for (const modes of [chains.truth, chains.masses]) expect(sum(modes)).toBeCloseTo(1, 3);
    for (let t = 0; t < 301; t++) {
      expect(sum(chains.occupancy.subarray(4 * t, 4 * t + 4))).toBeCloseTo(1, 5);
    }
    expect(sum(chains.transitions)).toBe(100);
    expect(sum(chains.moves)).toBe(100 * 300);
    expect(chains.movers).toBeGreaterThan(30);
    // A Gaussian fitted to the cross: one round blob, which 5,999 steps mix.
    for (const mixing of Object.values(chains.mixing)) {
      expect(mixing!.rhat).toBeLessThan(1.1);
      expect(mixing!.ess).toBeGreaterThan(100);
    }
    expect(chains.gap.tv).toBeLessThan(chains.gap.limit);
    expect(chains.acceptance).toBeNull();
    expect(chains.modes.length).toBe(4);
  });

  for (const sampler of ["langevin", "mala", "hmc"] as const) {
    it(`are the same by the same seed and settings: ${sampler}`, async () => {
      const one = await open();
      const first = await one.sampled({ model: "correction", sampler });
      const second = await one.sampled({ model: "correction", sampler });
      const other = await (await open()).sampled({ model: "correction", sampler });
      expect({ ...second, id: 1 }).toEqual(first);
      expect(other).toEqual(first);
      expect(first.acceptance?.length ?? 0).toBe(sampler === "langevin" ? 0 : 20);
      for (const share of first.acceptance ?? []) expect(share).toBeGreaterThan(0.4);
      const longer = await one.sampled({ model: "correction", sampler, steps: 30 });
      for (let chain = 0; chain < 64; chain++) {
        const from = longer.trails.subarray(62 * chain, 62 * chain + 42);
        expect(from).toEqual(first.trails.subarray(42 * chain, 42 * chain + 42));
      }
    });
  }

  it("start where they are to: at draws of q, of a normal, of the box, at data, or at training's ends", async () => {
    const { session, sampled } = await open();
    const startsOf = async (start: ChainsChoice["start"]) => {
      const { trails } = await sampled({ model: "correction", start, steps: 1 });
      return Array.from({ length: 128 }, (_, i) => trails[4 * (i >> 1) + (i & 1)]!);
    };
    await expect(startsOf("persistent")).rejects.toThrow("no chains of the correction's training");
    await session.train(() => {});
    const { frame } = await session.frame();
    const { particles } = frame.models.correction!;
    const ends = await startsOf("persistent");
    expect(ends).toEqual([...particles, ...particles]);
    const sets = [ends];
    for (const start of ["mixture", "normal", "uniform", "data"] as const) {
      const starts = await startsOf(start);
      for (const other of sets) expect(starts).not.toEqual(other);
      sets.push(starts);
    }
  });

  it("take the energy as it was when they began, while the run trains on to the same end", async () => {
    const { session, told, ask } = await open();
    ask({ model: "correction" });
    fastClock();
    await session.train(() => {});
    vi.restoreAllMocks();
    await session.rest(() => true);
    const last = told.at(-1) as ToyChains;
    expect(last).toMatchObject({ final: true });
    expect(last.update).toBeLessThan(UPDATES);
    const plain = await open();
    for (let update = 0; update < last.update; update++) await plain.session.step();
    expect(await plain.sampled({ model: "correction" })).toEqual(last);
    await plain.session.train(() => {});
    const [one, other] = [await plain.session.frame(), await session.frame()];
    expect(one.frame.models.correction!.total).toEqual(other.frame.models.correction!.total);
  });

  it("are told of as far as they have come where they are stopped", async () => {
    const { session, told, ask } = await open();
    ask({ steps: 20_000 });
    let turns = 0;
    await session.rest(() => {
      if (++turns === 4) session.sampling.stop();
      return true;
    });
    const last = told.at(-1) as ToyChains;
    expect(last.final).toBe(true);
    expect(last.steps.at(-1)).toBeLessThan(20_000);
    expect(session.sampling.busy).toBe(false);
  });

  it("leave off for a newer request, and for whatever else is wanted", async () => {
    const { session, told, ask, sampled } = await open();
    ask({ steps: 20_000 });
    let turns = 0;
    await session.rest(() => ++turns < 3);
    expect(session.sampling.busy).toBe(true);
    const last = await sampled({ steps: 2 });
    expect(last).toMatchObject({ id: 2, final: true });
    expect(told.filter(({ id }) => id === 1 && "final" in told && told.final)).toEqual([]);
  });

  it("say that the run has no such model, and that they left all bounds", async () => {
    const { sampled, session } = await open();
    await expect(sampled({ model: "ebm" })).rejects.toThrow(
      "chains on the ebm: expected a model of this run, mixture or correction; choose one",
    );
    vi.spyOn(Sampling.prototype, "energies").mockImplementation(async (points) =>
      new Float32Array(points.length / 2).fill(Number.NaN),
    );
    await expect(sampled()).rejects.toThrow("the chains left all bounds by step 0");
    expect(session.sampling.busy).toBe(false);
  });

  it("go on to the same end on another device where theirs is lost, at rest and in a training", async () => {
    const plain = await open();
    const expected = await plain.sampled({ model: "correction", sampler: "hmc" });
    for (const training of [false, true]) {
      const { session, told, ask, recovered } = await open("correction", GPU, CPU);
      ask({ model: "correction", sampler: "hmc" });
      loseIn(Sampling.prototype, "energies", 15);
      if (training) await session.train(() => {});
      await session.rest(() => true);
      vi.restoreAllMocks();
      expect(recovered.length).toBe(1);
      expect(session.left).toBe(training ? 0 : UPDATES);
      expect(told.at(-1)).toMatchObject({ final: true, type: "chains" });
      if (!training) expect(told.at(-1)).toEqual(expected);
    }
  });

  it("leave no tensor behind, finished or not", async () => {
    const before = tf.memory().numTensors;
    const { session, ask, sampled } = await open("all");
    for (const model of ["mixture", "ebm", "correction"] as const) await sampled({ model });
    ask({ steps: 20_000, sampler: "hmc" });
    let turns = 0;
    await session.rest(() => ++turns < 12);
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
