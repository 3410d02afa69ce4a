import type { BackendChoice } from "../../workers/protocol/backend.ts";
import type { ToyOrigin } from "../../workers/protocol/timeline.ts";
import type { ToyPrepared, ToyReply, ToyRequest } from "../../workers/protocol/toy.ts";
import { toyDefaults } from "../model/defaults.ts";
import type { Drawing, OodGroup, ToyData, ToyModel, ToySettings } from "../model/recipe.ts";
import { chainsActions } from "./chains.ts";
import type { Value } from "./fields.ts";
import { connect, type Port } from "./link.ts";
import { answered, lookActions, lookChange, lookOf } from "./look.ts";
import { nextToy, type ToyEvent } from "./phase.ts";
import { phasesUntil, withPhases } from "./phases.ts";
import type { Instrument, LayerName, Place } from "./place.ts";
import { motionActions } from "./player.ts";
import { timelineActions } from "./scrubbing.ts";
import { TOY_FIELDS } from "./settings.ts";
import type { Arriving } from "./shipped.ts";
import {
  type BoardState,
  currentFrame,
  type LabStore,
  lacksDrawing,
  type ToyState,
} from "./store.ts";
import { type Reopened, type TakeUp, takeUps } from "./takeUp.ts";
import { appended, cut } from "./trace.ts";
import { carry, withValue } from "./values.ts";

const NOTHING_DRAWN =
  "drawing: expected at least 1 point, found 0; draw some, load a file or choose a starter";

/** Milliseconds that a slider must rest before its new run is prepared. */
export const REST = 150;

export type ToyActions = ReturnType<typeof toyActions>;

interface Ends {
  /** Starts the worker. */
  open: () => Port;
  /** Calls back once the browser has painted. */
  painted: (then: () => void) => void;
  /** The run of these settings that is shipped with the site; null where there is none. */
  shipped: (settings: ToySettings) => Arriving | null;
}

/** What the reader can do on the 2D lab. */
export function toyActions(store: LabStore, { open, painted, shipped }: Ends) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Shown with the run's first frame, so that what is on screen is all of one run. */
  let scene: ToyPrepared | null = null;
  /** What the newest run was given for its data. */
  let given: Drawing | null = null;
  const state = () => store.getState().toy;
  const patch = (part: Partial<ToyState>) =>
    store.setState(({ toy }) => ({ toy: { ...toy, ...part } }));
  const move = (event: ToyEvent) => patch({ phase: nextToy(state().phase, event) });
  const place = (part: Partial<Place>) =>
    store.setState((all) => ({ place: { ...all.place, ...part } }));
  const board = (part: Partial<BoardState>) =>
    store.setState(({ board }) => ({ board: { ...board, ...part } }));
  /** The drawing, where it is the data. */
  const drawing = () => {
    const { place, board } = store.getState();
    return place.toy.data === "drawn" ? board.sketch.drawing : null;
  };

  const link = connect<ToyRequest, ToyReply>({
    open,
    painted,
    greeting: () => null,
    run: () => state().run,
    hear,
    broke(message) {
      patch({ repeating: null });
      move({
        type: "failed",
        message: `the training worker stopped: ${message}; press Reset or Train to start a new one`,
      });
    },
  });

  const chains = chainsActions(store, link.post);
  const timeline = timelineActions(store, { rerun: () => prepare("rest"), pause, painted });
  const taken = takeUps(store, {
    ...{ timeline, move, painted, rerun: () => prepare("rest") },
    setScene: (own) => {
      scene = own;
    },
  });
  const motion = motionActions(store, link.post, (updates) => {
    move({ type: updates === 1 ? "step" : "train" });
    link.post({ type: "step", run: state().run, updates });
  });
  store.subscribe((now, before) => {
    const look = lookChange(before, now);
    if (look) link.tell({ type: "look", run: now.toy.run, look });
  });

  function hear(reply: ToyReply): void {
    switch (reply.type) {
      case "prepared": {
        scene = reply;
        patch({ repeating: null });
        move(reply);
        if (state().kept && state().phase.at === "ready") move({ type: "paused" });
        const { phase, run } = state();
        if (phase.at === "training") link.post({ type: "train", run });
        if (phase.at === "stepping") link.post({ type: "step", run, updates: 1 });
        break;
      }
      case "frame": {
        const { shipped, kept } = state();
        const seconds = reply.seconds + (shipped ?? kept ?? { seconds: 0 }).seconds;
        const traces = appended(state().traces, reply.models);
        const frame = { ...reply, seconds };
        patch({ scene, frame, traces });
        timeline.hear(frame);
        break;
      }
      case "detected":
      case "probed": {
        const frame = currentFrame(state());
        if (!frame) break;
        const now = answered(frame, reply);
        patch({ frame: now });
        if (reply.type === "detected") timeline.hear(now);
        break;
      }
      case "recovered": {
        const { backend, update, message } = reply;
        scene = scene && { ...scene, backend };
        if (currentFrame(state())) patch({ scene });
        const traces = cut(state().traces, update);
        patch({ notice: message, traces, phases: phasesUntil(state().phases, update) });
        timeline.cut(update);
        break;
      }
      case "chains":
      case "unchained":
        chains.hear(reply);
        break;
      case "dissection":
      case "undissected":
        motion.hear(reply);
        break;
      case "phases":
        patch({ phases: withPhases(state().phases, reply.models) });
        break;
      case "keyframe":
        timeline.keep(reply);
        break;
      case "repeating":
        patch({ repeating: reply });
        break;
      case "failed":
        patch({ repeating: null });
        move(reply);
        break;
      case "paused":
      case "done":
        move(reply);
        break;
      default:
        reply satisfies never;
    }
  }

  function pause(): void {
    const { phase, run } = state();
    move({ type: "pause" });
    if (phase.at === "training") link.post({ type: "pause", run });
  }

  /**
   * Begins a new run, at the fork where there is one; the one before ends at once, even while `delay`
   * lasts. Where the data are yet to be drawn, that is all, and the board opens. One that was trained
   * before is taken up.
   */
  function prepare(want: "rest" | "train" | "step", delay = 0, takeUp: TakeUp | null = null): void {
    clearTimeout(timer);
    const { phase, run } = state();
    const { fork, ...began } = timeline.begin(run + 1, drawing());
    // While a slider moves, one run follows the other: what the first had to say stays.
    const notice = began.notice ?? (phase.at === "preparing" ? state().notice : null);
    const { traces = {}, phases = {} } = fork?.stem ?? {};
    const nothing = { past: null, repeating: null, shipped: null, kept: null };
    patch({ ...nothing, run: run + 1, traces, phases, notice });
    if (lacksDrawing(store.getState())) {
      if (phase.at === "training") link.post({ type: "pause", run });
      move({ type: "withdraw" });
      board({ open: true });
      return;
    }
    move({ type: "prepare", want });
    const post = (from: ToyOrigin | null = fork?.origin ?? null) => {
      const { toy, backend } = store.getState().place;
      const look = lookOf(store.getState());
      given = drawing();
      const { run } = state();
      link.post({ type: "prepare", run, settings: toy, drawing: given, backend, look, from });
    };
    if (takeUp) {
      if (phase.at === "training") link.post({ type: "pause", run });
      takeUp(post);
    } else if (delay) timer = setTimeout(post, delay);
    else post();
  }

  /** Begins a new run on the data as they are now, drawn ones as well, or says that there are none. */
  function take(want: "rest" | "train" | "step"): void {
    prepare(want);
    if (lacksDrawing(store.getState())) move({ type: "failed", message: NOTHING_DRAWN });
    else board({ open: false });
  }

  /** Does `type` in the run at hand, or in a new one where that has ended. */
  function advance(type: "train" | "step"): void {
    const { phase, run } = state();
    const over = phase.at === "idle" || phase.at === "done" || phase.at === "failed";
    if (over || drawing() !== given) {
      take(type);
      return;
    }
    board({ open: false });
    timeline.newest();
    move({ type });
    const moved = state().phase;
    if (moved === phase || moved.at === "preparing") return;
    link.post(type === "train" ? { type, run } : { type, run, updates: 1 });
  }

  /** Begins a run at rest: at its end where it was trained beforehand. */
  function begin(): void {
    timeline.leaveFork();
    const trained = shipped(store.getState().place.toy);
    prepare("rest", 0, trained && taken.shipped(trained));
  }

  /** Takes the defaults of another data set or model; what the reader changed stays. */
  function retarget(data: ToyData, model: ToyModel): void {
    const { toy } = store.getState().place;
    const from = toyDefaults(toy.data, toy.model);
    const to = toyDefaults(data, model);
    const fields = TOY_FIELDS.filter(({ key }) => key !== "data" && key !== "model");
    place({ toy: carry(fields, toy, from, to) });
    if (data !== toy.data) board({ open: false });
    prepare("rest");
  }

  /** Begins a new run at update 0. */
  function prepareAnew(want: "rest" | "train" | "step"): void {
    timeline.leaveFork();
    prepare(want);
  }

  return {
    ...lookActions(store),
    prepare: prepareAnew,
    begin,
    chains,
    timeline,
    motion,
    /** Closes the board and begins a run on the drawing. */
    take: () => take("rest"),
    train: () => advance("train"),
    step: () => advance("step"),
    reset: () => prepareAnew("rest"),
    pause,
    set(key: string, value: Value): void {
      const { toy } = store.getState().place;
      if (key === "data") retarget(value as ToyData, toy.model);
      else if (key === "model") retarget(toy.data, value as ToyModel);
      else {
        place({ toy: withValue(toy, key, value) });
        prepare("rest", REST);
      }
    },
    /** Changes settings that stood in a run's way, and trains where that is asked for. */
    mend(changes: Readonly<Record<string, Value>>, train: boolean): void {
      const { toy } = store.getState().place;
      const entries = Object.entries(changes);
      place({ toy: entries.reduce((all, [key, value]) => withValue(all, key, value), toy) });
      prepare(train ? "train" : "rest");
    },
    /** All settings at once, and what is shown of them. */
    open(settings: ToySettings, shown: Partial<Place> = {}): void {
      place({ ...shown, toy: settings });
      begin();
    },
    /** Shows a kept run of the settings at hand as it was, and trains on where that is asked for. */
    reopen(run: Reopened, want: "rest" | "train"): void {
      timeline.leaveFork();
      prepare(want, 0, taken.kept(run));
    },
    /** Back to the defaults of the data and the model; the seed stays. */
    restore(): void {
      const { data, model, seed } = store.getState().place.toy;
      place({ toy: { ...toyDefaults(data, model), seed } });
      prepare("rest");
    },
    /** Says something of the run, until it is dismissed. */
    tell: (notice: string) => patch({ notice }),
    dismiss: () => patch({ notice: null }),
    setInstrument: (instrument: Instrument) => place({ instrument }),
    setLayers: (layers: readonly LayerName[]) => place({ layers }),
    setOod: (ood: OodGroup) => place({ ood }),
    setBackend(backend: BackendChoice): void {
      place({ backend });
      if (state().phase.at === "idle") return;
      if (state().shipped) begin();
      else prepare("rest");
    },
  };
}
