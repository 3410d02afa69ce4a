import { describe, expect, it } from "vitest";
import { densityOf } from "../../src/data/density.ts";
import { adviceOf, diagnose, smallestVariance } from "../../src/lab/diagnosis.ts";
import { TOY_FIELDS } from "../../src/lab/settings.ts";
import { parse } from "../../src/lab/values.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { TOY_DATA, type ToyModel, type ToySettings } from "../../src/model/recipe.ts";
import type { ToyFrame } from "../../workers/protocol/toy.ts";
import { frame } from "./samples.ts";

/** Too long a step for the cross. */
const STEP = { stepSize: 0.1, stepSizeEnd: 0.1 };

const settingsWith = (own: Partial<ToySettings>, model: ToyModel = "correction") => ({
  ...toyDefaults("cross", model),
  ...own,
});
const remedies = (own: Partial<ToySettings>, outcome: "ready" | "diverged" | "worse") =>
  diagnose(settingsWith(own), outcome).map(({ changes }) => changes);

/** A frame of a correction with this NLL; the mixture's is 2.2, the truth's 1.4. */
function frameWith(nll: number, problem: string | null = null): ToyFrame {
  const sample = frame(1, 40);
  const correction = sample.models.correction!;
  const quality = { ...correction.quality, nll };
  return {
    ...sample,
    models: { ...sample.models, correction: { ...correction, quality, problem } },
  };
}

describe("the smallest variance of the data", () => {
  // Where a ridge is straight, and which way is across it.
  it.each([
    ["cross", [1, 1], [-1, 1]],
    ["grid", [0.5, 0.5], [-1, 1]],
    ["rings", [1.2, 0], [1, 0]],
  ] as const)("of %s is the curvature of -log p across its ridge", (data, [x, y], across) => {
    const settings = toyDefaults(data, "correction");
    const { density } = densityOf(settings, null);
    const h = 0.02 / Math.hypot(...across);
    const energy = (t: number) => -Math.log(density(x + t * h * across[0], y + t * h * across[1]));
    const curvature = (energy(1) + energy(-1) - 2 * energy(0)) / 0.02 ** 2;
    const variance = smallestVariance(settings)!;
    expect(curvature * variance).toBeGreaterThan(0.9);
    expect(curvature * variance).toBeLessThan(1.1);
  });
});

describe("the diagnosis", () => {
  it.each(TOY_DATA)("has nothing against the defaults of %s", (data) => {
    for (const model of ["mixture", "ebm", "correction", "all"] as const) {
      const settings = toyDefaults(data, model);
      expect(diagnose(settings, "ready")).toEqual([]);
      expect(diagnose(settings, "worse")).toEqual([]);
    }
  });

  it("names each cause with both numbers, and a remedy that the setting takes", () => {
    const causes: [Partial<ToySettings>, RegExp, object][] = [
      [STEP, /^Step size 0.1 .*0\.011/, { stepSize: 0.01, stepSizeEnd: 0.01 }],
      [{ learningRate: 0.1 }, /^Learning rate 0.1 is 10 times the 0.01/, { learningRate: 0.01 }],
      [{ l2: 10 }, /λ 10 .*0\.05/, { l2: 0.03 }],
      [{ l2: 0.001 }, /λ 0.001 .*0\.03/, { l2: 0.03 }],
      [{ temperature: 100 }, /T 100 .*0\.17/, { temperature: 1 }],
      [{ temperature: 0.01 }, /T 0.01 .*100 times/, { temperature: 1 }],
      [{ steps: 1 }, /^Chains of 1 step, of 40/, { steps: 40 }],
      [{ noiseKind: "own", noise: 0, noiseEnd: 0 }, /σ 0 .*0\.14/, { noiseKind: "langevin" }],
    ];
    for (const [own, sentence, changes] of causes) {
      const [first] = diagnose(settingsWith(own), "worse");
      expect(first?.sentence).toMatch(sentence);
      expect(first?.sentence).toMatch(/\.$/);
      expect(first?.changes).toEqual(changes);
      for (const [key, value] of Object.entries(changes)) {
        expect(parse(TOY_FIELDS.find((field) => field.key === key)!, String(value))).toBe(value);
      }
      expect(remedies({ ...own, ...changes }, "worse")).toEqual([]);
    }
  });

  it("warns of the step size before training on data of straight ridges or round modes alone", () => {
    const warned = TOY_DATA.filter((data) => {
      const settings = { ...toyDefaults(data, "correction"), ...STEP };
      return diagnose(settings, "ready").length > 0;
    });
    expect(warned).toEqual(["cross", "grid", "gaussians"]);
  });

  it("speaks of a mixture only where the model has one", () => {
    const sentence = (model: ToyModel) =>
      diagnose(settingsWith({ l2: 10 }, model), "worse")[0]?.sentence;
    expect(sentence("correction")).toMatch(/too flat to change the mixture\.$/);
    expect(sentence("ebm")).toMatch(/too flat to learn the data\.$/);
  });

  it("has several causes where there are several, the likeliest first", () => {
    const wild = { learningRate: 1, stepSize: 1, stepSizeEnd: 1, l2: 0 };
    expect(remedies(wild, "diverged")).toEqual([
      { l2: 0.03 },
      { learningRate: 0.01 },
      { stepSize: 0.01, stepSizeEnd: 0.01 },
    ]);
  });

  it("has a guess where a run diverged and nothing stands out", () => {
    expect(remedies({}, "diverged")).toEqual([{ learningRate: 0.005 }]);
  });

  it("has nothing against the chains of a run without Langevin chains", () => {
    const long = { stepSize: 1, stepSizeEnd: 1, steps: 1 };
    expect(remedies({ ...long, objective: "nce" }, "worse")).toEqual([]);
    expect(remedies({ stepSize: 1, sampler: "mala" }, "ready")).toEqual([]);
  });
});

describe("the advice on a run", () => {
  it("is on the step size before it begins, and nothing while it trains", () => {
    const settings = settingsWith(STEP);
    expect(adviceOf(settings, null, "ready")).toMatchObject({ outcome: "ready" });
    expect(adviceOf(settings, frameWith(3), "training")).toBeNull();
  });

  it("is for a correction that ended no better than the mixture, with both NLLs", () => {
    const settings = settingsWith({ l2: 10 });
    expect(adviceOf(settings, frameWith(2.19), "done")?.headline).toBe(
      "The correction's test NLL, 2.190 nats, is no better than the mixture's 2.200",
    );
    expect(adviceOf(settings, frameWith(1.9), "done")).toBeNull();
    expect(adviceOf(settingsWith({}), frameWith(2.19), "done")).toBeNull();
  });

  it("blames no setting for what the plain EBM does by itself", () => {
    const { correction, ...models } = frameWith(2.19).models;
    const frame = { ...frameWith(2.19), models: { ...models, ebm: correction! } };
    const wild = (data: "cross" | "grid") => ({
      ...toyDefaults(data, "ebm"),
      learningRate: 0.1,
    });
    expect(adviceOf(wild("cross"), frame, "done")?.headline).toMatch(/^The EBM's/);
    expect(adviceOf(wild("grid"), frame, "done")).toBeNull();
  });

  it("is for a model that diverged, beside others that go on too", () => {
    const settings = settingsWith({ l2: 0 }, "all");
    const advice = adviceOf(settings, frameWith(9, "training diverged"), "training");
    expect(advice).toMatchObject({ outcome: "diverged", findings: [{ changes: { l2: 0.03 } }] });
  });
});
