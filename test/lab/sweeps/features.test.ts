import { describe, expect, it } from "vitest";
import type { FeatureRecord } from "../../../src/lab/runs/record.ts";
import { newRun } from "../../../src/lab/sweeps/course.ts";
import {
  FeatureCourse,
  type FeatureFiles,
  filesLacking,
  workersFor,
} from "../../../src/lab/sweeps/features.ts";
import { trialState } from "../../../src/lab/sweeps/schedule.ts";
import { trialsOf } from "../../../src/lab/sweeps/trials.ts";
import { featureDefaults } from "../../../src/model/defaults.ts";
import type { FeatureTrial } from "../../../workers/protocol/trial.ts";
import { plan, result, summary } from "../samples.ts";
import { designOf } from "./sweep.ts";

const files = summary("test");
const taken: FeatureFiles = {
  summary: files,
  load: { type: "load", files: [], roles: [], groups: [] },
};

function begun(): FeatureRecord {
  const base = { kind: "features", settings: { ...featureDefaults(), network: "4x64" } } as const;
  const [trial] = trialsOf(designOf({ base, axes: [{ key: "ridge", values: [0] }], seeds: [1] }));
  return newRun("abcdefghij", { trial: trial!, end: Number.POSITIVE_INFINITY }, 1) as FeatureRecord;
}

const trial: FeatureTrial = {
  ...{ type: "featureTrial", run: 1, backend: { name: "cpu", label: "CPU (test)" } },
  plan: plan(),
  ...{ updates: 30, seconds: 3, comparison: null, problem: null },
  results: [result(1, "SSD", { test: [0.9, 0.2] })],
  trainings: [],
};

describe("workersFor", () => {
  it("gives every core a copy of small files, and of large ones as many as there is room for", () => {
    expect(workersFor(30e6, 8)).toBe(8);
    expect(workersFor(400e6, 8)).toBe(3);
    expect(workersFor(4e9, 8)).toBe(1);
  });
});

describe("filesLacking", () => {
  it("asks for files, and for those that the sweep's runs are of", () => {
    expect(filesLacking(null, [])).toContain("load the feature files");
    expect(filesLacking(taken, [begun()])).toBeNull();
    const { keeping } = new FeatureCourse(begun(), files).ended(trial, 2);
    expect(filesLacking(taken, [keeping.record])).toBeNull();
    const other = { ...files, files: files.files.map((file) => ({ ...file, sha256: "ff" })) };
    expect(filesLacking({ ...taken, summary: other }, [keeping.record])).toContain("test.npy");
  });
});

describe("a trial over features", () => {
  it("goes on from its last state, and keeps its results with what it came to before", async () => {
    const before = { ...begun(), update: 10, updates: 40, seconds: 2 };
    expect(trialState(before).update).toBe(0.25);
    const course = new FeatureCourse(before, files);
    const checkpoints = {};
    const request = await course.request(1, { states: async () => [{ update: 5, checkpoints }] });
    expect(request).toMatchObject({ type: "features", from: checkpoints });
    expect(course.at(20, 40)).toBe(0.5);
    const { how, keeping } = course.ended(trial, 2);
    expect(how).toBe("reached");
    expect(keeping.record).toMatchObject({ update: 30, seconds: 4, backend: "CPU (test)" });
    expect(keeping.record.report!.results.length).toBeGreaterThan(0);
  });

  it("has failed where it has no results", () => {
    const course = new FeatureCourse(begun(), files);
    expect(course.ended({ ...trial, results: [], problem: "broke" }, 2).how).toBe("failed");
  });
});
