import * as tf from "@tensorflow/tfjs-core";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { FeatureSet } from "../../src/data/rows.ts";
import { correction } from "../../src/detection/learned.ts";
import { LOGIT_METHODS, type Method, PAPER_METHODS } from "../../src/detection/methods.ts";
import { msp } from "../../src/detection/msp.ts";
import { auroc, fpr95 } from "../../src/detection/roc.ts";
import { type OpenBackend, openBackend } from "../../src/kernels/backend.ts";
import * as evaluate from "../../src/kernels/evaluate.ts";
import { disposeMixture, mixtureTensors } from "../../src/kernels/tensors.ts";
import { parameterCount } from "../../src/model/network.ts";
import type { FeatureSettings } from "../../src/model/recipe.ts";
import { recipeFor } from "../../src/training/featureRecipe.ts";
import { Trainer } from "../../src/training/trainer.ts";
import type { Plan } from "../../workers/featurePlan.ts";
import { type Control, FeatureRun, type Outlet } from "../../workers/featureRun.ts";
import { Scoreboard } from "../../workers/scoreboard.ts";
import { CPU, fastClock, GPU, loseIn, recoveryOf } from "./lost.ts";
import { TINY_UPDATES, tinySet, tinySettings } from "./tiny.ts";

const TRAINED: Method[] = ["Correction", "EBM"];
const PLAIN = PAPER_METHODS.filter((method) => !TRAINED.includes(method));
const LOGITLESS = PAPER_METHODS.filter((method) => !LOGIT_METHODS.includes(method));
const PLAN: Plan = {
  size: "4x64",
  parameters: 0,
  seconds: { neighbours: 1, bootstrap: 0.8, ebm: 6, correction: 3 },
  secondsPerQuery: 0.01,
  secondsPerBootstrap: 0.1,
  overBudget: false,
};

beforeAll(async () => {
  await openBackend("cpu");
});

/** Every message that may be due is due. */
beforeEach(fastClock);
afterEach(() => {
  vi.restoreAllMocks();
});

type Message =
  | ({ type: "progress" } & Parameters<Outlet["progress"]>[0])
  | ({ type: "result" } & Parameters<Outlet["result"]>[0])
  | ({ type: "comparison" } & Parameters<Outlet["comparison"]>[0])
  | ({ type: "recovered" } & Parameters<Outlet["recovered"]>[0]);

/** What a run posts, the page drawing every result at once; `react` sees each message. */
async function go(
  over: { set?: FeatureSet; settings?: FeatureSettings; backends?: OpenBackend[] } = {},
  react: (message: Message, control: Control) => void = (_, control) => {
    control.drawn = true;
  },
) {
  const { mixture, ...tiny } = tinySet();
  const { set = tiny, settings = tinySettings(), backends = [CPU] } = over;
  const recovery = await recoveryOf(...backends);
  const messages: Message[] = [];
  const take = (message: Message) => {
    messages.push(message);
    react(message, control);
  };
  const control: Control = { cancelled: false, drawn: true };
  const board = new Scoreboard(set, settings);
  const run = new FeatureRun(control, { set, mixture }, settings, PLAN, board, recovery, {
    progress: (message) => take({ type: "progress", ...message }),
    result: (message) => take({ type: "result", ...message }),
    comparison: (message) => take({ type: "comparison", ...message }),
    recovered: (message) => take({ type: "recovered", ...message }),
  });
  const error = await run.go().then(
    () => null,
    (thrown: Error) => thrown.message,
  );
  const results = messages.filter((message) => message.type === "result");
  const progress = messages.filter((message) => message.type === "progress");
  const finals = results.filter(({ final }) => final);
  const recovered = messages.filter((message) => message.type === "recovered");
  return { run, control, error, messages, results, progress, finals, recovered, tiny, mixture };
}

const methods = (messages: { method: Method }[]) => messages.map(({ method }) => method);

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

describe("cancel", () => {
  const CASES: [string, (message: Message) => boolean][] = [
    ["while the plain detectors score", (m) => m.type === "progress" && m.method === "SSD"],
    ["between two methods", (m) => m.type === "result" && m.method === "MoG"],
    ["in a training", (m) => m.type === "progress" && m.training?.update === 3],
    ["in the second training", (m) => m.type === "progress" && m.method === "EBM"],
  ];

  it.each(CASES)("%s ends the run, and nothing comes after it", async (_, when) => {
    const before = tf.memory().numTensors;
    const { control, error, messages } = await go({}, (message, own) => {
      if (when(message)) own.cancelled = true;
    });
    expect(error).toBeNull();
    expect(control.cancelled).toBe(true);
    expect(messages.findIndex(when)).toBe(messages.length - 1);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("the loss of the GPU", () => {
  const exact = ({ finals }: Awaited<ReturnType<typeof go>>) =>
    finals.map(({ method, results }) => [method, results.map(({ curve }) => [...curve])]);

  it("while a detector scores: the detector scores anew, on what is open then", async () => {
    const calm = await go();
    loseIn(evaluate, "kthSquaredDistances", 1);
    const shaken = await go({ backends: [GPU, CPU] });
    expect(shaken.error).toBeNull();
    expect(exact(shaken)).toEqual(exact(calm));
    expect(shaken.recovered).toEqual([
      {
        ...{ type: "recovered", backend: CPU, training: null },
        message: "The GPU was lost. Work resumed on CPU (test).",
      },
    ]);
  });

  it("in a training: it goes on from the last checkpoint, to the same results", async () => {
    const before = tf.memory().numTensors;
    const calm = await go();
    loseIn(Trainer.prototype, "losses", 5, TINY_UPDATES + 6);
    const shaken = await go({ backends: [GPU, GPU, CPU] });
    expect(shaken.error).toBeNull();
    expect(exact(shaken)).toEqual(exact(calm));
    expect(shaken.run.updates).toBe(2 * TINY_UPDATES);
    expect(shaken.recovered.map(({ backend, training }) => [backend, training?.method])).toEqual([
      [GPU, "Correction"],
      [CPU, "EBM"],
    ]);
    for (const { message, training } of shaken.recovered) {
      expect(training!.update).toBeGreaterThan(0);
      expect(message).toContain(`Training resumed from update ${training!.update} on`);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it("in a training tells the losses after the checkpoint again, and no others", async () => {
    loseIn(Trainer.prototype, "losses", 5);
    const { messages } = await go({ backends: [GPU, CPU] });
    const updates: number[] = [];
    for (const message of messages) {
      if (message.type === "recovered") {
        while (updates.at(-1)! > message.training!.update) updates.pop();
      } else if (message.type === "progress" && message.method === "Correction") {
        if (message.training) updates.push(message.training.update);
      }
    }
    expect(updates).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it("once a training is over does not train again", async () => {
    const calm = await go();
    loseIn(evaluate, "networkEnergies", 1);
    const shaken = await go({ backends: [GPU, CPU] }, () => {});
    expect(exact(shaken)).toEqual(exact(calm));
    expect(shaken.run.updates).toBe(2 * TINY_UPDATES);
  });

  it("does not hide a cancel", async () => {
    loseIn(Trainer.prototype, "losses", 5);
    const { control, error, progress } = await go({ backends: [GPU, CPU] }, (message, own) => {
      if (message.type === "recovered") own.cancelled = true;
    });
    expect(error).toBeNull();
    expect(control.cancelled).toBe(true);
    expect(progress.every(({ method }) => method !== "EBM")).toBe(true);
  });
});

describe("a training that diverges", () => {
  const WILD = { stepSize: 1e30, stepSizeEnd: 1e30, projection: "none" } as const;

  it.each(["EBM", "Correction"] as const)(
    "fails the run at its end, everything else finished: %s",
    async (own) => {
      const before = tf.memory().numTensors;
      const settings = own === "EBM" ? tinySettings(WILD) : tinySettings({}, WILD);
      const { error, finals } = await go({ settings });
      expect(error).toMatch(
        new RegExp(
          `^${own}: training diverged by update \\d+: .*the finished methods are kept; try a`,
        ),
      );
      const finished = PAPER_METHODS.filter((method) => method !== own);
      expect(methods(finals).toSorted()).toEqual(finished.toSorted());
      expect(tf.memory().numTensors).toBe(before);
    },
  );
});
