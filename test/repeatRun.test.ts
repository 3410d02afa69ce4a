import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Report, Result } from "../src/detection/report.ts";
import { openBackend } from "../src/kernels/backend.ts";
import { mixtureScores, networkEnergies } from "../src/kernels/evaluate.ts";
import { mixtureTensors } from "../src/kernels/tensors.ts";
import { reportOf } from "../src/lab/report.ts";
import { settingsJson } from "../src/lab/settingsFile.ts";
import { toyDefaults, toyRecipe } from "../src/model/defaults.ts";
import { fitOnGrid, gridPoints, gridTruth } from "../src/model/quadrature.ts";
import type { Drawing, ToySettings } from "../src/model/recipe.ts";
import { TOY_DATA } from "../src/model/recipe.ts";
import { learningRateAt, scheduleOf } from "../src/model/schedule.ts";
import { Trainer } from "../src/training/trainer.ts";
import { FeatureRun } from "../workers/features/run.ts";
import { Scoreboard } from "../workers/features/scoreboard.ts";
import { FINE_SIZE } from "../workers/toy/pictures.ts";
import { toyMaterial, trainedIn } from "../workers/toy/run.ts";
import { toyTrial } from "../workers/toy/trial.ts";
import { findPython } from "./fixtures/exporter.ts";
import { npyFile } from "./fixtures/npy.ts";
import { tinySet, tinySettings } from "./workers/features/tiny.ts";
import { CPU, recoveryOf } from "./workers/lost.ts";

const SCRIPT = fileURLToPath(new URL("../public/repeat_run.py", import.meta.url));
const RUNS = fileURLToPath(new URL("fixtures/repeat-runs.py", import.meta.url));
const python = findPython();
const folder = mkdtempSync(join(tmpdir(), "energy-correction-repeat-"));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What `repeat-runs.py` tells of a run. */
interface Parts {
  points: number[];
  labels: number[];
  inside: number[];
  extent: number;
  density: number[];
  mode: number[];
  mixtureEnergy: number[];
  ood: Record<string, number[]>;
  entropy: number;
  modeMass: number[];
  quadratureError: number;
  schedule: [number[], number[]];
  models: Record<
    string,
    { weights: number[]; average: number[]; rates: number[]; fit: { nll: number; kl: number } }
  >;
}

const UPDATES = 4;
const small = { width: 16, batch: 32, steps: 3, updates: 20, seed: 7 };

/** A ring of one class and a line of another. */
const drawing: Drawing = {
  points: Float32Array.from({ length: 600 }, (_, i) => {
    const share = (i >> 1) / 300;
    if (share < 0.5) return 2 + (i % 2 ? Math.sin : Math.cos)(4 * Math.PI * share);
    return i % 2 ? -2 : 6 * share - 6;
  }),
  labels: Uint8Array.from({ length: 300 }, (_, i) => (i < 150 ? 2 : 5)),
};

interface Case {
  name: string;
  settings: ToySettings;
}

const datasets: Case[] = TOY_DATA.map((data) => ({
  name: data,
  settings: { ...toyDefaults(data, "mixture"), seed: 7 },
}));

const recipe = (name: string, over: Partial<ToySettings>): Case => ({
  name,
  settings: { ...toyDefaults(over.data ?? "cross", over.model ?? "correction"), ...small, ...over },
});
const recipes: Case[] = [
  recipe("by the cross's recipe", {}),
  recipe("by the grid's recipe, with Fourier features", { data: "grid" }),
  recipe("by the Gaussians' recipe, with persistent chains", { data: "gaussians", buffer: 2 }),
  recipe("with input noise, LeakyReLU and no average", {
    ...{ inputNoise: 0.05, activation: "leakyRelu", weightAverage: 0, learningRateDecay: "none" },
  }),
  recipe("with noise of its own that decays quadratically", {
    ...{ noiseKind: "own", noiseEnd: 0.01, stepSizeEnd: 1e-3, decay: "quadratic" },
  }),
  recipe("with MALA", { sampler: "mala" }),
  recipe("with HMC", { sampler: "hmc", leapfrogs: 3 }),
  recipe("with HMC on the sphere", { sampler: "hmc", leapfrogs: 2, projection: "sphere" }),
  recipe("on the sphere", { projection: "sphere" }),
  recipe("with chains from the data", { chainStart: "data" }),
  recipe("with chains from the box", { chainStart: "uniform", model: "ebm" }),
  recipe("at temperatures", { temperature: 0.5, mixtureTemperature: 3 }),
  recipe("by noise contrast, all models", { objective: "nce", model: "all", temperature: 2 }),
  recipe("all models, the EBM from persistent chains that begin anew", {
    ...{ model: "all", ebmStart: "persistent", refresh: 0.5, buffer: 1 },
  }),
];
const cases = [...datasets, ...recipes];

const drawingOf = ({ data }: ToySettings) => (data === "drawn" ? drawing : null);
const fileOf = (settings: ToySettings) =>
  settingsJson({ kind: "toy", settings, drawing: drawingOf(settings), painted: null });

/** Places all over a map and beyond it. */
const places = Float32Array.from(gridPoints({ size: 12, extent: 7.3 }));

function ask(asked: { runs: unknown[]; commands: string[][] }) {
  const { stdout, stderr } = spawnSync(python!.command, [RUNS, SCRIPT], {
    ...{ encoding: "utf8", input: JSON.stringify(asked), maxBuffer: 2 ** 28 },
    env: { ...process.env, OMP_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (!stdout) throw new Error(`the runs of repeat_run.py broke: ${stderr}`);
  return JSON.parse(stdout) as {
    runs: Parts[];
    outcomes: { code: number; out: string; log: string }[];
  };
}

/** The largest difference, against 1 or the larger of the numbers. */
function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  expect(a.length).toBe(b.length);
  return Array.from(a).reduce((most, value, i) => {
    const off = Math.abs(value - b[i]!) / Math.max(1, Math.abs(value));
    return Number.isNaN(off) ? Number.POSITIVE_INFINITY : Math.max(most, off);
  }, 0);
}

describe.skipIf(!python)(
  "repeat_run.py (skipped where there is no Python with PyTorch and NumPy)",
  () => {
    let parts: Parts[];
    const partsOf = (one: Case) => parts[cases.indexOf(one)]!;

    beforeAll(async () => {
      await openBackend("cpu");
      const runs = cases.map(({ settings }) => ({
        ...{ file: JSON.parse(fileOf(settings)), updates: UPDATES, places: [...places] },
      }));
      parts = ask({ runs, commands: [] }).runs;
    }, 120_000);

    test.each(datasets)("makes the lab's data and mixture: $name", async (one) => {
      const found = partsOf(one);
      const { density, points, labels, mixture, inside, ood } = toyMaterial(
        one.settings,
        drawingOf(one.settings),
      );
      expect(apart(found.points, points.subarray(0, 100))).toBeLessThan(1e-6);
      expect(found.labels).toEqual([...labels.subarray(0, 200)]);
      expect(apart(found.inside, inside.subarray(0, 100))).toBeLessThan(1e-6);
      expect(found.extent).toBeCloseTo(density.extent, 12);
      const [x, y] = [0, 1].map((axis) => places.filter((_, i) => i % 2 === axis));
      const truth = Float64Array.from(x!, (_, i) => density.density(x![i]!, y![i]!));
      expect(apart(found.density, truth)).toBeLessThan(1e-6);
      expect(found.mode).toEqual(Array.from(x!, (_, i) => density.modeOf(x![i]!, y![i]!)));
      const { energy } = await mixtureScores(places, mixtureTensors(mixture));
      expect(apart(found.mixtureEnergy, energy)).toBeLessThan(1e-5);
      for (const [group, sets] of Object.entries(ood)) {
        expect(apart(found.ood[group] ?? [], sets), group).toBeLessThan(1e-5);
      }
      const fine = gridTruth({ size: FINE_SIZE, extent: density.extent }, density);
      expect(found.entropy).toBeCloseTo(fine.entropy, 5);
      expect(apart(found.modeMass, fine.modeMass)).toBeLessThan(1e-5);
    });

    test.each(recipes)("trains as the lab does: $name", async (one) => {
      const { settings } = one;
      const { mixture, points, labels, density } = toyMaterial(settings);
      const found = partsOf(one);
      const { stepSizes, noise } = scheduleOf(settings);
      expect(apart(found.schedule[0], stepSizes)).toBeLessThan(1e-12);
      expect(apart(found.schedule[1], noise)).toBeLessThan(1e-12);
      for (const model of trainedIn(settings.model) as ("ebm" | "correction")[]) {
        const own = found.models[model]!;
        const { updates, seed } = settings;
        const task = { model, recipe: toyRecipe(settings, model), updates, seed };
        const trainer = new Trainer({ ...task, points, labels, dimensions: 2, mixture });
        for (let i = 0; i < UPDATES; i++) trainer.step();
        const { weights, average } = await trainer.checkpoint();
        expect(apart(own.weights, weights)).toBeLessThan(1e-4);
        expect(apart(own.average, average)).toBeLessThan(1e-4);
        const rates = own.rates.map((_, update) => learningRateAt(settings, update, updates));
        expect(apart(own.rates, rates)).toBeLessThan(1e-12);
        const grid = { size: FINE_SIZE, extent: density.extent };
        const learned = await networkEnergies(gridPoints(grid), trainer.energy);
        const { energy } = await mixtureScores(gridPoints(grid), mixtureTensors(mixture));
        const { temperature, mixtureTemperature } = settings;
        const total = learned.map(
          (value, i) =>
            value / temperature + (model === "ebm" ? 0 : energy[i]! / mixtureTemperature),
        );
        const fit = fitOnGrid(gridTruth(grid, density), total);
        expect(own.fit.nll).toBeCloseTo(fit.nll, 4);
        expect(own.fit.kl).toBeCloseTo(fit.kl, 4);
        trainer.dispose();
      }
    });
  },
);
