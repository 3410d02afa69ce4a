import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFile } from "../src/data/formats/formats.ts";
import { METRICS, type Report, type Result } from "../src/detection/report.ts";
import { openBackend } from "../src/kernels/backend.ts";
import { mixtureScores, networkEnergies } from "../src/kernels/evaluate.ts";
import { mixtureTensors } from "../src/kernels/tensors.ts";
import { reportOf } from "../src/lab/report.ts";
import { settingsJson } from "../src/lab/settingsFile.ts";
import { runScript } from "../src/lab/takeaway/script.ts";
import { toyDefaults, toyRecipe } from "../src/model/defaults.ts";
import { fitOnGrid, gridPoints, gridTruth } from "../src/model/quadrature.ts";
import type { Drawing, ToySettings } from "../src/model/recipe.ts";
import { TOY_DATA } from "../src/model/recipe.ts";
import { learningRateAt, scheduleOf } from "../src/model/schedule.ts";
import { Trainer } from "../src/training/trainer.ts";
import { FeatureTrials } from "../workers/features/trial.ts";
import { toyMaterial } from "../workers/toy/material.ts";
import { FINE_SIZE } from "../workers/toy/pictures.ts";
import { trainedIn } from "../workers/toy/run.ts";
import { toyTrial } from "../workers/toy/trial.ts";
import { findPython } from "./fixtures/exporter.ts";
import { npyFile } from "./fixtures/npy.ts";
import { readFiles } from "./fixtures/score.ts";
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
const tiny = recipes[0]!;

const tinyRecipe = tinySettings();
const featuresRun = { kind: "features", settings: tinyRecipe } as const;

/** The lab's results of the tiny features, which are written into the folder. */
async function scoredFeatures(): Promise<Result[]> {
  const set = tinySet();
  const rows = { train: set.train, test: set.test };
  const outside = Object.fromEntries(set.ood.map(({ dataset, rows }) => [`ood_${dataset}`, rows]));
  for (const [part, { count, features }] of Object.entries({ ...rows, ...outside })) {
    const file = npyFile([count, set.dimensions], features);
    writeFileSync(at(`${part}_features.npy`), new Uint8Array(file));
  }
  const { labels } = set.train;
  const labelled = npyFile([labels.length], labels);
  writeFileSync(at("train_labels.npy"), new Uint8Array(labelled));
  const trials = new FeatureTrials(await readFiles(folder));
  const task = { run: 1, settings: tinyRecipe, from: null };
  const { results } = await trials.run(task, await recoveryOf(CPU), {
    ...{ going: () => true, progress: () => {}, keyframe: () => {} },
  });
  return results.flatMap((each) => each.results);
}

const drawingOf = ({ data }: ToySettings) => (data === "drawn" ? drawing : null);
const fileOf = (settings: ToySettings) =>
  settingsJson({ kind: "toy", settings, drawing: drawingOf(settings), painted: null });

/** Places all over a map and beyond it. */
const places = Float32Array.from(gridPoints({ size: 12, extent: 7.3 }));

interface Command {
  /** Null is `repeat_run.py` itself. */
  script: string | null;
  arguments: string[];
}

function ask(asked: { runs: unknown[]; commands: Command[] }) {
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
    let outcomes: ReturnType<typeof ask>["outcomes"];
    let theirs: Report;
    let scored: Result[];
    const partsOf = (one: Case) => parts[cases.indexOf(one)]!;

    beforeAll(async () => {
      await openBackend("cpu");
      const runs = cases.map(({ settings }) => ({
        ...{ file: JSON.parse(fileOf(settings)), updates: UPDATES, places: [...places] },
      }));
      const settings = tiny.settings;
      const recovery = await recoveryOf(CPU);
      const task = { run: 1, settings, drawing: null, from: null, end: settings.updates };
      const { frame } = await toyTrial(task, recovery, {
        ...{ going: () => true, progress: () => {}, keyframe: () => {} },
      });
      theirs = reportOf(frame, settings, "CPU (test)", false);
      scored = await scoredFeatures();
      const file = (name: string, content: string | object) => {
        writeFileSync(at(name), typeof content === "string" ? content : JSON.stringify(content));
        return at(name);
      };
      const own = file("tiny.json", fileOf(settings));
      const report = file("report.json", theirs);
      const run = { kind: "toy", settings, drawing: null, painted: null } as const;
      const script = file("run.py", await runScript(run, async () => readFileSync(SCRIPT, "utf8")));
      const features = file("features.json", settingsJson(featuresRun));
      const changed = (name: string, over: object) =>
        file(name, { ...JSON.parse(fileOf(settings)), settings: { ...settings, ...over } });
      const auto = settingsJson({ ...featuresRun, settings: { ...tinyRecipe, network: "auto" } });
      const wild = { learningRate: 1e9, l2: 1e9, updates: 5, temperature: 1e-3, weightAverage: 0 };
      const painted = file("painted.json", {
        ...theirs,
        results: theirs.results.map((row) => ({ ...row, dataset: `painted ${row.dataset}` })),
      });
      const commands: [script: string | null, ...arguments: string[]][] = [
        [null, own, "--weights", at("own.safetensors")],
        [script],
        [null, report, "--check", report, "--seeds", "7-8"],
        [null, features, folder, "--json"],
        [null, features, folder],
        [null, changed("wild.json", wild)],
        [null, changed("more.json", { momentum: 0.9 })],
        [null, changed("strange.json", { sampler: "gibbs" })],
        [null, file("less.json", { schema: theirs.schema, settings: { data: "cross" } })],
        [null, file("no.json", "{")],
        [null, features],
        [null, file("auto.json", auto), folder],
        [null, own, folder],
        [null, painted],
        [null, own, "--seeds", "3-1"],
      ];
      const asked = commands.map(([script, ...rest]) => ({ script, arguments: rest }));
      ({ runs: parts, outcomes } = ask({ runs, commands: asked }));
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

    /** A report's numbers, in one order. */
    const numbersOf = ({ toy, results }: Report) => [
      ...[toy!.nll, toy!.mixtureNll, toy!.trueNll, toy!.kl, toy!.tv, toy!.quadratureError],
      ...[...toy!.modeMass, ...toy!.trueModeMass],
      ...results.flatMap(({ auroc, fpr95, fpr95OodPositive }) => [auroc, fpr95, fpr95OodPositive]),
    ];

    test("prints the lab's report of a run, by its settings file and as the run's own script", () => {
      for (const { code, out, log } of outcomes.slice(0, 2)) {
        expect({ code, log }).toEqual({ code: 0, log: "" });
        const own: Report = JSON.parse(out);
        expect(own.settings).toEqual(theirs.settings);
        expect(Object.keys(own).sort()).toEqual(Object.keys(theirs).sort());
        expect(own.results.map(({ method, dataset }) => method + dataset)).toEqual(
          theirs.results.map(({ method, dataset }) => method + dataset),
        );
        expect(apart(numbersOf(own), numbersOf(theirs))).toBeLessThan(1e-3);
      }
    });

    test("writes the energies as the lab does", async () => {
      const bytes = new Uint8Array(readFileSync(at("own.safetensors")));
      const arrays = await readFile(new File([bytes], "own.safetensors"));
      const { settings } = tiny;
      const { width } = settings;
      const shapes = arrays.map((one) => [one.name, "array" in one ? one.array.shape : null]);
      expect(Object.fromEntries(shapes)).toMatchObject({
        "correction.0.weight": [width, 2],
        "correction.4.bias": [1],
        "mixture.cholesky": [2, 2],
      });
    });

    test("says whether a report is within the seeds' spread", () => {
      const { code, out } = outcomes[2]!;
      expect(code).toBe(0);
      expect(out).toMatch(
        /^\| Correction, test NLL \|( \d\.\d{4} \|){4} [+-]0\.000\d\d \| within \|$/m,
      );
      expect(out).toMatch(/by no more than the range of 2 seeds/);
    });

    test("repeats a run over features", () => {
      expect(outcomes[3]).toMatchObject({ code: 0, log: "" });
      const { results }: Report = JSON.parse(outcomes[3]!.out);
      expect(results).toHaveLength(8);
      for (const own of results) {
        const lab = scored.find((one) => one.method === own.method && one.dataset === own.dataset)!;
        for (const metric of METRICS) expect(own[metric]).toBeCloseTo(lab[metric], 2);
      }
      expect(outcomes[4]!.out).toMatch(/^Correction +distant +[\d.]+ +[\d.]+ +[\d.]+$/m);
    });

    test.each([
      [5, 1, /seed 7: Correction: training diverged/],
      [6, 2, /more\.json: momentum is no setting that this script knows/],
      [7, 2, /strange\.json: sampler: expected langevin or mala or hmc, found "gibbs"/],
      [8, 2, /less\.json: \w+ is missing; save the settings with this version of the lab/],
      [9, 2, /no\.json: expected a JSON file, found a fault: /],
      [10, 2, /features: expected a folder or files with them after the settings/],
      [11, 2, /network: auto, which the lab chooses for its machine; say which: --network 4x256/],
      [12, 2, /a run of the 2D lab takes no features; leave it out/],
      [13, 2, /its OOD points were painted, and a report does not hold them/],
      [14, 2, /--seeds: expected "1-5" or "1,4,9", found "3-1"/],
    ])("says what is wrong, and what to do: command %i", (command, code, message) => {
      expect(outcomes[command]!.log).toMatch(message);
      expect(outcomes[command]!.code).toBe(code);
    });
  },
);
