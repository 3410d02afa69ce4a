import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, test } from "vitest";
import { summarise } from "../../src/data/summary.ts";
import { METHODS, type Method } from "../../src/detection/methods.ts";
import type { Result } from "../../src/detection/report.ts";
import { openBackend } from "../../src/kernels/backend.ts";
// Written by numpy: /usr/bin/python3 test/fixtures/reference.py public/samples/cifar10-resnet56
import reference from "../fixtures/sample-reference.json";
import { readFiles, readFolder, scoreAll } from "../fixtures/score.ts";

type Reference = Record<string, Partial<Record<Method, number[]>>>;

const folder = fileURLToPath(new URL("../../public/samples/cifar10-resnet56", import.meta.url));

describe("the bundled sample", () => {
  test("is listed file by file in its index.json", () => {
    const index: { files: string[] } = JSON.parse(readFileSync(`${folder}/index.json`, "utf8"));
    const files = readdirSync(folder).filter((name) => name.endsWith(".npy"));
    expect(index.files.toSorted()).toEqual(files.toSorted());
  });

  test("lacks nothing that scoring needs", async () => {
    const { ready, missing, lacking, ood } = summarise(await readFiles(folder));
    expect(ready).toEqual({ dimensions: 64, classes: 10, trainRows: 10_000, testRows: 4_000 });
    expect([missing, lacking]).toEqual([[], []]);
    expect(ood.map(({ dataset, group, rows }) => [dataset, group, rows])).toEqual([
      ["cifar100", "near", 2000],
      ["tinyimagenet", "near", 2000],
      ["intelscenes", "mid", 2000],
      ["dtd10", "far", 1200],
      ["mnist", "far", 2000],
      ["svhn", "far", 1040],
    ]);
  });
});

describe("the detectors on the bundled sample", () => {
  let results: Result[];
  let tensorsLeft: number;

  beforeAll(async () => {
    await openBackend("cpu");
    const before = tf.memory().numTensors;
    results = await scoreAll(await readFolder(folder));
    tensorsLeft = tf.memory().numTensors - before;
  }, 60_000);

  test.each(METHODS.filter((method) => method !== "EBM" && method !== "Correction"))(
    "give %s of float64 numpy: AUROC within 0.001 points, FPR95 within one row of an OOD set",
    (method) => {
      const own = results.filter((result) => result.method === method);
      expect(own).toHaveLength(6);
      for (const { dataset, auroc, fpr95 } of own) {
        const [expectedAuroc, expectedFpr95] = (reference as Reference)[dataset][method]!;
        expect(Math.abs(auroc - expectedAuroc), `AUROC on ${dataset}`).toBeLessThan(1e-5);
        expect(Math.abs(fpr95 - expectedFpr95), `FPR95 on ${dataset}`).toBeLessThan(1e-3);
      }
    },
  );

  test("leave no tensor behind", () => {
    expect(tensorsLeft).toBe(0);
  });
});
