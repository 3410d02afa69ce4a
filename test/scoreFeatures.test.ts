import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readFile } from "../src/data/formats/formats.ts";
import { correction, ebm } from "../src/detection/learned.ts";
import { mog } from "../src/detection/mog.ts";
import type { Method, Result } from "../src/detection/report.ts";
import { ssd } from "../src/detection/ssd.ts";
import { openBackend } from "../src/kernels/backend.ts";
import { mixtureTensors, type NetworkTensors } from "../src/kernels/tensors.ts";
import { fourierFrequencies } from "../src/model/network.ts";
import type { TrainedEnergy } from "../src/training/task.ts";
import { FeatureRun } from "../workers/featureRun.ts";
import { Scoreboard } from "../workers/scoreboard.ts";
import { weightsFile } from "../workers/weights.ts";
import { findPython } from "./fixtures/exporter.ts";
import { npyFile } from "./fixtures/npy.ts";
import { CPU, recoveryOf } from "./workers/lost.ts";
import { tinySet, tinySettings } from "./workers/tiny.ts";

const SCRIPT = fileURLToPath(new URL("../public/score_features.py", import.meta.url));
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
    ...{ parameters: 0, seconds: { knn: 1, ebm: 1, correction: 1 }, overBudget: false },
  };
  const results: Result[] = [];
  const board = new Scoreboard(["close", "distant"], { ...settings, replicates: 0 });
  const recovery = await recoveryOf(CPU);
  const run = new FeatureRun(tiny, tiny.mixture, settings, plan, board, recovery, {
    progress: () => {},
    result: (message) => message.final && results.push(...message.results),
    comparison: () => {},
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

function score(...options: string[]) {
  const { status, stdout, stderr } = spawnSync(python!.command, [SCRIPT, ...options], {
    encoding: "utf8",
    env: { ...process.env, OMP_NUM_THREADS: "1", PYTHONDONTWRITEBYTECODE: "1" },
  });
  return { code: status, out: stdout, log: stderr };
}

describe.skipIf(!python)(
  "score_features.py (skipped where there is no Python with PyTorch and NumPy)",
  () => {
    let run: FeatureRun;
    let results: Result[];
    let outcome: ReturnType<typeof score>;

    beforeAll(async () => {
      await openBackend("cpu");
      ({ run, results } = await trainedRun());
      writeFileSync(at("energies.safetensors"), weightsFile(run));
      // The page normalises what it reads, and so must the script: rows of other lengths than 1.
      for (const [name, { count, features }] of Object.entries(SETS)) {
        const longer = features.map((value) => 3 * value);
        const file = npyFile([count, tiny.dimensions], longer);
        writeFileSync(at(`${name}_features.npy`), new Uint8Array(file));
      }
      outcome = score(at("energies.safetensors"), folder, "--json", "--scores", at("scores.npz"));
    }, 60_000);

    test("gives the lab's AUROC and FPR95, by both conventions", () => {
      expect(outcome, outcome.log).toMatchObject({ code: 0 });
      const found: Result[] = JSON.parse(outcome.out);
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

    test("prints a table that names both conventions", () => {
      const { out } = score(at("energies.safetensors"), folder);
      expect(out).toMatch(/^score +OOD set +AUROC +FPR95 +FPR95\n +ID positive +OOD p\.$/m);
      expect(out).toMatch(/^Correction +distant +[\d.]+ +[\d.]+ +[\d.]+$/m);
    });

    test("says what is wrong, and what to do", () => {
      const wide = npyFile([1, 2], Float32Array.of(1, 2));
      writeFileSync(at("ood_wide_features.npy"), new Uint8Array(wide));
      const energies = at("energies.safetensors");
      const test = at("test_features.npy");
      expect(score(energies, test, at("ood_wide_features.npy")).log).toMatch(
        /ood_wide_features: features: have the shape \[1, 2\], expected \[rows, 6\]/,
      );
      expect(score(energies, test).log).toMatch(
        /expected test_features and at least one ood_NAME_features, found test_features/,
      );
      expect(score(test, test).log).toMatch(/test_features\.npy: is not a safetensors file/);
      expect(score(energies, at("nowhere")).log).toMatch(
        /nowhere: is not there, expected a folder/,
      );
    });
  },
);
