import { describe, expect, it } from "vitest";
import { chainGradients, learningRateAt, scheduleOf } from "../../src/model/schedule.ts";

const recipe = {
  steps: 5,
  stepSize: 0.1,
  stepSizeEnd: 0.02,
  noiseKind: "own",
  noise: 1,
  noiseEnd: 0,
  decay: "linear",
} as const;
const close = (values: number[]) => values.map((value) => expect.closeTo(value, 12));

describe("scheduleOf", () => {
  it("goes linearly from the first value to the last", () => {
    const { stepSizes, noise } = scheduleOf(recipe);
    expect(stepSizes).toEqual(close([0.1, 0.08, 0.06, 0.04, 0.02]));
    expect(noise).toEqual(close([1, 0.75, 0.5, 0.25, 0]));
  });

  it("goes quadratically where asked", () => {
    const { noise } = scheduleOf({ ...recipe, decay: "quadratic" });
    expect(noise).toEqual(close([1, 0.5625, 0.25, 0.0625, 0]));
  });

  it("ties the noise to the step size in a true Langevin chain", () => {
    const { noise, stepSizes } = scheduleOf({ ...recipe, noiseKind: "langevin" });
    expect(noise).toEqual(close(stepSizes.map((alpha) => Math.sqrt(2 * alpha))));
  });

  it("uses the first value where there is one step", () => {
    expect(scheduleOf({ ...recipe, steps: 1 }).stepSizes).toEqual([0.1]);
  });
});

describe("learningRateAt", () => {
  it("falls along a cosine from the rate to 0", () => {
    const rate = { learningRate: 0.4, learningRateDecay: "cosine" } as const;
    const rates = [0, 50, 100].map((update) => learningRateAt(rate, update, 100));
    expect(rates).toEqual(close([0.4, 0.2, 0]));
  });

  it("stays where there is no decay", () => {
    const rate = { learningRate: 0.4, learningRateDecay: "none" } as const;
    expect(learningRateAt(rate, 99, 100)).toBe(0.4);
  });
});

describe("chainGradients", () => {
  it.each([
    ["likelihood", "langevin", 20],
    ["likelihood", "mala", 21],
    ["likelihood", "hmc", 101],
    ["nce", "hmc", 0],
  ] as const)("counts those of %s with %s", (objective, sampler, expected) => {
    expect(chainGradients({ objective, sampler, steps: 20, leapfrogs: 5 })).toBe(expected);
  });
});
