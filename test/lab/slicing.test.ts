import { describe, expect, it } from "vitest";
import { featureActions } from "../../src/lab/scoring.ts";
import { isStale } from "../../src/lab/slicing.ts";
import { createLabStore } from "../../src/lab/store.ts";
import type { SliceRequest } from "../../workers/protocol/slice.ts";
import { fakeWorkers } from "./port.ts";
import { plan, summary } from "./samples.ts";

function setUp() {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const features = featureActions(store, open, (then) => then());
  features.open();
  const port = ports[0]!;
  port.say({ type: "opened", backend: { name: "cpu", label: "CPU (test)" } });
  const asked = () => port.heard.filter(({ type }) => type === "slice") as SliceRequest[];
  const load = (...sets: string[]) => {
    features.read([]);
    port.say({ type: "loaded", summary: summary(...sets) });
  };
  const answer = () => port.say({ type: "slice", id: asked().at(-1)!.id, maps: {}, points: [] });
  return { port, features, asked, load, answer, state: () => store.getState().slice };
}

describe("the feature-space view", () => {
  it("asks for a slice once files are loaded, and anew for each choice", () => {
    const { features, asked, load, answer, state } = setUp();
    expect(asked()).toHaveLength(0);
    load("a", "b");
    expect(asked()).toHaveLength(1);
    answer();
    expect(isStale(state())).toBe(false);
    features.slice({ energy: "ebm" });
    expect(isStale(state())).toBe(true);
    expect(asked().at(-1)!.choice).toMatchObject({ energy: "ebm", surface: "sphere" });
    expect(asked()[1]!.id).toBeGreaterThan(asked()[0]!.id);
  });

  it("drops the answer to an older choice", () => {
    const { port, features, asked, load, answer, state } = setUp();
    load("a");
    features.slice({ surface: "plane" });
    port.say({ type: "slice", id: asked()[0]!.id, maps: {}, points: [] });
    expect(state().slice).toBeNull();
    answer();
    expect(state().slice?.id).toBe(asked()[1]!.id);
  });

  it("keeps why there is no such plane, until another is chosen", () => {
    const { port, features, asked, load, state } = setUp();
    load("a");
    port.say({ type: "unsliced", id: asked()[0]!.id, message: "one line" });
    expect(state().refusal).toBe("one line");
    features.slice({ nearest: 0.1 });
    expect(state().refusal).toBeNull();
  });

  it("waits for the end of a run, and asks anew for what it has trained", () => {
    const { port, features, asked, load, answer, state } = setUp();
    load("a");
    answer();
    port.say({ type: "planned", plan: plan() });
    features.start();
    features.slice({ energy: "ebm" });
    expect(asked()).toHaveLength(1);
    expect(isStale(state())).toBe(true);
    port.say({ type: "done", run: 1, updates: 1, seconds: 1 });
    expect(asked()).toHaveLength(2);
    expect(asked()[1]!.choice.energy).toBe("ebm");
  });

  it("asks anew where E_G is fitted with other settings, and for no other setting", () => {
    const { features, asked, load } = setUp();
    load("a");
    features.set("neighbours", 7);
    expect(asked()).toHaveLength(1);
    features.set("ridge", 0.5);
    expect(asked().at(-1)).toMatchObject({ settings: { ridge: 0.5 } });
    expect(asked()).toHaveLength(2);
  });

  it("asks anew after a reading that was refused, which may have cut a slice off", () => {
    const { port, features, asked, load } = setUp();
    load("a");
    port.say({ type: "planned", plan: plan() });
    features.read([]);
    port.say({ type: "rejected", problems: ["x.npy: is empty"] });
    expect(asked()).toHaveLength(2);
  });

  it("chooses only classes, sets and rows that are there", () => {
    const { features, asked, load } = setUp();
    load("a", "b");
    features.slice({ plane: { by: "means", classes: [0, 1, 5] } });
    expect(asked().at(-1)!.choice.plane).toMatchObject({ classes: [0, 1, 2] });
    features.slice({ plane: { by: "line", from: 7, dataset: "b", row: 99 } });
    expect(asked().at(-1)!.choice.plane).toMatchObject({ from: 1, dataset: "b", row: 9 });
    features.clear();
    load("c");
    expect(asked().at(-1)!.choice.plane).toMatchObject({ dataset: "c" });
  });

  it("takes the training features' axes where there are too few classes for a plane of means", () => {
    const { asked, load } = setUp();
    load("a");
    expect(asked()[0]!.choice.plane).toMatchObject({ by: "principal", of: "features" });
  });

  it("has no slice after Clear", () => {
    const { features, load, answer, state } = setUp();
    load("a");
    answer();
    features.clear();
    expect(state().slice).toBeNull();
  });
});
