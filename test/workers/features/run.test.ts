import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { correction } from "../../../src/detection/learned.ts";
import { LOGIT_METHODS, type Method, PAPER_METHODS } from "../../../src/detection/methods.ts";
import { msp } from "../../../src/detection/msp.ts";
import { auroc, fpr95 } from "../../../src/detection/roc.ts";
import { openBackend } from "../../../src/kernels/backend.ts";
import * as evaluate from "../../../src/kernels/evaluate.ts";
import { disposeMixture, mixtureTensors } from "../../../src/kernels/tensors.ts";
import { parameterCount } from "../../../src/model/network.ts";
import { recipeFor } from "../../../src/training/featureRecipe.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { fastClock } from "../lost.ts";
import { go, methods } from "./runs.ts";
import { TINY_UPDATES, tinySet, tinySettings } from "./tiny.ts";

const TRAINED: Method[] = ["Correction", "EBM"];
const PLAIN = PAPER_METHODS.filter((method) => !TRAINED.includes(method));
const LOGITLESS = PAPER_METHODS.filter((method) => !LOGIT_METHODS.includes(method));
beforeAll(async () => {
  await openBackend("cpu");
});

/** Every message that may be due is due. */
beforeEach(fastClock);
afterEach(() => {
  vi.restoreAllMocks();
});

describe("a run of scoring and training", () => {
  it("gives every method's final results once, the trained energies after the others", async () => {
    const { finals, error, run } = await go();
    expect(error).toBeNull();
    const plain = methods(finals).slice(0, PLAIN.length);
    const trained = methods(finals).slice(PLAIN.length);
    expect(plain.sort()).toEqual([...PLAIN].sort());
    expect(trained.sort()).toEqual(TRAINED);
    expect(run.updates).toBe(2 * TINY_UPDATES);
    expect(run.seconds).toBeGreaterThan(0);
    for (const { method, results } of finals) {
      expect(results.map(({ dataset, group }) => [dataset, group])).toEqual([
        ["close", "near"],
        ["distant", "far"],
      ]);
      for (const result of results) {
        expect(result.method).toBe(method);
        expect([...result.curve.slice(0, 2), ...result.curve.slice(-2)]).toEqual([0, 0, 1, 1]);
      }
    }
    const far = (method: Method) => finals.find((m) => m.method === method)!.results[1].auroc;
    for (const method of ["SSD", "KNN", "MoG", "Correction"] as const) {
      expect(far(method), method).toBeGreaterThan(0.95);
    }
  });

  it("scores with the methods beyond the paper that are on, and joins what it has scored", async () => {
    const { extras, ...tiny } = tinySettings();
    const on = { ...extras, composed: "on", relativeMahalanobis: "on" } as const;
    const scoring = vi.spyOn(evaluate, "kthSquaredDistances");
    const { finals } = await go({ settings: { ...tiny, extras: on } });
    expect(methods(finals)).toContain("Relative Mahalanobis");
    expect(methods(finals)).not.toContain("ViM");
    const composed = finals.find(({ method }) => method === "Composed")!;
    expect(composed.variant).toBe("Energy + KNN + SSD, log-sum-exp");
    // KNN's own three sets, and the training rows that scale it: a chunk each.
    expect(scoring).toHaveBeenCalledTimes(4);
  });

  it("keeps the energies that were trained to the end", async () => {
    const { run } = await go();
    expect(run.trained.map(({ model }) => model)).toEqual(["correction", "ebm"]);
    for (const { weights, network } of run.trained) {
      expect(weights).toHaveLength(parameterCount(network));
    }
  });

  it("compares the finished methods after each final result, with intervals", async () => {
    const { messages } = await go();
    const kinds = messages.flatMap((message): (number | string)[] => {
      if (message.type === "comparison") return [message.methods.length];
      return message.type === "result" && message.final ? [message.method] : [];
    });
    expect(kinds.filter((_, i) => i % 2 === 1)).toEqual(PAPER_METHODS.map((_, i) => i + 1));
    const last = messages.findLast((message) => message.type === "comparison")!;
    for (const { cells } of last.methods) {
      for (const cell of cells) expect(cell!.auroc.interval).toHaveLength(2);
    }
  });

  it("scores the logits of the files, and the energy that the seed trains", async () => {
    const { finals, tiny, mixture } = await go();
    const settings = tinySettings();
    const recipe = recipeFor(settings.correction, "4x64", 6);
    const { features: points, labels } = tiny.train;
    const task = { recipe, updates: TINY_UPDATES, seed: settings.seed, points, labels };
    const trainer = new Trainer({ ...task, model: "correction", dimensions: 6, mixture });
    for (let i = 0; i < TINY_UPDATES; i++) trainer.step();
    const reference = mixtureTensors(mixture);
    const { temperature, mixtureTemperature } = recipe;
    const learned = correction(trainer.energy, reference, temperature, mixtureTemperature);
    for (const detector of [msp, learned]) {
      const inside = await detector.score(tiny.test);
      const outside = await detector.score(tiny.ood[0].rows);
      const [near] = finals.find(({ method }) => method === detector.method)!.results;
      expect(near.auroc).toBeCloseTo(auroc(inside, outside), 9);
      expect(near.fpr95).toBeCloseTo(fpr95(inside, outside), 9);
    }
    trainer.dispose();
    disposeMixture(reference);
  });

  it("leaves the methods on logits out where there are no logits", async () => {
    const { mixture: _, ...set } = tinySet();
    const [close, distant] = set.ood;
    const bare = { ...close, rows: { ...close.rows, logits: null } };
    const one = await go({ set: { ...set, ood: [bare, distant] } });
    for (const { method, results } of one.finals) {
      const expected = LOGIT_METHODS.includes(method) ? ["distant"] : ["close", "distant"];
      expect(results.map(({ dataset }) => dataset)).toEqual(expected);
    }
    const none = await go({ set: { ...set, test: { ...set.test, logits: null } } });
    expect(methods(none.finals).sort()).toEqual([...LOGITLESS].sort());
  });

  it("takes all training rows for neighbours where there are fewer than asked for", async () => {
    const { error, finals } = await go({ settings: { ...tinySettings(), neighbours: 1000 } });
    expect(error).toBeNull();
    expect(methods(finals)).toContain("KNN");
  });

  it("leaves no tensor", async () => {
    const before = tf.memory().numTensors;
    await go();
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("what a run tells on its way", () => {
  it("marks results of an energy in training as preliminary, before its final ones", async () => {
    const { results } = await go();
    for (const method of PLAIN) {
      expect(results.filter((m) => m.method === method).map(({ final }) => final)).toEqual([true]);
    }
    for (const method of TRAINED) {
      const marks = results.filter((m) => m.method === method).map(({ final }) => final);
      expect(marks.length).toBeGreaterThan(1);
      expect(marks.indexOf(true)).toBe(marks.length - 1);
    }
  });

  it("waits for the page to draw preliminary results before it gives the next", async () => {
    const { results } = await go({}, () => {});
    expect(results.filter(({ final }) => !final).length).toBe(1);
    expect(results.filter(({ final }) => final).length).toBe(PAPER_METHODS.length);
  });

  it("counts progress from near 0 to near 1, never backwards", async () => {
    const { progress } = await go();
    const shares = progress.map(({ share }) => share);
    expect(shares[0]).toBeLessThan(0.1);
    expect(shares.at(-1)).toBeGreaterThan(0.95);
    expect(shares.at(-1)).toBeLessThanOrEqual(1);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(progress.every(({ secondsLeft }) => secondsLeft >= 0)).toBe(true);
  });

  it("tells every update of a training, with its loss", async () => {
    const { progress } = await go();
    for (const method of TRAINED) {
      const training = progress.filter((m) => m.method === method).flatMap((m) => m.training ?? []);
      expect(training.map(({ update }) => update)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      for (const { updates, loss, gap } of training) {
        expect(updates).toBe(TINY_UPDATES);
        expect(Number.isFinite(loss) && Number.isFinite(gap)).toBe(true);
      }
    }
  });
});
