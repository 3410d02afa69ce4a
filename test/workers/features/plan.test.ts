import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../../src/kernels/backend.ts";
import { parameterCount } from "../../../src/model/network.ts";
import { Planner, totalSeconds } from "../../../workers/features/plan.ts";
import { tinySet, tinySettings } from "./tiny.ts";

beforeAll(async () => {
  await openBackend("cpu");
});

function openPlanner(): Planner {
  const { mixture, ...set } = tinySet();
  return new Planner(set, mixture);
}

describe("Planner", () => {
  it("plans the network that the settings name, its parameters and a time for each part", async () => {
    const plan = await openPlanner().plan(tinySettings());
    expect(plan.size).toBe("4x64");
    const network = { inputs: 6, fourierFeatures: 0, hiddenLayers: 4, width: 64 };
    expect(plan.parameters).toBe(parameterCount({ ...network, activation: "leakyRelu" }));
    for (const seconds of Object.values(plan.seconds)) {
      expect(Number.isFinite(seconds) && seconds > 0).toBe(true);
    }
    const { neighbours, bootstrap, ebm, correction } = plan.seconds;
    expect(totalSeconds(plan)).toBeCloseTo(neighbours + bootstrap + ebm + correction, 12);
  });

  it("times a network once, and scales with the updates and the steps of their chains", async () => {
    const planner = openPlanner();
    const first = await planner.plan(tinySettings());
    expect(await planner.plan(tinySettings())).toEqual(first);
    const longer = await planner.plan(tinySettings({ epochs: 6 }, { steps: 100 }));
    expect(longer.seconds.ebm).toBeCloseTo(3 * first.seconds.ebm, 9);
    expect(longer.seconds.correction).toBeGreaterThan(5 * first.seconds.correction);
    expect(longer.seconds.neighbours).toBe(first.seconds.neighbours);
  });

  it("takes for `auto` the largest network if time is plenty, the smallest if there is none", async () => {
    const planner = openPlanner();
    const endless = { epochs: 1e12 };
    const hurried = { ...tinySettings(endless, endless), network: "auto" as const };
    expect((await planner.plan(hurried)).size).toBe("4x64");
    const brief = await planner.plan({ ...tinySettings(), network: "auto" });
    expect(brief.size).toBe("4x1024");
    expect(totalSeconds(brief)).toBeLessThan(300);
  });

  it("leaves no tensor", async () => {
    const before = tf.memory().numTensors;
    await openPlanner().plan(tinySettings());
    expect(tf.memory().numTensors).toBe(before);
  });
});
