import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ComparedCell } from "../../src/detection/comparison.ts";
import type { Interval, Metric } from "../../src/detection/report.ts";
import { featuresReport } from "../../src/lab/report.ts";
import { featureDefaults } from "../../src/model/defaults.ts";
import { setUpLoaded } from "./features.ts";
import { plan, result, summary } from "./samples.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("a run on the Features tab", () => {
  it("gathers results, and drops them when other files are loaded", () => {
    const { port, features, state } = setUpLoaded();
    features.start();
    port.say(result(1, "SSD", { a: [0.9, 0.3], b: [0.8, 0.4] }));
    port.say({ type: "done", run: 1, updates: 12, seconds: 3 });
    expect(state()).toMatchObject({ phase: { at: "done" }, scored: { effort: { updates: 12 } } });
    port.say({ type: "loaded", summary: summary("a", "b") });
    expect(Object.keys(state().results)).toEqual(["SSD"]);
    port.say({ type: "loaded", summary: summary("a", "b", "c") });
    expect(state().results).toEqual({});
    expect(state().phase.at).toBe("loaded");
  });

  it("gives the weights of the run at hand to whoever asks for them", async () => {
    const { port, features } = setUpLoaded();
    features.start();
    port.say({ type: "done", run: 1, updates: 1, seconds: 1 });
    const given: Uint8Array[] = [];
    void features.weights().then((bytes) => given.push(bytes));
    expect(port.heard.at(-1)).toEqual({ type: "weights", run: 1 });
    features.start();
    // Of the run before: it comes too late.
    port.say({ type: "weights", run: 1, bytes: Uint8Array.of(1) });
    port.say({ type: "done", run: 2, updates: 1, seconds: 1 });
    const asked = features.weights();
    port.say({ type: "weights", run: 2, bytes: Uint8Array.of(2) });
    expect(await asked).toEqual(Uint8Array.of(2));
    expect(given).toEqual([]);
  });

  it("starts no run while a correction of the mapping is under way", () => {
    const { port, features, state } = setUpLoaded();
    port.say({ type: "planned", plan: plan() });
    features.assign("b.npy", null);
    features.start();
    expect(port.types).not.toContain("start");
    port.say({ type: "loaded", summary: summary("a") });
    features.start();
    expect(state()).toMatchObject({ phase: { at: "running" }, scored: { effort: null } });
  });

  it("drops results of a run before", () => {
    const { port, features, state } = setUpLoaded();
    features.start();
    features.cancel();
    port.say({ type: "cancelled", run: 1, updates: 0, seconds: 1 });
    features.start();
    port.say(result(1, "SSD", { a: [0.9, 0.3] }));
    expect(state().results).toEqual({});
  });

  it.each(["cancelled", "failed"])(
    "keeps only final results of a run that %s, and reports what it did",
    (type) => {
      const { store, port, features, state } = setUpLoaded();
      features.start();
      port.say({ type: "started", run: 1, plan: plan() });
      port.say(result(1, "SSD", { a: [0.9, 0.3], b: [0.8, 0.4] }));
      port.say({ ...result(1, "EBM", { a: [0.5, 0.9] }), final: false });
      port.say({ type, run: 1, message: "diverged", updates: 12, seconds: 3 });
      expect(Object.keys(state().results)).toEqual(["SSD"]);
      expect(featuresReport(store.getState())).toMatchObject({ updates: 12, seconds: 3 });
    },
  );

  it("keeps a trace of every energy", () => {
    const { port, features, state } = setUpLoaded();
    features.start();
    const progress = (method: string, update: number) =>
      port.say({
        ...{ type: "progress", run: 1, method, share: 0.5, secondsLeft: 1 },
        training: { update, updates: 10, loss: 0.1, gap: 0.2 },
      });
    progress("Correction", 1);
    progress("Correction", 2);
    progress("EBM", 1);
    const { Correction, EBM } = state().trainings;
    expect(Object.keys(state().trainings)).toEqual(["Correction", "EBM"]);
    expect(Correction?.trace.rows).toHaveLength(2);
    expect(EBM).toMatchObject({ updates: 10, trace: { rows: [[1, 0.1, 0.2]] } });
  });

  it("forgets results when an array is taken for something else, and not when that is refused", () => {
    const { port, features, state } = setUpLoaded();
    features.start();
    port.say(result(1, "SSD", { a: [0.9, 0.3], b: [0.8, 0.4] }));
    port.say({ type: "done", run: 1, updates: 12, seconds: 3 });
    features.assign("a.npy", "test_features");
    const assigning = { source: "a.npy", role: "test_features" };
    expect(port.heard.at(-1)).toEqual({ type: "assign", ...assigning });
    expect(state().assigning).toEqual(assigning);
    const problems = ["a.npy: has 3 columns"];
    port.say({ type: "rejected", problems });
    expect(state()).toMatchObject({ problems, phase: { at: "done" }, assigning: null });
    expect(state().results.SSD).toBeDefined();
    features.assign("a.npy", null);
    const changed = summary("a", "b");
    changed.arrays[0]!.role = null;
    port.say({ type: "loaded", summary: changed });
    expect(state()).toMatchObject({ results: {}, problems: [], phase: { at: "loaded" } });
  });

  it("reports final results under what they were made with", () => {
    const { store, port, features } = setUpLoaded();
    features.start();
    port.say({ type: "started", run: 1, plan: plan() });
    port.say(result(1, "SSD", { a: [0.9, 0.3], b: [0.8, 0.4] }));
    const intervals: Record<Metric, Interval> = {
      ...{ auroc: [0.88, 0.92], fpr95: [0.2, 0.4], fpr95OodPositive: [0.6, 0.8] },
    };
    const estimate = (metric: Metric) => ({ value: 0.5, interval: intervals[metric], best: false });
    const cell: ComparedCell = {
      auroc: estimate("auroc"),
      fpr95: estimate("fpr95"),
      fpr95OodPositive: estimate("fpr95OodPositive"),
    };
    const compared = {
      columns: [{ name: "a", group: "near", datasets: ["a"] }],
      methods: [{ method: "SSD", cells: [cell] }],
    };
    port.say({ type: "comparison", run: 1, ...compared, ablation: compared });
    port.say({ ...result(1, "EBM", { a: [0.5, 0.9] }), final: false });
    expect(featuresReport(store.getState())).toBeNull();
    port.say({ type: "done", run: 1, updates: 12, seconds: 3 });
    features.set("neighbours", 7);
    port.say({ type: "opened", backend: { name: "webgpu", label: "WebGPU (test)" } });
    expect(featuresReport(store.getState())).toEqual({
      ...{ schema: "energy-correction-lab/report@1", backend: "CPU (test)" },
      settings: { ...featureDefaults(), network: "4x64", networkChoice: "auto" },
      ...{ updates: 12, seconds: 3 },
      toy: null,
      data: ["a.npy", "b.npy"].map((file) => ({ file, sha256: "0f".repeat(32) })),
      results: [
        {
          ...{ method: "SSD", dataset: "a", group: "near" },
          ...{ auroc: 0.9, fpr95: 0.3, fpr95OodPositive: 0.7, intervals },
        },
        {
          ...{ method: "SSD", dataset: "b", group: "far" },
          ...{ auroc: 0.8, fpr95: 0.4, fpr95OodPositive: 0.6 },
        },
      ],
    });
  });

  it("goes on where the GPU was lost: says so, reports the new backend, draws no loss twice", () => {
    const { store, port, features, state } = setUpLoaded();
    port.say({ type: "planned", plan: plan() });
    features.start();
    port.say({ type: "started", run: 1, plan: plan() });
    for (const update of [1, 2, 3, 4]) {
      port.say({
        ...{ type: "progress", run: 1, method: "EBM", share: 0.5, secondsLeft: 1 },
        training: { update, updates: 10, loss: 0.1, gap: 0.2 },
      });
    }
    const backend = { name: "cpu", label: "CPU (next)" };
    const training = { method: "EBM", update: 2 };
    port.say({ type: "recovered", backend, training, message: "The GPU was lost." });
    expect(state()).toMatchObject({
      phase: { at: "running" },
      notice: "The GPU was lost.",
      backend,
    });
    expect(state().trainings.EBM?.trace.rows.map(([update]) => update)).toEqual([1, 2]);
    port.say(result(1, "SSD", { a: [0.9, 0.3] }));
    port.say({ type: "done", run: 1, updates: 12, seconds: 3 });
    expect(featuresReport(store.getState())?.backend).toBe("CPU (next)");
    expect(port.types.at(-1)).toBe("plan");
    features.dismissNotice();
    expect(state().notice).toBeNull();
  });

  it("leaves the report of a finished run as it was where the GPU is lost at rest", () => {
    const { store, port, features, state } = setUpLoaded();
    features.start();
    port.say({ type: "started", run: 1, plan: plan() });
    port.say(result(1, "SSD", { a: [0.9, 0.3] }));
    port.say({ type: "done", run: 1, updates: 12, seconds: 3 });
    const backend = { name: "cpu", label: "CPU (next)" };
    port.say({ type: "recovered", backend, training: null, message: "The GPU was lost." });
    expect(state().backend).toEqual(backend);
    expect(featuresReport(store.getState())?.backend).toBe("CPU (test)");
    features.start();
    expect(state().notice).toBeNull();
  });

  it("survives a crash of the worker, and reads files with the next one", () => {
    const { ports, port, features, state } = setUpLoaded();
    port.crash("out of memory");
    expect(state()).toMatchObject({ phase: { at: "failed" }, summary: null });
    features.read([]);
    expect(ports[1]!.types).toEqual(["open", "read"]);
  });
});
