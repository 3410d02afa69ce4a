import { describe, expect, it } from "vitest";
import { toyActions } from "../../src/lab/actions.ts";
import type { RecordedPast, Recording } from "../../src/lab/recording.ts";
import { toyReport } from "../../src/lab/report.ts";
import type { Arriving } from "../../src/lab/shipped.ts";
import { createLabStore, currentFrame } from "../../src/lab/store.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { firstCheckpoint } from "../../src/training/checkpoint.ts";
import { fakeWorkers } from "./port.ts";
import { frame, prepared } from "./samples.ts";

const SETTINGS = toyDefaults("cross", "correction");
const NETWORK = { inputs: 2, fourierFeatures: 0, hiddenLayers: 1, width: 4 };
const CHECKPOINT = firstCheckpoint({ ...NETWORK, activation: "silu" }, 1);

const recording: Recording = {
  ...{ settings: SETTINGS, backend: "CPU (elsewhere)", scene: prepared(0), phases: [] },
  ...{ frame: frame(0, 800), losses: { correction: Float32Array.of(1, -0.5, 0.5) } },
};
const past: RecordedPast = {
  ...{ frames: [], start: {}, checkpoints: { correction: CHECKPOINT } },
};

/** A lab whose shipped run comes when the test says so. */
function setUp(ownPast?: Arriving["past"]) {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  let come = () => {};
  const files: [Recording | null, RecordedPast | null] = [null, null];
  const arrived = new Promise<void>((resolve) => {
    come = resolve;
  });
  const arriving: Arriving = {
    recording: arrived.then(() => files[0]),
    past: ownPast ?? (() => arrived.then(() => files[1])),
  };
  const toy = toyActions(store, { open, painted: (then) => then(), shipped: () => arriving });
  const arrive = async (run: Recording | null, before: RecordedPast | null) => {
    files[0] = run;
    files[1] = before;
    come();
    await new Promise((resolve) => setTimeout(resolve));
  };
  const state = () => store.getState().toy;
  return { store, ports, toy, arrive, state };
}

describe("a shipped run", () => {
  it("is shown before there is a worker, which then takes it up at its end", async () => {
    const { toy, ports, arrive, state, store } = setUp();
    toy.begin();
    expect([ports.length, state().phase.at]).toEqual([0, "preparing"]);
    await arrive(recording, past);
    expect(state()).toMatchObject({
      phase: { at: "done" },
      shipped: { backend: "CPU (elsewhere)" },
    });
    expect(currentFrame(state())?.update).toBe(800);
    expect(state().traces.correction?.rows).toEqual([[1, -0.5, 0.5]]);
    const from = { settings: SETTINGS, update: 800, checkpoints: past.checkpoints };
    expect(ports[0]!.heard).toMatchObject([{ type: "prepare", run: 1, from }]);

    ports[0]!.say(prepared(1));
    ports[0]!.say({ ...frame(1, 800), seconds: 0 });
    ports[0]!.say({ type: "done", run: 1 });
    expect(state().phase.at).toBe("done");
    expect(currentFrame(state())?.seconds).toBe(80);
    expect(toyReport(store.getState())?.backend).toBe("CPU (elsewhere)");
  });

  it("has its update taken apart and its chains sampled once the worker has it", async () => {
    for (const [instrument, request] of [
      ["motion", "dissect"],
      ["chains", "sample"],
    ] as const) {
      const { toy, ports, arrive } = setUp();
      toy.setInstrument(instrument);
      toy.begin();
      await arrive(recording, past);
      expect(ports[0]!.types).toEqual(["prepare"]);
      ports[0]!.say(prepared(1));
      ports[0]!.say(frame(1, 800));
      ports[0]!.say({ type: "done", run: 1 });
      expect(ports[0]!.types.filter((type) => type === request).length).toBe(1);
    }
  });

  it("gives way to a new run on Train, and to one at update 0 on Reset and on a changed dial", async () => {
    for (const change of ["train", "reset", "restore"] as const) {
      const { toy, ports, arrive, state } = setUp();
      toy.begin();
      await arrive(recording, past);
      toy[change]();
      expect(ports[0]!.heard.at(-1)).toMatchObject({ type: "prepare", run: 2, from: null });
      expect(state()).toMatchObject({ shipped: null, phase: { at: "preparing" } });
    }
  });

  it("is not waited for where it cannot be had, in part or whole", async () => {
    for (const run of [null, recording]) {
      const { toy, ports, arrive, state } = setUp();
      toy.begin();
      await arrive(run, null);
      expect(ports[0]!.heard).toMatchObject([{ type: "prepare", from: null }]);
      expect(state()).toMatchObject({ shipped: null, phase: { at: "preparing", want: "rest" } });
    }
  });

  it("is left out where Train was pressed before it came, or other settings were chosen", async () => {
    const { toy, ports, arrive, state } = setUp();
    toy.begin();
    toy.train();
    await arrive(recording, past);
    expect(ports[0]!.heard).toMatchObject([{ type: "prepare", run: 1, from: null }]);
    expect(state()).toMatchObject({ shipped: null, phase: { at: "preparing", want: "train" } });

    const other = setUp();
    other.toy.begin();
    other.toy.prepare("rest");
    await other.arrive(recording, past);
    expect(other.ports[0]!.heard).toMatchObject([{ type: "prepare", run: 2, from: null }]);
  });

  it("is left out where its past comes when another run has begun", async () => {
    let come = () => {};
    const late = new Promise<void>((resolve) => {
      come = resolve;
    });
    const { toy, ports, arrive, state } = setUp(() => late.then(() => past));
    toy.begin();
    await arrive(recording, null);
    expect(state().shipped).not.toBeNull();
    toy.reset();
    come();
    await new Promise((resolve) => setTimeout(resolve));
    expect(ports[0]!.heard).toMatchObject([{ type: "prepare", run: 2, from: null }]);
    expect(state()).toMatchObject({ shipped: null, phase: { at: "preparing" } });
  });

  it("waits for the worker's frame where detection is measured on painted points", async () => {
    const { toy, ports, arrive, state } = setUp();
    toy.detectPainted(true);
    toy.begin();
    await arrive(recording, past);
    expect(currentFrame(state())).toBeNull();
    ports[0]!.say(prepared(1));
    ports[0]!.say(frame(1, 800));
    expect(currentFrame(state())?.update).toBe(800);
  });

  it("waits for the worker's frame where the threshold is not the one it was recorded with", async () => {
    const { toy, ports, arrive, state, store } = setUp();
    const { place } = store.getState();
    store.setState({ place: { ...place, results: { ...place.results, gamma: 90 } } });
    toy.begin();
    await arrive(recording, past);
    expect(currentFrame(state())).toBeNull();
    ports[0]!.say(prepared(1));
    ports[0]!.say(frame(1, 800));
    expect(currentFrame(state())?.update).toBe(800);
  });
});
