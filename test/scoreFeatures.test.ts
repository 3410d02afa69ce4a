import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFile } from "../src/data/formats/formats.ts";
import { correction, ebm } from "../src/detection/learned.ts";
import type { Method } from "../src/detection/methods.ts";
import { mog } from "../src/detection/mog.ts";
import type { Result } from "../src/detection/report.ts";
import { ssd } from "../src/detection/ssd.ts";
import { openBackend } from "../src/kernels/backend.ts";
import { mixtureScores, networkEnergies } from "../src/kernels/evaluate.ts";
import { mixtureTensors, type NetworkTensors } from "../src/kernels/tensors.ts";
import { toyDefaults } from "../src/model/defaults.ts";
import { fourierFrequencies } from "../src/model/network.ts";
import { firstCheckpoint } from "../src/training/checkpoint.ts";
import { networkOf, type TrainedEnergy } from "../src/training/task.ts";
import { FeatureRun } from "../workers/features/run.ts";
import { Scoreboard } from "../workers/features/scoreboard.ts";
import { weightsFile } from "../workers/features/weights.ts";
import { toyMaterial } from "../workers/toy/material.ts";
import { toyWeightsFile } from "../workers/toy/weights.ts";
import { findPython } from "./fixtures/exporter.ts";
import { npyFile } from "./fixtures/npy.ts";
import { tinySet, tinySettings } from "./workers/features/tiny.ts";
import { CPU, recoveryOf } from "./workers/lost.ts";

const SCRIPT = fileURLToPath(new URL("../public/score_features.py", import.meta.url));
const RUNS = fileURLToPath(new URL("fixtures/score-runs.py", import.meta.url));
const python = findPython();
const folder = mkdtempSync(join(tmpdir(), "energy-correction-scores-"));
const at = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tiny = tinySet();
const SETS = { test: tiny.test, ood_close: tiny.ood[0].rows, ood_distant: tiny.ood[1].rows };

/** Trains both energies, the correction on Fourier features, and gives the page's final results. */
async function trainedRun() {
  const settings = tinySettings(
    {},
    { fourierFeatures: 8, activation: "silu", temperature: 0.5, mixtureTemperaturePerDimension: 3 },
  );
  const plan = {
    size: "4x64" as const,
    ...{
      parameters: 0,
      updates: 16,
      seconds: { neighbours: 1, bootstrap: 0, ebm: 1, correction: 1 },
    },
    ...{ secondsPerQuery: 0, secondsPerBootstrap: 0 },
    overBudget: false,
  };
  const results: Result[] = [];
  const control = { cancelled: false, drawn: true };
  const board = new Scoreboard(tiny, { ...settings, replicates: 0 });
  const recovery = await recoveryOf(CPU);
  const task = { settings, plan, from: {}, known: new Map() };
  const run = new FeatureRun(control, { ...tiny, set: tiny }, task, board, recovery, {
    progress: () => {},
    result: (message) => message.final && results.push(...message.results),
    comparison: () => {},
    keyframe: () => {},
    recovered: () => {},
  });
  await run.go();
  return { run, results };
}

function tensorsOf({ network, weights, recipe, seed }: TrainedEnergy): NetworkTensors {
  const { inputs, fourierFeatures: m } = network;
  const frequencies = m > 0 && fourierFrequencies(network, recipe.fourierScale, seed);
  return {
    ...{ network, weights: tf.tensor1d(weights) },
    frequencies: frequencies ? tf.tensor2d(frequencies, [inputs, m]) : null,
  };
}

/** A correction of the 2D lab at its first weights; its file, and points to score. */
const toy = { ...toyDefaults("grid", "correction"), temperature: 0.5, mixtureTemperature: 3 };
const toyNetwork = networkOf(toy, 2);
const { average: toyWeights } = firstCheckpoint(toyNetwork, toy.seed);
const toyPoints = Float32Array.of(0, 0, 3, -3, 0.5, 7, -2, 0.25);
function writeToy(): void {
  const checkpoints = { correction: firstCheckpoint(toyNetwork, toy.seed) };
  const about = { settings: toy, drawing: null, update: 0, backend: "CPU (test)" };
  writeFileSync(at("toy.safetensors"), toyWeightsFile({ ...about, checkpoints }));
  mkdirSync(at("plane"));
  for (const name of ["test", "ood_same"]) {
    const file = npyFile([toyPoints.length / 2, 2], toyPoints);
    writeFileSync(at(`plane/${name}_features.npy`), new Uint8Array(file));
  }
}

/** Runs the script as from the command line, once for each list of arguments. */
function score(...runs: string[][]): { code: number; out: string; log: string }[] {
  const { stdout, stderr } = spawnSync(python!.command, [RUNS, SCRIPT, JSON.stringify(runs)], {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  if (!stdout) throw new Error(`the runs of score_features.py broke: ${stderr}`);
  return JSON.parse(stdout);
}

describe.skipIf(!python)(
  "score_features.py (skipped where there is no Python with PyTorch and NumPy)",
  () => {
    let run: FeatureRun;
    let results: Result[];
    let outcomes: ReturnType<typeof score>;

    beforeAll(async () => {
      await openBackend("cpu");
      ({ run, results } = await trainedRun());
      writeFileSync(at("energies.safetensors"), weightsFile(run, []));
      // The page normalises what it reads, and so must the script: rows of other lengths than 1.
      for (const [name, { count, features }] of Object.entries(SETS)) {
        const longer = features.map((value) => 3 * value);
        const file = npyFile([count, tiny.dimensions], longer);
        writeFileSync(at(`${name}_features.npy`), new Uint8Array(file));
      }
      const [energies, inside] = [at("energies.safetensors"), at("test_features.npy")];
      const wide = npyFile([1, 2], Float32Array.of(1, 2));
      mkdirSync(at("other"));
      writeFileSync(at("other/ood_wide_features.npy"), new Uint8Array(wide));
      writeToy();
      outcomes = score(
        [energies, folder, "--json", "--scores", at("scores.npz")],
        [energies, folder],
        [energies, inside, at("other")],
        [energies, inside],
        [inside, inside],
        [energies, at("nowhere")],
        [at("toy.safetensors"), at("plane"), "--scores", at("plane.npz")],
      );
    }, 60_000);

    test("gives the lab's AUROC and FPR95, by both conventions", () => {
      expect(outcomes[0]).toMatchObject({ code: 0, log: "" });
      const found: Result[] = JSON.parse(outcomes[0].out);
      const methods: Method[] = ["MoG", "SSD", "EBM", "Correction"];
      const expected = results.filter(({ method }) => methods.includes(method));
      expect(expected).toHaveLength(8);
      for (const { method, dataset, auroc, fpr95, fpr95OodPositive } of expected) {
        const own = found.find((each) => each.method === method && each.dataset === dataset)!;
        expect(own.auroc, `${method}, ${dataset}`).toBeCloseTo(auroc, 3);
        expect(own.fpr95, `${method}, ${dataset}`).toBeCloseTo(fpr95, 3);
        expect(own.fpr95OodPositive, `${method}, ${dataset}`).toBeCloseTo(fpr95OodPositive, 3);
      }
    });

    test("gives the lab's scores to five digits, row by row", async () => {
      const scores = await readFile(new File([readFileSync(at("scores.npz"))], "scores.npz"));
      const reference = mixtureTensors(tiny.mixture);
      const [joint, plain] = ["correction", "ebm"].map(
        (model) => run.trained.find((trained) => trained.model === model)!,
      );
      const { temperature, mixtureTemperature } = joint.recipe;
      expect([temperature, mixtureTemperature]).toEqual([0.5, 18]);
      const network = tensorsOf(joint);
      const detectors = [
        ...[mog(reference), ssd(reference), ebm(tensorsOf(plain))],
        correction(network, reference, temperature, mixtureTemperature),
        { ...ebm(network), method: "Correction's E_theta" },
      ];
      for (const [part, rows] of Object.entries(SETS)) {
        for (const detector of detectors) {
          const name = `${part}/${detector.method}`;
          const own = scores.find((each) => each.name === name);
          if (!own || !("array" in own)) expect.fail(`no scores called ${name}`);
          const lab = await detector.score(rows);
          expect(own.array.data).toHaveLength(lab.length);
          for (const [row, value] of lab.entries()) {
            const error = Math.abs(own.array.data[row] - value) / Math.max(1, Math.abs(value));
            expect(error, `${name}, row ${row}`).toBeLessThan(1e-5);
          }
        }
      }
    });

    test("takes points of the 2D lab as they are, of whatever length", async () => {
      expect(outcomes[6]).toMatchObject({ code: 0, log: "" });
      const found = await readFile(new File([readFileSync(at("plane.npz"))], "plane.npz"));
      const own = found.find(({ name }) => name === "test/Correction")!;
      if (!("array" in own)) expect.fail("no scores of the correction");
      const { mixture } = toyMaterial(toy);
      const { energy } = await mixtureScores(toyPoints, mixtureTensors(mixture));
      const { seed } = toy;
      const trained = { model: "correction", recipe: toy, seed, network: toyNetwork } as const;
      const network = tensorsOf({ ...trained, weights: toyWeights });
      const learned = await networkEnergies(toyPoints, network);
      for (const [i, value] of learned.entries()) {
        expect(own.array.data[i]).toBeCloseTo(value / 0.5 + energy[i]! / 3, 4);
      }
    });

    test("prints a table that names both conventions", () => {
      const { out } = outcomes[1];
      expect(out).toMatch(/^score +OOD set +AUROC +FPR95 +FPR95\n +ID positive +OOD p\.$/m);
      expect(out).toMatch(/^Correction +distant +[\d.]+ +[\d.]+ +[\d.]+$/m);
    });

    test.each([
      [2, /ood_wide_features: features: have the shape \[1, 2\], expected \[rows, 6\]/],
      [3, /expected test_features and at least one ood_NAME_features, found test_features/],
      [4, /test_features\.npy: is not a safetensors file; export it from the lab again/],
      [5, /nowhere: is not there, expected a folder, \.npy or \.npz files/],
    ])("says what is wrong, and what to do: run %i", (run, message) => {
      expect(outcomes[run].code).toBe(1);
      expect(outcomes[run].log).toMatch(message);
    });
  },
);
