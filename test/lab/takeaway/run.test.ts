import { describe, expect, it } from "vitest";
import { RUN_SCHEMA, type ToyDetails, type ToyRecord } from "../../../src/lab/runs/record.ts";
import { createLabStore } from "../../../src/lab/store.ts";
import { featuresRun, repeatProblem, takenKept, takenRun } from "../../../src/lab/takeaway/run.ts";
import { featureDefaults, toyDefaults } from "../../../src/model/defaults.ts";
import { firstCheckpoint } from "../../../src/training/checkpoint.ts";
import { networkOf } from "../../../src/training/task.ts";

const settings = toyDefaults("cross", "correction");
const checkpoint = firstCheckpoint(networkOf(settings, 2), 1);

const record: ToyRecord = {
  ...{ schema: RUN_SCHEMA, kind: "toy", id: "0123456789", name: "", pinned: false, settings },
  ...{ created: 0, changed: 0, version: "a test", backend: "CPU (test)", from: null, sweep: null },
  ...{ standing: "done", problem: null, update: 40, updates: 40, seconds: 1, report: null },
};
const details: ToyDetails = {
  ...{ kind: "toy", drawing: null, painted: null, traces: {}, fits: [], phases: {}, maps: {} },
};

describe("takenKept", () => {
  it("has the settings of a kept run and its newest state", () => {
    const states = [10, 40].map((update) => ({ update, checkpoints: { correction: checkpoint } }));
    const taken = takenKept(record, details, states);
    expect(taken.run).toEqual({ kind: "toy", settings, drawing: null, painted: null });
    expect(taken.state).toMatchObject({ settings, update: 40, backend: "CPU (test)" });
    expect(repeatProblem(taken)).toBeNull();
  });

  it("has no state of a run of which none was kept, or that trained nothing", () => {
    expect(takenKept(record, details, []).state).toBeNull();
    expect(takenKept(record, details, [{ update: 0, checkpoints: {} }]).state).toBeNull();
  });

  it("says of a fork why its settings do not repeat it", () => {
    const fork = { ...record, from: { id: "abcdefghij", update: 20 } };
    expect(repeatProblem(takenKept(fork, details, []))).toMatch(/^It was forked at update 20/);
  });
});

describe("what is at hand", () => {
  it("is no run before its first frame, and the panel's settings on Features", () => {
    const state = createLabStore().getState();
    expect(takenRun(state)).toBeNull();
    expect(featuresRun(state)).toEqual({ kind: "features", settings: featureDefaults() });
  });
});
