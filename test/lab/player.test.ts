import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toyActions } from "../../src/lab/actions.ts";
import { scenesOf } from "../../src/lab/motion.ts";
import type { Instrument, MotionScene } from "../../src/lab/place.ts";
import { currentDissection } from "../../src/lab/player.ts";
import { createLabStore } from "../../src/lab/store.ts";
import type { MotionRequest, ToyDissection } from "../../workers/protocol/motion.ts";
import { dissection } from "./dissections.ts";
import { fakeWorkers } from "./port.ts";
import { frame, prepared } from "./samples.ts";

/** A lab whose first run rests, with the slow motion on screen or not. */
function setUp(instrument: Instrument = "motion") {
  const store = createLabStore();
  store.setState(({ place }) => ({ place: { ...place, instrument } }));
  const { ports, open } = fakeWorkers();
  const toy = toyActions(store, { open, painted: (then) => then(), shipped: () => null });
  toy.prepare("rest");
  const port = ports[0]!;
  port.say(prepared(1));
  port.say(frame(1, 0));
  const asked = () => port.heard.filter(({ type }) => type === "dissect") as MotionRequest[];
  const state = () => store.getState().motion;
  const answer = (over: Partial<ToyDissection> = {}) =>
    port.say(dissection({ run: store.getState().toy.run, id: state().id, ...over }));
  const scene = () => store.getState().place.scene;
  const at = (to: MotionScene) => toy.motion.show(to);
  return { store, toy, port, asked, answer, state, scene, at };
}

/** The run does an update and rests. */
function does(port: ReturnType<typeof setUp>["port"], update: number): void {
  port.say(frame(1, update));
  port.say({ type: "paused", run: 1 });
}

describe("the slow motion", () => {
  it("asks for the next update whenever the run rests on screen, once", () => {
    const { asked, answer, toy, port, state } = setUp();
    expect(asked()).toEqual([{ type: "dissect", run: 1, id: 1, model: "correction" }]);
    answer();
    expect(state()).toMatchObject({ pending: false, refusal: null });
    toy.setInstrument("fit");
    toy.setInstrument("motion");
    expect(asked().length).toBe(1);
    toy.train();
    port.say(frame(1, 1));
    expect(asked().length).toBe(1);
    port.say({ type: "done", run: 1 });
    expect(asked().length).toBe(2);
  });

  it("asks for nothing where it is not on screen", () => {
    const { asked, toy } = setUp("chains");
    expect(asked()).toEqual([]);
    toy.setInstrument("motion");
    expect(asked().length).toBe(1);
  });

  it("asks anew where a training has left its question off", () => {
    const { asked, toy, port } = setUp();
    toy.train();
    toy.pause();
    port.say({ type: "paused", run: 1 });
    expect(asked().length).toBe(2);
  });

  it("shows no update of another run, of a run that goes on, or of an older question", () => {
    const { store, answer, toy, port } = setUp();
    answer({ id: 0 });
    expect(currentDissection(store.getState())).toBeNull();
    answer();
    expect(currentDissection(store.getState())?.update).toBe(1);
    toy.train();
    expect(currentDissection(store.getState())).toBeNull();
    toy.reset();
    port.say(prepared(2));
    port.say(frame(2, 0));
    expect(currentDissection(store.getState())).toBeNull();
  });

  it("tells why there is none, until the next question", () => {
    const { port, state, toy } = setUp();
    port.say({ type: "undissected", run: 1, id: 1, message: "no chains" });
    expect(state()).toMatchObject({ refusal: "no chains", pending: false });
    toy.step();
    does(port, 1);
    expect(state()).toMatchObject({ refusal: null, pending: true });
  });

  it("takes the model that the reader chooses in a run of all", () => {
    const { asked, toy, port } = setUp();
    toy.set("model", "all");
    port.say(prepared(2));
    port.say(frame(2, 0));
    expect(asked().at(-1)!.model).toBe("correction");
    toy.motion.setModel("ebm");
    expect(asked().at(-1)).toMatchObject({ model: "ebm", id: 3 });
  });

  it("goes back as it has gone on", () => {
    const { answer, toy, scene, at } = setUp();
    answer();
    const scenes = scenesOf(dissection());
    fc.assert(
      fc.property(fc.integer({ min: 1, max: scenes.length - 2 }), (i) => {
        at(scenes[i]!);
        toy.motion.next();
        expect(scene()).toBe(scenes[i + 1]);
        toy.motion.back();
        toy.motion.back();
        expect(scene()).toBe(scenes[i - 1]);
      }),
    );
    at("batch");
    toy.motion.back();
    expect(scene()).toBe("batch");
    at("weights");
    toy.motion.next();
    expect(scene()).toBe("weights");
  });

  it("goes on by step and chain within the update", () => {
    const { answer, toy, scene } = setUp();
    answer();
    toy.motion.goOn("step");
    expect(scene()).toBe(1);
    toy.motion.goOn("step");
    expect(scene()).toBe(2);
    toy.motion.goOn("chain");
    expect(scene()).toBe(3);
    toy.motion.goOn("chain");
    expect(scene()).toBe(3);
  });

  it("goes on by update: the run does it, and the next begins at its batch", () => {
    const { answer, toy, scene, at, port, store } = setUp();
    answer();
    at("weights");
    toy.motion.goOn("update");
    expect(port.heard.at(-1)).toEqual({ type: "step", run: 1, updates: 1 });
    // What is on screen stays until the next is there.
    expect(currentDissection(store.getState())?.update).toBe(1);
    does(port, 1);
    expect(scene()).toBe("weights");
    answer({ update: 2 });
    expect(scene()).toBe("batch");
    expect(currentDissection(store.getState())?.update).toBe(2);
  });

  it("goes on by epoch as a training does that rests after it", () => {
    const { answer, toy, port, store, asked } = setUp();
    answer({});
    toy.motion.goOn("epoch");
    expect(port.heard.at(-1)).toEqual({ type: "step", run: 1, updates: 5000 });
    expect(store.getState().toy.phase.at).toBe("training");
    port.say(frame(1, 2500));
    toy.motion.goOn("update");
    does(port, 5000);
    expect(store.getState().toy.phase.at).toBe("paused");
    expect(asked().length).toBe(2);
  });

  it("shows the energies again once a run trains", () => {
    const { answer, toy, scene, at, port } = setUp();
    answer();
    at("weights");
    toy.train();
    expect(scene()).toBe("batch");
    at("weights");
    port.say(frame(1, 1));
    expect(scene()).toBe("weights");
    port.say({ type: "done", run: 1 });
    at("loss");
    toy.reset();
    toy.train();
    expect(scene()).toBe("loss");
  });

  it("keeps its scene where the run has gone on by itself, and begins no run where that is done", () => {
    const { answer, toy, scene, at, port } = setUp();
    answer();
    at("loss");
    toy.step();
    does(port, 1);
    answer({ update: 2 });
    expect(scene()).toBe("loss");
    port.say({ type: "done", run: 1 });
    toy.motion.goOn("update");
    expect(port.types.filter((type) => type === "prepare").length).toBe(1);
  });
});

describe("playing", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("goes through all scenes to the last, longer where there is more to read", () => {
    const { answer, toy, scene, state } = setUp();
    answer();
    const seen: [MotionScene, number][] = [];
    toy.motion.play();
    for (let tenths = 0; state().playing; tenths++) {
      if (seen.at(-1)?.[0] !== scene()) seen.push([scene(), tenths]);
      vi.advanceTimersByTime(100);
    }
    expect(seen).toEqual([
      ...[
        ["batch", 0],
        ["start", 30],
        [1, 60],
        [2, 90],
        [3, 95],
      ],
      ...[
        ["energies", 100],
        ["loss", 130],
      ],
    ]);
    expect(scene()).toBe("weights");
    toy.motion.play();
    expect(scene()).toBe("batch");
  });

  it("stops where the reader turns, or the run goes on, and follows the speed", () => {
    const { answer, toy, scene, state } = setUp();
    answer();
    for (const stop of [toy.motion.pause, toy.motion.next, () => toy.motion.goOn("chain")]) {
      toy.motion.show("batch");
      toy.motion.play();
      stop();
      const there = scene();
      vi.advanceTimersByTime(60_000);
      expect([scene(), state().playing]).toEqual([there, false]);
    }
    toy.motion.show("batch");
    toy.motion.play();
    toy.motion.setSpeed(4);
    vi.advanceTimersByTime(760);
    expect(scene()).toBe("start");
    toy.train();
    expect(state().playing).toBe(false);
  });
});
