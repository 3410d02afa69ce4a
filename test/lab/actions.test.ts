import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { REST, toyActions } from "../../src/lab/actions.ts";
import { toyReport } from "../../src/lab/report.ts";
import { createLabStore, currentFrame } from "../../src/lab/store.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { fakeWorkers } from "./port.ts";
import { frame, negativePhase, prepared } from "./samples.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function setUp() {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const toy = toyActions(store, { open, painted: (then) => then(), shipped: () => null });
  const state = () => store.getState().toy;
  return { store, ports, toy, state };
}

/** A lab whose worker has answered the first run. */
function setUpReady() {
  const lab = setUp();
  lab.toy.prepare("rest");
  const port = lab.ports[0]!;
  port.say(prepared(1));
  port.say(frame(1, 0));
  return { ...lab, port };
}

describe("the 2D lab", () => {
  it("prepares, then trains from the first press", () => {
    const { ports, toy, state } = setUp();
    toy.train();
    expect(ports[0]!.types).toEqual(["prepare"]);
    ports[0]!.say(prepared(1));
    expect(ports[0]!.types).toEqual(["prepare", "train"]);
    expect(state().phase.at).toBe("training");
  });

  it("keeps the newest frame and every loss", () => {
    const { port, toy, state } = setUpReady();
    toy.train();
    port.say(frame(1, 1));
    port.say(frame(1, 2));
    expect(state().frame?.update).toBe(2);
    expect(state().traces.correction!.rows.map(([update]) => update)).toEqual([0, 1, 2]);
  });

  it("keeps the negative phases of the run, and those of no other", () => {
    const { port, toy, state } = setUpReady();
    toy.train();
    port.say({ type: "phases", run: 1, models: { correction: negativePhase(3) } });
    expect(state().phases.correction!.newest.update).toBe(3);
    const backend = { name: "cpu", label: "CPU (next)" };
    port.say({ type: "recovered", run: 1, backend, update: 2, message: "The GPU was lost." });
    expect(state().phases).toEqual({});
    port.say({ type: "phases", run: 1, models: { correction: negativePhase(3) } });
    toy.reset();
    expect(state().phases).toEqual({});
  });

  it("ends a run at once when a setting changes, and prepares the next after a rest", () => {
    const { store, port, toy, state } = setUpReady();
    toy.train();
    toy.set("width", 32);
    toy.set("width", 64);
    expect(state().phase).toEqual({ at: "preparing", want: "rest" });
    port.say(frame(1, 5));
    port.say({ type: "done", run: 1 });
    expect(state().frame?.update).toBe(0);
    expect(state().phase.at).toBe("preparing");
    vi.advanceTimersByTime(REST);
    const requests = port.heard.filter(({ type }) => type === "prepare");
    expect(requests).toHaveLength(2);
    expect(requests[1]).toMatchObject({ run: state().run, settings: { width: 64 } });
    expect(store.getState().place.toy.width).toBe(64);
  });

  it("trains the new run when Train is pressed before a slider has rested", () => {
    const { port, toy, state } = setUpReady();
    toy.set("batch", 64);
    toy.train();
    vi.advanceTimersByTime(REST);
    port.say(prepared(state().run));
    expect(port.heard.at(-1)).toEqual({ type: "train", run: state().run });
  });

  it("starts a new run when Train is pressed after the end", () => {
    const { port, toy, state } = setUpReady();
    toy.train();
    port.say({ type: "done", run: 1 });
    expect(state().phase.at).toBe("done");
    toy.train();
    expect(state().run).toBe(2);
    expect(port.heard.at(-1)).toMatchObject({ type: "prepare", run: 2 });
  });

  it("pauses, steps once, and trains on", () => {
    const { port, toy, state } = setUpReady();
    toy.train();
    toy.pause();
    toy.pause();
    port.say({ type: "paused", run: 1 });
    toy.step();
    expect(state().phase.at).toBe("stepping");
    port.say(frame(1, 1));
    port.say({ type: "paused", run: 1 });
    expect(state().phase.at).toBe("paused");
    toy.train();
    const own = port.types.filter((type) => type !== "drawn");
    expect(own).toEqual(["prepare", "train", "pause", "step", "train"]);
  });

  it("keeps what the reader changed when data or model change, and the seed", () => {
    const { store, toy } = setUpReady();
    toy.set("seed", 7);
    toy.set("width", 32);
    toy.set("data", "grid");
    expect(store.getState().place.toy).toEqual({
      ...toyDefaults("grid", "correction"),
      seed: 7,
      width: 32,
    });
    toy.restore();
    expect(store.getState().place.toy).toEqual({ ...toyDefaults("grid", "correction"), seed: 7 });
  });

  it("opens other settings as a whole, in a run that waits for Train", () => {
    const { store, port, toy, state } = setUpReady();
    toy.train();
    const settings = { ...toyDefaults("grid", "all"), seed: 3 };
    toy.open(settings);
    expect(store.getState().place.toy).toEqual(settings);
    expect(state().phase).toEqual({ at: "preparing", want: "rest" });
    expect(port.heard.at(-1)).toMatchObject({ type: "prepare", run: 2, settings });
  });

  it("keeps the last good frame of a run that diverged, and says why", () => {
    const { port, toy, state } = setUpReady();
    toy.train();
    port.say(frame(1, 4));
    port.say({ type: "failed", run: 1, message: "the loss is not a number" });
    expect(state().phase).toEqual({ at: "failed", message: "the loss is not a number" });
    expect(state().frame?.update).toBe(4);
  });

  it("goes on where the GPU was lost: says so, names the new backend, draws no loss twice", () => {
    const { port, toy, state } = setUpReady();
    toy.train();
    for (const update of [1, 2, 3, 4]) port.say(frame(1, update));
    const backend = { name: "cpu", label: "CPU (next)" };
    port.say({ type: "recovered", run: 1, backend, update: 2, message: "The GPU was lost." });
    expect(state()).toMatchObject({ notice: "The GPU was lost.", phase: { at: "training" } });
    expect(state().scene?.backend).toEqual(backend);
    port.say(frame(1, 3));
    expect(state().traces.correction!.rows.map(([update]) => update)).toEqual([0, 1, 2, 3]);
    expect(state().frame?.update).toBe(3);
    expect(state().scene?.backend).toEqual(backend);
    toy.dismiss();
    expect(state().notice).toBeNull();
  });

  it("names the backend that is left where the GPU is lost before the first frame", () => {
    const { port, toy, state } = setUpReady();
    toy.reset();
    port.say(prepared(2));
    const backend = { name: "cpu", label: "CPU (next)" };
    port.say({ type: "recovered", run: 2, backend, update: 0, message: "The GPU was lost." });
    expect(state().scene?.backend.label).toBe("CPU (test)");
    port.say(frame(2, 0));
    expect(state().scene?.backend).toEqual(backend);
    toy.reset();
    expect(state().notice).toBeNull();
  });

  it("shows a new run's scene only with its first frame, and that has losses of its own", () => {
    const { port, toy, state } = setUpReady();
    toy.reset();
    expect(state().traces).toEqual({});
    expect(currentFrame(state())).toBeNull();
    port.say(prepared(2));
    expect([state().scene?.run, state().frame?.run]).toEqual([1, 1]);
    port.say(frame(2, 0));
    expect([state().scene?.run, state().frame?.run]).toEqual([2, 2]);
    expect(currentFrame(state())).toBe(state().frame);
  });

  it("passes no older frame off as that of a run that did not start", () => {
    const { store, port, toy, state } = setUpReady();
    toy.reset();
    port.say({ type: "failed", run: 2, message: "out of memory" });
    expect(currentFrame(state())).toBeNull();
    expect(toyReport(store.getState())).toBeNull();
  });

  it("survives a crash of the worker: it says so, and Reset starts another", () => {
    const { ports, port, toy, state } = setUpReady();
    port.crash("out of memory");
    expect(state().phase).toMatchObject({ at: "failed" });
    toy.reset();
    ports[1]!.say(prepared(state().run));
    expect(state().phase.at).toBe("ready");
  });

  it("says no more that updates are repeated where that failed or the worker stopped", () => {
    const { ports, port, toy, state } = setUpReady();
    toy.reset();
    port.say({ type: "repeating", run: 2, done: 12, of: 30 });
    expect(state().repeating).toMatchObject({ done: 12, of: 30 });
    port.say({ type: "failed", run: 2, message: "the training diverged" });
    expect(state().repeating).toBeNull();
    toy.reset();
    port.say({ type: "repeating", run: 3, done: 12, of: 30 });
    ports[0]!.crash("out of memory");
    expect(state().repeating).toBeNull();
  });

  it("reports the correction beside the mixture, and nothing while a new run prepares", () => {
    const { store, toy } = setUpReady();
    const report = toyReport(store.getState());
    expect(report).toMatchObject({
      ...{ schema: "energy-correction-lab/report@1", backend: "CPU (test)", updates: 0 },
      toy: { nll: 1.5, trueNll: 1.4 },
    });
    expect(report?.results.map(({ method, group }) => `${method} ${group}`)).toEqual([
      ...["MoG near", "MoG mid", "MoG far"],
      ...["Correction near", "Correction mid", "Correction far"],
    ]);
    toy.set("width", 8);
    expect(toyReport(store.getState())).toBeNull();
  });
});
