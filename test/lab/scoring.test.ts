import { describe, expect, it } from "vitest";
import { featuresReport } from "../../src/lab/report.ts";
import { featureActions } from "../../src/lab/scoring.ts";
import { createLabStore } from "../../src/lab/store.ts";
import { fakeWorkers } from "./port.ts";
import { result, summary } from "./samples.ts";

function setUp() {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const features = featureActions(store, open, (then) => then());
  features.open();
  const port = ports[0]!;
  port.say({ type: "opened", backend: { name: "cpu", label: "CPU (test)" } });
  const state = () => store.getState().features;
  return { store, ports, port, features, state };
}

function setUpLoaded() {
  const lab = setUp();
  lab.features.read([]);
  lab.port.say({ type: "loaded", summary: summary("a", "b") });
  return lab;
}

describe("the Features tab", () => {
  it("opens its worker once, with the backend asked for", () => {
    const { port, features } = setUp();
    features.open();
    expect(port.heard).toEqual([
      { type: "open", backend: "auto" },
      { type: "open", backend: "auto" },
    ]);
  });

  it("asks for a plan once enough is loaded", () => {
    const { port, state } = setUpLoaded();
    expect(state().phase.at).toBe("loaded");
    expect(port.types.at(-1)).toBe("plan");
  });

  it("keeps what was loaded when files are rejected, and lists the problems", () => {
    const { port, features, state } = setUpLoaded();
    features.read([]);
    expect(state().phase.at).toBe("reading");
    port.say({ type: "rejected", problems: ["x.npy: is empty"] });
    expect(state()).toMatchObject({ phase: { at: "loaded" }, problems: ["x.npy: is empty"] });
    expect(state().summary?.files).toHaveLength(2);
    features.dismiss();
    expect(state().problems).toEqual([]);
  });

  it("gathers results, and drops them when other files are loaded", () => {
    const { port, features, state } = setUpLoaded();
    features.start();
    port.say(result(1, "SSD", { a: [0.9, 0.3], b: [0.8, 0.4] }));
    port.say({ type: "done", run: 1, updates: 12, seconds: 3 });
    expect(state().phase).toMatchObject({ at: "done", updates: 12 });
    port.say({ type: "loaded", summary: summary("a", "b") });
    expect(Object.keys(state().results)).toEqual(["SSD"]);
    port.say({ type: "loaded", summary: summary("a", "b", "c") });
    expect(state().results).toEqual({});
    expect(state().phase.at).toBe("loaded");
  });

  it("drops results of a run before", () => {
    const { port, features, state } = setUpLoaded();
    features.start();
    features.cancel();
    port.say({ type: "cancelled", run: 1 });
    features.start();
    port.say(result(1, "SSD", { a: [0.9, 0.3] }));
    expect(state().results).toEqual({});
  });

  it("begins a new trace with every energy", () => {
    const { port, features, state } = setUpLoaded();
    features.start();
    const progress = (method: string, update: number) =>
      port.say({
        ...{ type: "progress", run: 1, method, share: 0.5, secondsLeft: 1 },
        training: { update, updates: 10, loss: 0.1, gap: 0.2 },
      });
    progress("EBM", 1);
    progress("EBM", 2);
    expect(state().trace.rows).toHaveLength(2);
    progress("Correction", 1);
    expect(state().trace.rows).toEqual([[1, 0.1, 0.2]]);
  });

  it("reports final results under the settings they were made with", () => {
    const { store, port, features } = setUpLoaded();
    features.start();
    port.say(result(1, "SSD", { a: [0.9, 0.3], b: [0.8, 0.4] }));
    port.say({ ...result(1, "EBM", { a: [0.5, 0.9] }), final: false });
    expect(featuresReport(store.getState())).toBeNull();
    port.say({ type: "done", run: 1, updates: 12, seconds: 3 });
    features.set("neighbours", 7);
    expect(featuresReport(store.getState())).toEqual({
      ...{ schema: "energy-correction-lab/report@1", backend: "CPU (test)" },
      ...{ settings: expect.objectContaining({ neighbours: 50 }), updates: 12, seconds: 3 },
      toy: null,
      results: [
        { method: "SSD", dataset: "a", group: "near", auroc: 0.9, fpr95: 0.3 },
        { method: "SSD", dataset: "b", group: "far", auroc: 0.8, fpr95: 0.4 },
      ],
    });
  });

  it("survives a crash of the worker, and reads files with the next one", () => {
    const { ports, port, features, state } = setUpLoaded();
    port.crash("out of memory");
    expect(state()).toMatchObject({ phase: { at: "failed" }, summary: null });
    features.read([]);
    expect(ports[1]!.types).toEqual(["open", "read"]);
  });
});
