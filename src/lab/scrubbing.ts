import type { ToyKeyframe, ToyOrigin } from "../../workers/protocol/timeline.ts";
import type { ToyFrame } from "../../workers/protocol/toy.ts";
import type { Drawing } from "../model/recipe.ts";
import { lookOf } from "./look.ts";
import { originHere } from "./past.ts";
import { expanded } from "./recorded.ts";
import { currentFrame, type LabStore } from "./store.ts";
import {
  type Branch,
  begun,
  chosenBranch,
  cutBack,
  type Fork,
  forkLeft,
  forkOf,
  nearest,
  presentBranch,
  type Timeline,
  withFrame,
  withKeyframe,
  withPast,
} from "./timeline.ts";

/** Milliseconds from one picture to the next while the past is played, and pictures of a whole play. */
export const PLAY_TIME = 50;
const PLAY_COUNT = 160;

export type TimelineActions = ReturnType<typeof timelineActions>;

interface Means {
  /** Begins a run. */
  rerun: () => void;
  pause: () => void;
  /** Calls back once the browser has painted. */
  painted: (then: () => void) => void;
}

/** Keeps the timeline, and moves the reader along it. */
export function timelineActions(store: LabStore, { rerun, pause, painted }: Means) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** The place to go to once the browser has painted the last one. */
  let wanted: number | null = null;
  let painting = false;
  const all = () => store.getState();
  const change = (next: (timeline: Timeline) => Timeline) =>
    store.setState(({ timeline }) => ({ timeline: next(timeline) }));
  const patch = (part: Partial<Timeline>) => change((timeline) => ({ ...timeline, ...part }));
  const look = (past: ToyFrame | null) => store.setState(({ toy }) => ({ toy: { ...toy, past } }));

  /** What of a frame's making the timeline keeps. */
  function heard() {
    const { gamma, painted } = lookOf(all());
    const { traces, phases } = all().toy;
    return { look: { gamma, painted }, traces, phases };
  }

  function halt(): void {
    clearTimeout(timer);
    wanted = null;
    if (all().timeline.playing) patch({ playing: false });
  }

  /** The recorded frames of the run that is looked at, and the place of the one on screen. */
  function position() {
    const { timeline, toy } = all();
    const frames = chosenBranch(timeline)?.frames ?? [];
    const update = (toy.past ?? currentFrame(toy))?.update;
    return { frames, at: update === undefined ? frames.length - 1 : nearest(frames, update) };
  }

  /** Shows a recorded frame; the last of the run at hand is the newest state itself. */
  function showAt(place: number): void {
    const { timeline, toy } = all();
    const branch = chosenBranch(timeline);
    const frame = branch?.frames[Math.min(place, branch.frames.length - 1)];
    if (!branch || !frame) return;
    if (toy.phase.at === "training") pause();
    const newest = branch === presentBranch(timeline) && frame === branch.frames.at(-1);
    look(newest && currentFrame(toy) ? null : expanded(frame, toy.run, lookOf(all()).gamma));
  }

  store.subscribe((now, before) => {
    if (now.toy.past && lookOf(now).gamma !== lookOf(before).gamma) showAt(position().at);
  });

  /** Shows a recorded frame when the last one is painted: a slow page leaves some out, and lags never. */
  function goTo(place: number): void {
    const { frames, at } = position();
    const to = Math.max(0, Math.min(place, frames.length - 1));
    if (!painting && to === at && all().toy.past) return;
    if (painting) {
      wanted = to;
      return;
    }
    painting = true;
    showAt(to);
    painted(() => {
      painting = false;
      const next = wanted;
      wanted = null;
      if (next !== null) goTo(next);
    });
  }

  /** Back to the newest state of the run at hand. */
  function newest(): void {
    halt();
    if (all().timeline.chosen !== null) patch({ chosen: null });
    if (all().toy.past) look(null);
  }

  function tick(): void {
    const { frames, at } = position();
    if (at >= frames.length - 1) {
      halt();
      return;
    }
    showAt(at + Math.ceil(frames.length / PLAY_COUNT));
    timer = setTimeout(tick, PLAY_TIME);
  }

  return {
    /**
     * Another run begins: at the fork, or, where that means nothing with its settings and data, at
     * update 0, and then in words why.
     */
    begin(run: number, drawing: Drawing | null): { fork: Fork | null; notice: string | null } {
      halt();
      const { timeline, place } = all();
      const { fork } = timeline;
      const left = fork && forkLeft(fork, place.toy, timeline.drawing === drawing);
      const kept = left ? null : fork;
      change((now) => begun({ ...now, fork: kept }, { run, settings: place.toy, drawing }));
      return { fork: kept, notice: left };
    },
    /** From now on runs begin at update 0. */
    leaveFork(): void {
      if (all().timeline.fork) patch({ fork: null });
    },
    hear: (frame: ToyFrame) => change((timeline) => withFrame(timeline, frame, heard())),
    keep: (keyframe: ToyKeyframe) => change((timeline) => withKeyframe(timeline, keyframe)),
    /** What came after an update is void, and comes again. */
    cut(update: number): void {
      change((timeline) => cutBack(timeline, update));
      const { timeline, toy } = all();
      if (toy.past && toy.past.update > update && timeline.chosen === null) newest();
    },
    /** Takes over frames and keyframes of the run at hand that were recorded elsewhere, at gamma 0.95. */
    open(
      frames: readonly ToyFrame[],
      keyframes: readonly Omit<ToyKeyframe, "type" | "run">[],
    ): void {
      const look = { gamma: 0.95, painted: null };
      change((timeline) => {
        const shown = frames.reduce(
          (to, frame) => withFrame(to, frame, { ...heard(), look }),
          timeline,
        );
        return keyframes.reduce(withKeyframe, shown);
      });
    },
    /** Takes over what is kept of the run at hand up to a state of it; runs then begin there for a `fork`. */
    reopen(
      past: Pick<Branch, "fits" | "traces" | "phases">,
      origin: ToyOrigin,
      fork: boolean,
    ): void {
      change((timeline) => withKeyframe(withPast(timeline, past), origin));
      const branch = presentBranch(all().timeline);
      if (fork && branch) patch({ fork: forkOf(branch, origin) });
    },

    /** Shows the recorded update nearest to one; a training pauses. */
    show(update: number): void {
      halt();
      goTo(nearest(chosenBranch(all().timeline)?.frames ?? [], update));
    },
    /** Moves on by recorded frames, back by fewer than 0. */
    move(by: number): void {
      const from = wanted ?? position().at;
      halt();
      goTo(from + by);
    },
    newest,
    /** Plays from where the reader is, or from the start where that is the end; again: leaves off. */
    play(): void {
      if (all().timeline.playing) {
        halt();
        return;
      }
      const { frames, at } = position();
      if (frames.length < 2) return;
      patch({ playing: true });
      showAt(at < frames.length - 1 ? at : 0);
      timer = setTimeout(tick, PLAY_TIME);
    },
    /** Looks at one of the runs on the timeline, at the update on screen. */
    choose(run: number): void {
      halt();
      const { toy } = all();
      const update = (toy.past ?? currentFrame(toy))?.update ?? 0;
      patch({ chosen: run === toy.run ? null : run });
      showAt(nearest(chosenBranch(all().timeline)?.frames ?? [], update));
    },
    /** Begins a run at the update on screen, and from now on every other one, until Reset. */
    fork(): void {
      const branch = chosenBranch(all().timeline);
      const origin = originHere(all());
      if (!branch || !origin || "refusal" in origin) return;
      patch({ fork: forkOf(branch, origin) });
      rerun();
    },
  };
}
