import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { densityOf } from "../../../src/data/density.ts";
import { cosine, degrees, relativeError } from "../../../src/diagnostics/gradients.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import { fitMixture } from "../../../src/model/mixture.ts";
import { cellMasses, gridPoints, gridTruth } from "../../../src/model/quadrature.ts";
import type { ToySettings } from "../../../src/model/recipe.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import type { NegativePhase, ToyPhases } from "../../../workers/protocol/phases.ts";
import { negativePhaseOf, type PhaseGrid, PhaseMeter } from "../../../workers/toy/phases.ts";
import { ToySession } from "../../../workers/toy/session.ts";
import { differences, energy64, mixtureEnergy64 } from "../../kernels/energy64.ts";
import { CPU, GPU, loseIn, recoveryOf } from "../lost.ts";

beforeAll(async () => {
  await openBackend("cpu");
});
afterEach(() => {
  vi.restoreAllMocks();
});

const cross = densityOf(toyDefaults("cross", "correction"), null);
const TINY: Partial<ToySettings> = { hiddenLayers: 1, width: 4, batch: 16, steps: 5 };

/** A tiny model after two updates, on a coarse grid. */
function setUp(model: "ebm" | "correction", over: Partial<ToySettings> = {}, seed = 3) {
  const recipe = { ...toyDefaults("cross", model), ...TINY, ...over };
  const { points, labels } = cross.sample(500, { seed: 1, name: "points" });
  const mixture = fitMixture(points, labels, 2, 1);
  const task = { model, recipe, updates: 9, seed, points, labels, dimensions: 2, mixture };
  const trainer = new Trainer(task);
  for (let i = 0; i < 2; i++) trainer.step();
  const size = { size: 24, extent: cross.extent };
  const at = gridPoints(size);
  const reference = Float32Array.from(
    mixtureEnergy64(mixture, at),
    (energy) => energy / recipe.mixtureTemperature,
  );
  const grid: PhaseGrid = { points: at, reference, truth: gridTruth(size, cross) };
  return { trainer, recipe, grid };
}

async function whole<Result>(parts: AsyncGenerator<void, Result, void>): Promise<Result> {
  for (;;) {
    const { done, value } = await parts.next();
    if (done) return value;
  }
}

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("negativePhaseOf", () => {
  it.each([
    ["ebm", 0.5],
    ["correction", 2],
  ] as const)(
    "of the %s agrees with differences of the log-likelihood",
    async (model, temperature) => {
      const { trainer, grid } = setUp(model, { temperature, mixtureTemperature: 3 });
      const { weights, ends } = (await trainer.negativePhase())!;
      const { truth, points, reference } = grid;
      const at = Array.from(truth.density, (_, i) => [points[2 * i], points[2 * i + 1]]);
      const learned = (theta: ArrayLike<number>, point: number[]) =>
        energy64(trainer.network, theta, null, point) / temperature;
      const total = (theta: ArrayLike<number>) =>
        at.map((point, i) => learned(theta, point) + (model === "ebm" ? 0 : reference[i]));
      const cell = ((2 * truth.grid.extent) / truth.grid.size) ** 2;

      const logZ = (theta: number[]) =>
        Math.log(total(theta).reduce((sum, energy) => sum + Math.exp(-energy), 0));
      const onData = (theta: number[]) =>
        at.reduce((sum, point, i) => sum + truth.density[i] * cell * learned(theta, point), 0);
      const points64 = Array.from({ length: 16 }, (_, i) => [ends[2 * i], ends[2 * i + 1]]);
      const onEnds = (theta: number[]) => mean(points64.map((point) => learned(theta, point)));
      const theta = Array.from(weights);
      const likelihood = differences((w) => onData(w) + logZ(w), theta, 1e-4);
      const positive = differences(onData, theta, 1e-4);
      const negative = differences((w) => -logZ(w), theta, 1e-4);
      const chains = differences(onEnds, theta, 1e-4);
      const biased = positive.map((value, i) => value - chains[i]);

      const found = (await whole(negativePhaseOf(trainer, grid)))!;
      expect(found.chains.error).toBeCloseTo(relativeError(chains, negative), 3);
      expect(found.chains.cosine).toBeCloseTo(cosine(chains, negative), 3);
      expect(found.chains.angle).toBeCloseTo(degrees(cosine(biased, likelihood)), 1);
      expect(found.chains.energy).toBeCloseTo(onEnds(theta), 4);
      const masses = cellMasses(truth.grid, Float32Array.from(total(theta)));
      const expected = at.reduce((sum, point, i) => sum + masses[i] * learned(theta, point), 0);
      expect(found.energy).toBeCloseTo(expected, 4);
      expect(found).toMatchObject({ update: 2, count: 16, outside: 0 });
      trainer.dispose();
    },
  );

  it("has a yardstick whose error falls like 1 / sqrt(n)", async () => {
    const error = async (batch: number) => {
      const errors: number[] = [];
      for (const seed of [1, 2, 3, 4, 5, 6]) {
        const { trainer, grid } = setUp("ebm", { batch }, seed);
        errors.push((await whole(negativePhaseOf(trainer, grid)))!.draws.error);
        trainer.dispose();
      }
      return mean(errors);
    };
    const ratio = (await error(32)) / (await error(32 * 16));
    expect(ratio).toBeGreaterThan(4 / 1.4);
    expect(ratio).toBeLessThan(4 * 1.4);
  });

  it("tells chains that are exact from chains that are not", async () => {
    const errors = async (steps: number, stepSize: number) => {
      const over = { batch: 512, chainStart: "normal", sampler: "mala", steps, stepSize } as const;
      const { trainer, grid } = setUp("correction", { ...over, stepSizeEnd: stepSize });
      const { chains, draws } = (await whole(negativePhaseOf(trainer, grid)))!;
      trainer.dispose();
      return { chains: chains.error, draws: draws.error };
    };
    const long = await errors(400, 0.2);
    expect(long.chains).toBeLessThan(3 * long.draws);
    const short = await errors(1, 1e-4);
    expect(short.chains).toBeGreaterThan(3 * short.draws);
  });

  it("counts the ends outside the square", async () => {
    const { trainer, grid } = setUp("ebm", { chainStart: "uniform", stepSize: 1e-6 });
    const truth = gridTruth({ size: 24, extent: 0.5 }, cross);
    const found = (await whole(
      negativePhaseOf(trainer, { ...grid, points: gridPoints(truth.grid), truth }),
    ))!;
    expect(found.outside).toBeGreaterThan(0.5);
    trainer.dispose();
  });

  it.each([
    ["of NCE", { objective: "nce" }, 2],
    ["before the first update", {}, 0],
  ] as const)("is null %s", async (_, over, updates) => {
    const { trainer, grid } = setUp("correction", over);
    const fresh = updates === 0 ? new Trainer(trainer.task) : trainer;
    expect(await whole(negativePhaseOf(fresh, grid))).toBeNull();
  });
});

const UPDATES = 200;

/** A clock that stands 5 ms later whenever it is read. */
function steadyClock(): void {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => {
    now += 5;
    return now;
  });
}

/** A small session of all models. */
async function open(...backends: Parameters<typeof recoveryOf>) {
  const settings = { ...toyDefaults("cross", "all"), ...TINY, updates: UPDATES };
  return ToySession.open(7, settings, await recoveryOf(...backends), () => {});
}

describe("a session", () => {
  it("tells of the negative phases while it trains, and at rest, the same every time", async () => {
    steadyClock();
    const run = async () => {
      const told: ToyPhases[] = [];
      const session = await open(CPU);
      await session.train(
        () => {},
        (message) => message.type === "phases" && told.push(message),
      );
      const last = await session.phases(() => true);
      await session.dispose();
      return { told, last };
    };
    const { told, last } = await run();
    expect(told.length).toBeGreaterThan(0);
    expect(Object.keys(last!.models)).toEqual(["ebm", "correction"]);
    expect(last).toMatchObject({ type: "phases", run: 7 });
    const phases = Object.values(last!.models) as NegativePhase[];
    for (const { update, count, chains, draws } of phases) {
      expect([update, count]).toEqual([UPDATES, 16]);
      for (const value of [...Object.values(chains), ...Object.values(draws)]) {
        expect(Number.isFinite(value)).toBe(true);
      }
    }
    expect((await run()).last).toEqual(last);
  });

  it("goes on where the GPU is lost in the middle of them, and leaves no tensor behind", async () => {
    const before = tf.memory().numTensors;
    steadyClock();
    loseIn(PhaseMeter.prototype, "work", 2);
    const session = await open(GPU, CPU);
    const told: ToyPhases[] = [];
    await session.train(
      () => {},
      (message) => message.type === "phases" && told.push(message),
    );
    expect(session.left).toBe(0);
    expect(told.length).toBeGreaterThan(0);
    await session.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("leaves them off where something else is asked for", async () => {
    const session = await open(CPU);
    await session.step();
    expect(await session.phases(() => false)).toBeNull();
    await session.dispose();
  });
});
