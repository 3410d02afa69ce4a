import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { REST } from "../../src/lab/scoring.ts";
import { setUp, setUpLoaded } from "./features.ts";
import { plan, summary } from "./samples.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

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
    expect(state()).toMatchObject({ phase: { at: "loaded" }, plan: "estimating" });
    expect(port.types.at(-1)).toBe("plan");
    port.say({ type: "planned", plan: plan() });
    expect(state().plan).toEqual(plan());
  });

  it("asks again for a plan that gave way to another request", () => {
    const { port, state, features } = setUpLoaded();
    port.say({ type: "planned", plan: null });
    expect(state().plan).toBe("estimating");
    expect(port.types.filter((type) => type === "plan")).toHaveLength(2);
    features.start();
    port.say({ type: "planned", plan: null });
    expect(port.types.filter((type) => type === "plan")).toHaveLength(2);
    port.say({ type: "done", run: 1, updates: 1, seconds: 1 });
    expect(port.types.filter((type) => type === "plan")).toHaveLength(3);
  });

  it("asks anew once changed settings rest, and shows no plan of others", () => {
    const { store, port, features, state } = setUpLoaded();
    features.set("neighbours", 7);
    vi.advanceTimersByTime(REST);
    port.say({ type: "planned", plan: plan("4x1024") });
    expect(state().plan).toBe("estimating");
    expect(port.heard.at(-1)).toMatchObject({ type: "plan", settings: { neighbours: 7 } });
    port.say({ type: "planned", plan: plan() });
    expect(state().plan).toEqual(plan());

    // An address that is edited replaces the whole place.
    store.setState(({ place }) => ({
      place: { ...place, features: { ...place.features, network: "4x512" } },
    }));
    expect(state().plan).toBe("estimating");
    vi.advanceTimersByTime(REST);
    expect(port.heard.at(-1)).toMatchObject({ type: "plan", settings: { network: "4x512" } });
  });

  it("waits with a plan for the end of a run", () => {
    const { port, features, state } = setUpLoaded();
    port.say({ type: "planned", plan: plan() });
    features.start();
    features.set("neighbours", 7);
    vi.advanceTimersByTime(REST);
    expect(state().plan).toBe("estimating");
    expect(port.types.at(-1)).toBe("start");
    port.say({ type: "done", run: 1, updates: 1, seconds: 1 });
    expect(port.heard.at(-1)).toMatchObject({ type: "plan", settings: { neighbours: 7 } });
  });

  it("tells why there is no plan, and has none after Clear or where something is missing", () => {
    const { port, features, state } = setUpLoaded();
    port.say({ type: "unplanned", message: "no spread" });
    expect(state()).toMatchObject({ plan: { refusal: "no spread" }, phase: { at: "loaded" } });
    expect(state().problems).toEqual([]);
    features.set("neighbours", 7);
    vi.advanceTimersByTime(REST);
    features.clear();
    expect(state()).toMatchObject({ plan: null, summary: null, phase: { at: "empty" } });
    port.say({ type: "planned", plan: plan() });
    expect(state().plan).toBeNull();
    port.say({ type: "loaded", summary: { ...summary("a"), ready: null, missing: ["b"] } });
    expect(state()).toMatchObject({ plan: null, phase: { at: "empty" } });
    features.start();
    expect(port.types).not.toContain("start");
  });

  it("asks for the plan after a reading that changed nothing but came between", () => {
    const { port, features, state } = setUpLoaded();
    port.say({ type: "planned", plan: plan() });
    features.read([]);
    features.set("neighbours", 7);
    vi.advanceTimersByTime(REST);
    expect(port.types.at(-1)).toBe("read");
    port.say({ type: "rejected", problems: ["x.npy: is empty"] });
    expect(state().phase.at).toBe("loaded");
    expect(port.heard.at(-1)).toMatchObject({ type: "plan", settings: { neighbours: 7 } });
  });

  it("keeps what was loaded when files are rejected, and lists the problems", () => {
    const { port, features, state } = setUpLoaded();
    port.say({ type: "planned", plan: plan() });
    features.read([]);
    expect(state().phase.at).toBe("reading");
    port.say({ type: "rejected", problems: ["x.npy: is empty"] });
    expect(state()).toMatchObject({ phase: { at: "loaded" }, problems: ["x.npy: is empty"] });
    expect(state().summary?.files).toHaveLength(2);
    features.dismiss();
    expect(state().problems).toEqual([]);
  });

  it("shows how far a reading is, and can end it", () => {
    const { port, features, state } = setUpLoaded();
    features.read([]);
    const reading = { type: "reading", file: "a.npy", done: 10, of: 20 } as const;
    port.say(reading);
    expect(state().reading).toEqual(reading);
    features.stopReading();
    expect(port.types.at(-1)).toBe("stopReading");
    port.say({ type: "loaded", summary: summary("a", "b") });
    expect(state()).toMatchObject({ phase: { at: "loaded" }, reading: null });
  });
});
