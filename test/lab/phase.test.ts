import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type FeatureEvent,
  type FeaturePhase,
  nextFeatures,
  nextToy,
  type ToyEvent,
  type ToyPhase,
} from "../../src/lab/phase.ts";

const toy = (...events: ToyEvent[]) => events.reduce(nextToy, { at: "idle" } as ToyPhase).at;
const rest: ToyEvent = { type: "prepare", want: "rest" };
const ready: ToyEvent[] = [rest, { type: "prepared" }];
const training: ToyEvent[] = [...ready, { type: "train" }];

describe("nextToy", () => {
  it("goes from idle over training and a pause to done", () => {
    expect(toy(...ready)).toBe("ready");
    expect(toy(...training)).toBe("training");
    expect(toy(...training, { type: "pause" })).toBe("pausing");
    expect(toy(...training, { type: "pause" }, { type: "paused" })).toBe("paused");
    expect(toy(...training, { type: "done" })).toBe("done");
  });

  it("remembers Train while the worker prepares", () => {
    expect(toy(rest, { type: "train" }, { type: "prepared" })).toBe("training");
  });

  it("forgets Train where Pause follows it while the worker prepares", () => {
    expect(toy(rest, { type: "train" }, { type: "pause" }, { type: "prepared" })).toBe("ready");
  });

  it("rests after a step, and where a training ends before the run", () => {
    expect(toy(...ready, { type: "step" }, { type: "paused" })).toBe("paused");
    expect(toy(...ready, { type: "train" }, { type: "paused" })).toBe("paused");
  });

  it("cannot train before it is prepared, nor step while it trains", () => {
    expect(toy({ type: "train" })).toBe("idle");
    expect(toy(...training, { type: "step" })).toBe("training");
  });

  it("can always prepare a new run, whatever went before", () => {
    const event = fc.constantFrom<ToyEvent>(
      ...training,
      ...([{ type: "pause" }, { type: "paused" }, { type: "done" }] as const),
      ...([{ type: "step" }, { type: "paused" }, { type: "failed", message: "x" }] as const),
    );
    fc.assert(
      fc.property(fc.array(event), (events) => {
        expect(toy(...events, ...ready)).toBe("ready");
      }),
    );
  });
});

const features = (...events: FeatureEvent[]) =>
  events.reduce(nextFeatures, { at: "empty" } as FeaturePhase).at;
const loaded: FeatureEvent = { type: "summary", ready: true };

describe("nextFeatures", () => {
  it("starts only once enough is loaded", () => {
    expect(features({ type: "start" })).toBe("empty");
    expect(features({ type: "summary", ready: false }, { type: "start" })).toBe("empty");
    expect(features(loaded, { type: "read" }, { type: "start" })).toBe("reading");
    expect(features(loaded, { type: "start" })).toBe("running");
  });

  it("ends a run as done, cancelled or failed, and can start again", () => {
    const running: FeatureEvent[] = [loaded, { type: "start" }];
    const done: FeatureEvent = { type: "done" };
    expect(features(...running, done)).toBe("done");
    expect(features(...running, { type: "cancel" })).toBe("cancelling");
    expect(features(...running, { type: "cancel" }, { type: "cancelled" })).toBe("cancelled");
    expect(features(...running, { type: "failed", message: "x" })).toBe("failed");
    expect(features(...running, done, { type: "start" })).toBe("running");
  });

  it("neither reads nor changes its files while it runs", () => {
    expect(features(loaded, { type: "start" }, { type: "read" })).toBe("running");
    expect(features(loaded, { type: "start" }, { type: "summary", ready: false })).toBe("running");
  });
});
