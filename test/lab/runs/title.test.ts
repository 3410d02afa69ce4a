import { describe, expect, it } from "vitest";
import { ago, standingOf } from "../../../src/lab/runs/standing.ts";
import { departuresOf, settingsTitle, titleOf } from "../../../src/lab/runs/title.ts";
import { featureDefaults } from "../../../src/model/defaults.ts";
import { featureRun, idOf, toyRun } from "./records.ts";

describe("titleOf", () => {
  it("is the reader's name, or data, model, what departs from the defaults, and the seed", () => {
    expect(titleOf(toyRun(0, { name: "mine" }))).toBe("mine");
    expect(titleOf(toyRun(0))).toBe("grid, correction; seed 1");
    expect(titleOf(toyRun(0, {}, { width: 128, l2: 0.1, seed: 7 }))).toBe(
      "grid, correction: width 128, L2 coefficient 0.1; seed 7",
    );
  });

  it("names three settings and counts the others", () => {
    const dials = { width: 128, l2: 0.1, steps: 20, batch: 64, updates: 400 };
    expect(settingsTitle(toyRun(0, {}, dials), false)).toMatch(/^grid, correction: .+, 2 more$/);
  });

  it("tells the two energies on features apart", () => {
    const settings = featureDefaults();
    const run = featureRun(0, {
      settings: { ...settings, network: "4x64", ebm: { ...settings.ebm, epochs: 3 } },
    });
    expect(titleOf(run)).toBe("features, 4x64: EBM epochs 3; seed 1");
  });
});

it("departuresOf leaves out settings that change nothing", () => {
  expect(departuresOf(toyRun(0, {}, { leapfrogs: 9 }))).toEqual([]);
});

describe("standingOf", () => {
  it("tells where a run trains, where it stopped, and why it failed", () => {
    const run = toyRun(0, { update: 340, standing: "training" });
    expect(standingOf(run, false).text).toBe("training here, 340 of 800");
    expect(standingOf(run, true).text).toBe("training in another tab, 340 of 800");
    expect(standingOf({ ...run, standing: "stopped" }, false).text).toBe("stopped at 340 of 800");
    const failed = { ...run, standing: "failed" as const, problem: "the loss is not finite" };
    expect(standingOf(failed, false).text).toBe("failed at 340 of 800: the loss is not finite");
  });

  it("says that a sweep's rule ended a trial", () => {
    const sweep = { id: idOf(9), trial: 1, rungs: [], dropped: true };
    const run = toyRun(0, { update: 89, standing: "stopped", sweep });
    expect(standingOf(run, false).text).toBe("ended by its sweep at 89 of 800");
  });
});

it("ago says how long ago a time was", () => {
  const now = Date.UTC(2026, 10, 24, 12);
  const words = [5, 90, 7200, 86_400, 40 * 86_400].map((s) => ago(now - 1000 * s, now));
  expect(words).toEqual(["just now", "1 minute ago", "2 hours ago", "yesterday", "last month"]);
});
