import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { REST, toyActions } from "../../src/lab/actions.ts";
import { originHere, pastWords } from "../../src/lab/past.ts";
import { expanded, recorded } from "../../src/lab/recorded.ts";
import { runData, runLine, runWords } from "../../src/lab/runLines.ts";
import { PLAY_TIME } from "../../src/lab/scrubbing.ts";
import { createLabStore, shownFrame } from "../../src/lab/store.ts";
import { BRANCHES, FRAMES, KEYFRAMES, originAt } from "../../src/lab/timeline.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import type { ToyKeyframe } from "../../workers/protocol/timeline.ts";
import type { ToyFrame } from "../../workers/protocol/toy.ts";
import { fakeWorkers } from "./port.ts";
import { frame, prepared } from "./samples.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A frame whose NLL tells its update. */
function framed(run: number, update: number, problem: string | null = null): ToyFrame {
  const made = frame(run, update);
  const { correction } = made.models;
  const quality = { ...correction!.quality, nll: 3 - update / 1000 };
  return { ...made, models: { ...made.models, correction: { ...correction!, quality, problem } } };
}

function checkpoint(update: number): Checkpoint {
  const some = new Float32Array(4);
  const learned = { weights: some, mean: some, variance: some, average: some };
  const schema = "energy-correction-lab/checkpoint@2";
  return { schema, update, ...learned, negatives: some, chains: new Float32Array(0) };
}

const keyframe = (run: number, update: number): ToyKeyframe => ({
  ...{ type: "keyframe", run, update },
  checkpoints: { correction: checkpoint(update) },
});

/** A lab that has trained to `end`, a frame each ten updates and a keyframe each hundred. */
function setUp(end = 400) {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const toy = toyActions(store, { open, painted: (then) => then(), shipped: () => null });
  const all = () => store.getState();
  toy.prepare("rest");
  const port = ports[0]!;
  const say = (from: number, to: number) => {
    const { run } = all().toy;
    for (let update = from; update <= to; update += 10) {
      port.say(framed(run, update));
      if (update % 100 === 0) port.say(keyframe(run, update));
    }
  };
  port.say(prepared(1));
  toy.train();
  say(0, end);
  toy.pause();
  port.say({ type: "paused", run: 1 });
  const branches = () => all().timeline.branches;
  return { store, toy, port, all, say, branches };
}

const updatesOf = (kept: readonly { update: number }[]) => kept.map(({ update }) => update);

describe("a run's past", () => {
  it("is shown by the nearest recorded frame, and the newest is the run itself", () => {
    const { toy, all } = setUp();
    toy.timeline.show(123);
    expect(shownFrame(all().toy)).toMatchObject({ update: 120, run: 1 });
    expect(shownFrame(all().toy)!.models.correction!.quality.nll).toBeCloseTo(2.88, 9);
    expect(pastWords(all())).toBe("You look back at update 120 of 800.");
    toy.setInstrument("chains");
    toy.pin([0, 0]);
    expect(pastWords(all())).toMatch(/ Not known of this state: the probe, chains; fork here/);
    toy.timeline.move(1);
    expect(all().toy.past?.update).toBe(130);
    toy.timeline.move(Infinity);
    expect(all().toy.past).toBeNull();
    toy.timeline.move(-Infinity);
    expect(all().toy.past?.update).toBe(0);
    toy.timeline.newest();
    expect(all().toy.past).toBeNull();
  });

  it("pauses a training that is scrubbed, and is left by Train", () => {
    const { toy, all, port } = setUp();
    toy.train();
    toy.timeline.show(100);
    expect(port.types.at(-1)).toBe("pause");
    port.say({ type: "paused", run: 1 });
    expect(all().toy.past?.update).toBe(100);
    toy.train();
    expect(all().toy.past).toBeNull();
  });

  it("plays to its end and no further", () => {
    const { toy, all } = setUp(100);
    toy.timeline.play();
    expect(all().toy.past?.update).toBe(0);
    vi.advanceTimersByTime(3 * PLAY_TIME);
    expect(all().toy.past?.update).toBe(30);
    vi.advanceTimersByTime(100 * PLAY_TIME);
    expect([all().toy.past, all().timeline.playing]).toEqual([null, false]);
    toy.timeline.play();
    toy.timeline.play();
    vi.advanceTimersByTime(PLAY_TIME);
    expect(all().toy.past?.update).toBe(0);
  });

  it("stays within its bound, however many frames and keyframes come", () => {
    const { all, port } = setUp(0);
    for (let update = 1; update <= 5000; update++) {
      port.say(framed(1, update));
      if (update % 20 === 0) port.say(keyframe(1, update));
    }
    const [{ frames, keyframes, fits }] = all().timeline.branches as [never];
    expect([frames, fits].map(({ length }) => length)).toEqual([FRAMES.most, FRAMES.most]);
    expect(keyframes).toHaveLength(KEYFRAMES.most);
    expect([updatesOf(frames)[0], updatesOf(frames).at(-1)]).toEqual([0, 5000]);
  });

  it("loses what a lost GPU voids", () => {
    const { all, port, toy, branches } = setUp();
    toy.timeline.show(350);
    const backend = { name: "cpu", label: "CPU (next)" };
    port.say({ type: "recovered", run: 1, backend, update: 240, message: "The GPU was lost." });
    expect(updatesOf(branches()[0]!.frames).at(-1)).toBe(240);
    expect(updatesOf(branches()[0]!.keyframes).at(-1)).toBe(200);
    expect(all().toy.past).toBeNull();
  });

  it("begins anew with other data, another seed or another network", () => {
    for (const [key, value] of [
      ["data", "grid"],
      ["seed", 2],
      ["width", 8],
      ["model", "ebm"],
    ] as const) {
      const { toy, branches } = setUp();
      toy.set(key, value);
      expect(branches().map(({ run }) => run)).toEqual([2]);
    }
  });

  it("takes over what was recorded elsewhere", () => {
    const { toy, branches } = setUp(0);
    toy.timeline.open([framed(9, 0), framed(9, 40), framed(9, 80)], [keyframe(9, 40)]);
    expect(updatesOf(branches()[0]!.frames)).toEqual([0, 40, 80]);
    expect(updatesOf(branches()[0]!.keyframes)).toEqual([0, 40]);
  });

  it("knows its own threshold's level set alone", () => {
    const look = { gamma: 0.95, painted: null };
    const kept = recorded(framed(1, 10), toyDefaults("cross", "correction"), look);
    const level = (gamma: number) =>
      expanded(kept, 1, gamma).models.correction!.detection.total.level;
    const { distribution } = kept.models.correction!.detection.total;
    expect(level(0.95)).toEqual(kept.models.correction!.detection.total.level);
    expect(level(0.5)).toEqual({ level: distribution.thresholds[100], path: "" });
  });

  it("keeps the mixture's map once", () => {
    const look = { gamma: 0.95, painted: null };
    const settings = toyDefaults("cross", "correction");
    const first = recorded(framed(1, 10), settings, look);
    const second = recorded(framed(1, 20), settings, look, first);
    expect(second.models.mixture).toBe(first.models.mixture);
    expect(second.bytes).toBeLessThan(first.bytes);
  });
});

describe("a fork", () => {
  it("goes on from the nearest keyframe at or before it, by the settings of then", () => {
    const { toy, all, port, store } = setUp();
    const before = store.getState().place.toy;
    toy.timeline.show(330);
    toy.timeline.fork();
    expect(port.heard.at(-1)).toMatchObject({
      ...{ type: "prepare", run: 2 },
      from: { settings: before, update: 330, checkpoints: { correction: { update: 300 } } },
    });
    port.say({ type: "repeating", run: 2, done: 12, of: 30 });
    expect(pastWords(all())).toBe("Repeating the updates before the fork: 12 of 30 are done.");
    port.say(prepared(2));
    expect(all().toy.repeating).toBeNull();
  });

  it("has its trunk's frames and losses up to there, and its own from there on", () => {
    const { toy, all, port, say, branches } = setUp();
    toy.timeline.show(330);
    toy.timeline.fork();
    expect(all().toy.traces.correction!.rows.at(-1)![0]).toBe(330);
    port.say(prepared(2));
    toy.set("l2", 0.5);
    vi.advanceTimersByTime(REST);
    expect(port.heard.at(-1)).toMatchObject({
      run: 3,
      settings: { l2: 0.5 },
      from: { update: 330 },
    });
    port.say(prepared(3));
    say(330, 400);
    const [trunk, branch] = branches();
    expect(branches()).toHaveLength(2);
    expect(updatesOf(branch!.frames)).toEqual(updatesOf(branches()[1]!.fits));
    expect(updatesOf(branch!.frames).at(-1)).toBe(400);
    expect(runLine(branch!, "correction", "nll")[0]).toEqual([0, 3]);
    expect(runLine(branch!, "correction", "loss").length).toBeGreaterThan(30);
    expect(runWords(trunk!, branch!)).toMatch(/^L2 coefficient 0\.03/);
    expect(runWords(branch!, branch!)).toBe("this run, from update 330");
  });

  it("takes one step when a step is asked of it", () => {
    const { toy, all, port } = setUp();
    toy.timeline.show(300);
    toy.timeline.fork();
    toy.step();
    port.say(prepared(2));
    expect(port.types.at(-1)).toBe("step");
    port.say(framed(2, 300));
    expect(all().toy.phase.at).toBe("stepping");
    port.say(framed(2, 301));
    port.say({ type: "paused", run: 2 });
    expect(all().toy.phase.at).toBe("paused");
  });

  it("is left, in words, when data, network or seed change, and silently by Reset", () => {
    const { toy, all, port } = setUp();
    toy.timeline.show(300);
    toy.timeline.fork();
    toy.set("width", 8);
    toy.set("width", 9);
    expect(all().toy.notice).toBe(
      "The new run begins at update 0, not at the fork at update 300: Width changed.",
    );
    vi.advanceTimersByTime(REST);
    expect(port.heard.at(-1)).toMatchObject({ from: null });

    const other = setUp();
    other.toy.timeline.show(300);
    other.toy.timeline.fork();
    other.toy.reset();
    expect(other.all().toy.notice).toBeNull();
    expect(other.port.heard.at(-1)).toMatchObject({ from: null });
  });

  it("is refused where a model had diverged, where the run ends, and without a keyframe", () => {
    const { toy, all, port, branches } = setUp();
    const { toy: settings } = all().place;
    port.say(framed(1, 410, "training diverged"));
    expect(originHere(all())).toEqual({
      refusal: "The training had diverged by update 410: fork at an earlier one.",
    });
    const refused = (update: number, updates: number) =>
      originAt(branches()[0]!, update, { ...settings, updates });
    expect(refused(400, 400)).toMatchObject({ refusal: /ends here/ });
    expect(originAt({ ...branches()[0]!, keyframes: [] }, 400, settings)).toMatchObject({
      refusal: expect.stringMatching(/^Nothing was kept/),
    });
    toy.timeline.fork();
    expect(all().toy.run).toBe(1);
  });

  it("can be made of an earlier run that is looked at, and of what it shares with its trunk", () => {
    const { toy, all, port, say, branches } = setUp();
    toy.timeline.show(300);
    toy.timeline.fork();
    toy.set("l2", 0.5);
    vi.advanceTimersByTime(REST);
    const trunk = branches()[0]!;
    port.say(prepared(3));
    say(300, 400);
    toy.timeline.show(250);
    expect(originHere(all())).toMatchObject({ settings: trunk.settings, update: 250 });
    toy.timeline.show(350);
    expect(originHere(all())).toMatchObject({ settings: { l2: 0.5 }, update: 350 });
    toy.timeline.choose(1);
    expect(pastWords(all())).toMatch(/^You look back at update 350 of 800 of an earlier run/);
    expect(originHere(all())).toMatchObject({ settings: trunk.settings, update: 350 });
  });

  it("is compared with a few runs before it, and with none twice", () => {
    const { toy, port, say, branches } = setUp();
    for (const l2 of [0.1, 0.2, 0.3, 0.4, 0.4]) {
      toy.set("l2", l2);
      toy.reset();
      vi.advanceTimersByTime(REST);
      port.say(prepared(1));
      say(0, 50);
    }
    expect(branches()).toHaveLength(BRANCHES);
    expect(new Set(branches().map(({ settings }) => settings.l2)).size).toBe(BRANCHES);
  });
});

describe("the timeline's table", () => {
  it("has the updates of the run at hand, and each run's value there or just before", () => {
    const { toy, branches, port, say } = setUp();
    toy.set("l2", 0.5);
    vi.advanceTimersByTime(REST);
    port.say(prepared(2));
    say(0, 450);
    const models = [{ model: "correction" as const, name: "Correction" }];
    const { columns, rows } = runData(branches(), models, "nll");
    expect(columns).toEqual(["update", "L2 coefficient 0.03", "this run"]);
    expect(rows[12]).toEqual([120, 2.88, 2.88]);
    expect(rows.at(-1)).toEqual([450, null, 2.55]);
  });
});
