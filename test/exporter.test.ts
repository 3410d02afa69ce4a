import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { add, type Collection, EMPTY } from "../src/data/features.ts";
import { featureSet } from "../src/data/rows.ts";
import { summarise } from "../src/data/summary.ts";
import { odin } from "../src/detection/odin.ts";
import {
  findPython,
  type Outcome,
  odinReference,
  pngFile,
  runExporter,
  runsOfExporter,
} from "./fixtures/exporter.ts";

const python = findPython();
const folder = mkdtempSync(join(tmpdir(), "energy-correction-exporter-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All files of a folder, as a person would choose them there. */
async function dropped(name: string): Promise<Collection> {
  const files = readdirSync(join(folder, name), { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => new File([readFileSync(join(folder, name, entry.name))], entry.name));
  const result = await add(EMPTY, files);
  if ("problems" in result) throw new Error(result.problems.join("\n"));
  return result.collection;
}

const bytes = (run: string, file: string) => readFileSync(join(folder, run, file));
const arrayFiles = (run: string) =>
  readdirSync(join(folder, run)).filter((name) => name.endsWith(".npy"));
const json = (run: string) => JSON.parse(bytes(run, "meta.json").toString());

const PARTS = ["train", "test", "ood_noise", "ood_slanting"];
/** Three epochs on 40 made images a set. */
const demo = (out: string, ...others: string[]) => [
  "--demo",
  ...["--epochs", "3", "--limit", "40", "--device", "cpu", "--out", join(folder, out)],
  ...others,
];

describe.skipIf(!python)(
  "export_features.py (skipped where there is no Python with PyTorch and NumPy)",
  () => {
    let whole: Outcome;
    let others: Outcome[];

    beforeAll(() => {
      whole = runExporter(python!, ...demo("whole"));
      const weights = join(folder, "whole", "state", "classifier.pt");
      const labelless = join(folder, "whole", "state", "demo", "noise.npz");
      others = runsOfExporter(python!, [
        { arguments: demo("loaded", "--checkpoint", weights, "--odin-epsilon", "0") },
        { arguments: demo("stopped"), stop: "epoch 2 of 3" },
        { arguments: demo("stopped"), stop: "ood_slanting: 32 of" },
        { arguments: demo("stopped") },
        { arguments: demo("whole", "--odin-epsilon", "0") },
        { arguments: demo("new", "--checkpoint", weights, "--width", "4") },
        { arguments: demo("new", "--test", labelless) },
        { arguments: demo("new", "--test", join(folder, "nowhere")) },
        { arguments: demo("new", "--model", "vgg") },
        { arguments: ["--train", labelless] },
        {
          arguments: ["--demo", "--epochs", "1", "--device", "cpu", "--out", join(folder, "full")],
        },
      ]);
    }, 120_000);

    test("trains, exports, and says how far it is", () => {
      expect(whole, whole.log).toMatchObject({ code: 0 });
      expect(whole.log).toMatch(/^epoch 3 of 3: loss \d+\.\d+, [\d.]+ % of the cropped images/m);
      expect(whole.log).toMatch(/^ood_noise: 40 of 40 images, took \d+ s$/m);
      expect(whole.log).toMatch(/^test accuracy [\d.]+ %; done in .* Features tab$/m);
    });

    test("writes a folder that the page takes whole, without a question", async () => {
      const { ready, missing, lacking, ood, arrays } = summarise(await dropped("whole"));
      expect(ready).toEqual({ dimensions: 64, classes: 3, trainRows: 40, testRows: 40 });
      expect([missing, lacking]).toEqual([[], []]);
      expect(ood.map(({ dataset, rows, logits }) => [dataset, rows, logits])).toEqual([
        ["noise", 40, true],
        ["slanting", 40, true],
      ]);
      for (const { source: name, dtype } of arrays) {
        expect(dtype, name).toBe(name.endsWith("_labels.npy") ? "int64" : "float32");
      }
      const contents = ["features", "logits", "odin"];
      expect(arrays.map(({ file }) => file).sort()).toEqual(
        [
          ...PARTS.flatMap((part) => contents.map((content) => `${part}_${content}.npy`)),
          ...["train_labels.npy", "test_labels.npy", "head_weight.npy", "head_bias.npy"],
        ].sort(),
      );
    });

    test("takes as many images of each class where it takes a part of them", async () => {
      const { train } = await featureSet(await dropped("whole"));
      const counts = [0, 1, 2].map((c) => train.labels.filter((label) => label === c).length);
      expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    });

    test("gives logits that are features @ head_weight.T + head_bias", async () => {
      const { arrays } = await dropped("whole");
      const [weight, bias] = ["head_weight", "head_bias"].map((name) => arrays.get(name)!);
      for (const part of PARTS) {
        const features = arrays.get(`${part}_features`)!.data;
        const logits = arrays.get(`${part}_logits`)!.data;
        expect(logits).toHaveLength(40 * 3);
        for (let i = 0; i < logits.length; i++) {
          const [row, c] = [Math.floor(i / 3), i % 3];
          let sum = bias.data[c];
          for (let d = 0; d < 64; d++) sum += features[row * 64 + d] * weight.data[c * 64 + d];
          expect(logits[i], `${part}, row ${row}`).toBeCloseTo(sum, 4);
        }
      }
    });

    test("loads a checkpoint into the same features as the run that trained it", () => {
      expect(others[0], others[0].log).toMatchObject({ code: 0 });
      expect(others[0].log).not.toContain("epoch");
      for (const name of arrayFiles("whole").filter((file) => !file.includes("odin"))) {
        expect(bytes("loaded", name).equals(bytes("whole", name)), name).toBe(true);
      }
    });

    test("without perturbation, gives the ODIN scores that the lab makes of the logits", async () => {
      const collection = await dropped("loaded");
      const { train, test: inside, ood } = await featureSet(collection);
      const sets = [train, inside, ...ood.map(({ rows }) => rows)];
      for (const [index, rows] of sets.entries()) {
        const scores = collection.arrays.get(`${PARTS[index]}_odin`)!.data;
        const own = await odin(1000).score(rows);
        expect(own).toHaveLength(scores.length);
        for (const [row, score] of own.entries()) {
          expect(scores[row] / score, `${PARTS[index]}, row ${row}`).toBeCloseTo(1, 6);
        }
      }
    });

    test("gives the ODIN scores of an independent program, in float64", async () => {
      const images = join(folder, "full", "state", "demo", "noise.npz");
      const reference = odinReference(python!, join(folder, "full"), images);
      const scores = (await dropped("full")).arrays.get("ood_noise_odin")!.data;
      expect(scores).toHaveLength(reference.length);
      for (const [row, score] of reference.entries()) {
        expect(scores[row] / score, `row ${row}`).toBeCloseTo(1, 4);
      }
    }, 60_000);

    test("perturbs images towards a surer softmax, which lowers the scores", async () => {
      const [plain, moved] = [await dropped("loaded"), await dropped("whole")];
      for (const part of PARTS) {
        const before = plain.arrays.get(`${part}_odin`)!.data;
        const after = moved.arrays.get(`${part}_odin`)!.data;
        expect(after.every((score, row) => score < before[row])).toBe(true);
      }
    });

    test("goes on after Ctrl-C, in training and in a set, to the same bytes", () => {
      const [first, second, third] = others.slice(1, 4);
      expect([first.code, second.code, third.code]).toEqual([130, 130, 0]);
      expect(first.log).toMatch(/stopped: the same command goes on from here\n$/);
      expect(second.log).toMatch(/^training: goes on after epoch 2$/m);
      expect(third.log).toMatch(/^training: is done already$/m);
      expect(third.log).toMatch(/^test: is there already$/m);
      expect(third.log).toMatch(/^ood_slanting: goes on after 32 images$/m);
      expect(arrayFiles("stopped")).toEqual(arrayFiles("whole"));
      for (const name of arrayFiles("whole")) {
        expect(bytes("stopped", name).equals(bytes("whole", name)), name).toBe(true);
      }
    });

    test("notes settings, sources, accuracy and versions", async () => {
      expect(json("whole")).toMatchObject({
        schema: "energy-correction-lab/features@1",
        complete: true,
        settings: {
          model: "resnet10",
          training: { epochs: 3, lr: 0.1, crop: "resized" },
          odin: { temperature: 1000, epsilon: 0.0014 },
          seed: 1,
        },
        rows: { train: 40, test: 40, ood_slanting: 40, ood_noise: 40 },
        dimensions: 64,
        versions: { torch: expect.stringMatching(/^\d+\.\d+/) },
      });
      const { arrays } = await dropped("whole");
      const [logits, labels] = ["test_logits", "test_labels"].map((name) => arrays.get(name)!.data);
      const right = labels.filter((label, row) => {
        const own = [...logits.slice(3 * row, 3 * row + 3)];
        return own.indexOf(Math.max(...own)) === label;
      });
      expect(json("whole").accuracy.test).toBeCloseTo(right.length / labels.length, 6);
    });

    test.each([
      [4, /whole: was made with odin\.epsilon 0\.0014, this run has 0\.0; choose another --out/],
      [5, /classifier\.pt: does not fit resnet10: size mismatch for .* check --model and --width/],
      [6, /noise\.npz: has no array 'labels', expected images and labels; add it/],
      [7, /nowhere: is not there, expected a folder of images, .* check the path/],
      [8, /--model: is 'vgg', expected resnet10, resnet18, resnet34, timm:NAME/],
      [9, /--test: is missing, expected a source of images; see --help/],
    ])("refuses what it cannot do, and says what to do: run %i", (run, message) => {
      expect(others[run].code).toBe(1);
      expect(others[run].log).toMatch(message);
    });
  },
);

describe.skipIf(!python?.pillow)("image folders (skipped where there is no Pillow)", () => {
  const images = join(folder, "images");
  const paint = (place: string, count: number, colour: [number, number, number]) => {
    mkdirSync(join(images, place), { recursive: true });
    for (let i = 0; i < count; i++)
      writeFileSync(join(images, place, `${i}.png`), pngFile(8, colour));
  };

  test("give labels by their folders' names, and the colours that are in the files", async () => {
    for (const set of ["train", "test"]) {
      paint(`${set}/dog`, 6, [200, 0, 40]);
      paint(`${set}/cat`, 4, [0, 100, 40]);
    }
    paint("birds/below", 3, [9, 9, 200]);
    writeFileSync(join(images, "broken.png"), "no image");
    const common = [
      ...["--train", join(images, "train"), "--test", join(images, "test"), "--epochs", "1"],
      ...["--model", "resnet10", "--width", "2", "--size", "8", "--workers", "0"],
      ...["--device", "cpu", "--out", join(folder, "painted"), "--ood"],
    ];
    const [painted, broken] = runsOfExporter(python!, [
      { arguments: [...common, join(images, "birds")] },
      { arguments: [...common, `broken=${images}`] },
    ]);
    expect(painted, painted.log).toMatchObject({ code: 0 });
    const { train, ood } = await featureSet(await dropped("painted"));
    expect([...train.labels]).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    expect(ood.map(({ dataset, rows }) => [dataset, rows.count])).toEqual([["birds", 3]]);
    const { classes, settings } = json("painted");
    expect(classes).toEqual(["cat", "dog"]);
    [0.6 * 200, 0.4 * 100, 40].forEach((mean, channel) => {
      expect(settings.mean[channel]).toBeCloseTo(mean / 255, 5);
    });
    expect(broken.code).toBe(1);
    expect(broken.log).toMatch(/broken\.png: cannot be read as an image .*; mend or remove it/);
  }, 60_000);
});

describe.skipIf(!python?.torchvision)(
  "torchvision's datasets (skipped where there is no torchvision)",
  () => {
    test("are taken by their names, and missed where they are not on the disk", async () => {
      const common = demo("fake", "--epochs", "1", "--root", join(folder, "data"), "--ood");
      const [fake, missing, wrong] = runsOfExporter(python!, [
        { arguments: [...common, "torchvision:FakeData"] },
        { arguments: [...common, "torchvision:SVHN"] },
        { arguments: [...common, "torchvision:svhn"] },
      ]);
      expect(fake, fake.log).toMatchObject({ code: 0 });
      expect((await featureSet(await dropped("fake"))).ood.map(({ dataset }) => dataset)).toContain(
        "fakedata",
      );
      expect(missing.log).toMatch(/torchvision:SVHN: cannot be opened .*; pass --download/);
      expect(wrong.log).toMatch(/torchvision\.datasets has no svhn; did you mean SVHN\?/);
    }, 60_000);
  },
);
