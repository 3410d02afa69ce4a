import type { BackendChoice } from "../../workers/protocol/backend.ts";
import type { ModelFrames, ToyPrepared, ToyReply, ToyRequest } from "../../workers/protocol/toy.ts";
import { toyDefaults } from "../model/defaults.ts";
import type { ModelKind, OodGroup, ToyData, ToyModel } from "../model/recipe.ts";
import { chainsActions } from "./chains.ts";
import type { Value } from "./fields.ts";
import { connect, type Port } from "./link.ts";
import { answered, lookActions, lookChange, lookOf } from "./look.ts";
import { nextToy, type ToyEvent } from "./phase.ts";
import { TOY_FIELDS } from "./settings.ts";
import { currentFrame, type LabStore, type ToyState } from "./store.ts";
import { append, EMPTY_TRACE, type Trace, until } from "./trace.ts";
import type { Instrument, Place } from "./url.ts";
import { carry, withValue } from "./values.ts";

type Traces = ToyState["traces"];

/** Each model's trace, changed. */
function mapTraces(traces: Traces, change: (trace: Trace) => Trace): Traces {
  const entries = Object.entries(traces).map(([model, trace]) => [model, change(trace)]);
  return Object.fromEntries(entries) as Traces;
}

/** The traces with the losses of a frame; the mixture has none. */
function appended(traces: Traces, { mixture: _, ...trained }: ModelFrames): Traces {
  const entries = Object.entries(trained).map(([model, { losses }]) => {
    return [model, append(traces[model as ModelKind] ?? EMPTY_TRACE, losses)];
  });
  return Object.fromEntries(entries) as Traces;
}

/** Milliseconds that a slider must rest before its new run is prepared. */
export const REST = 150;

export type ToyActions = ReturnType<typeof toyActions>;

/** What the reader can do on the 2D lab; `open` starts its worker. */
export function toyActions(store: LabStore, open: () => Port, painted: (then: () => void) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Shown with the run's first frame, so that what is on screen is all of one run. */
  let scene: ToyPrepared | null = null;
  const state = () => store.getState().toy;
  const patch = (part: Partial<ToyState>) =>
    store.setState(({ toy }) => ({ toy: { ...toy, ...part } }));
  const move = (event: ToyEvent) => patch({ phase: nextToy(state().phase, event) });
  const place = (part: Partial<Place>) =>
    store.setState((all) => ({ place: { ...all.place, ...part } }));

  const link = connect<ToyRequest, ToyReply>({
    open,
    painted,
    greeting: () => null,
    run: () => state().run,
    hear,
    broke: (message) =>
      move({
        type: "failed",
        message: `the training worker stopped: ${message}; press Reset or Train to start a new one`,
      }),
  });

  const chains = chainsActions(store, link.post);
  store.subscribe((now, before) => {
    const look = lookChange(before, now);
    if (look) link.tell({ type: "look", run: now.toy.run, look });
  });

  function hear(reply: ToyReply): void {
    switch (reply.type) {
      case "prepared": {
        scene = reply;
        move(reply);
        const { phase, run } = state();
        if (phase.at === "training") link.post({ type: "train", run });
        if (phase.at === "stepping") link.post({ type: "step", run });
        break;
      }
      case "frame": {
        if (reply.update > (currentFrame(state())?.update ?? 0)) move(reply);
        patch({ scene, frame: reply, traces: appended(state().traces, reply.models) });
        break;
      }
      case "detected":
      case "probed": {
        const frame = currentFrame(state());
        if (frame) patch({ frame: answered(frame, reply) });
        break;
      }
      case "recovered": {
        const { backend, update, message } = reply;
        scene = scene && { ...scene, backend };
        if (currentFrame(state())) patch({ scene });
        const traces = mapTraces(state().traces, (trace) => until(trace, update));
        patch({ notice: message, traces });
        break;
      }
      case "chains":
      case "unchained":
        chains.hear(reply);
        break;
      case "paused":
      case "done":
      case "failed":
        move(reply);
        break;
      default:
        reply satisfies never;
    }
  }

  /** Begins a new run; the one before ends at once, even while `delay` lasts. */
  function prepare(want: "rest" | "train" | "step", delay = 0): void {
    clearTimeout(timer);
    patch({ run: state().run + 1, traces: {}, notice: null });
    move({ type: "prepare", want });
    const post = () => {
      const { toy, backend } = store.getState().place;
      const look = lookOf(store.getState());
      link.post({ type: "prepare", run: state().run, settings: toy, backend, look });
    };
    if (delay) timer = setTimeout(post, delay);
    else post();
  }

  /** Does `type` in the run at hand, or in a new one where that has ended. */
  function advance(type: "train" | "step"): void {
    const { phase, run } = state();
    if (phase.at === "idle" || phase.at === "done" || phase.at === "failed") {
      prepare(type);
      return;
    }
    move({ type });
    const moved = state().phase;
    if (moved !== phase && moved.at !== "preparing") link.post({ type, run });
  }

  /** Takes the defaults of another data set or model; what the reader changed stays. */
  function retarget(data: ToyData, model: ToyModel): void {
    const { toy } = store.getState().place;
    const from = toyDefaults(toy.data, toy.model);
    const to = toyDefaults(data, model);
    const fields = TOY_FIELDS.filter(({ key }) => key !== "data" && key !== "model");
    place({ toy: carry(fields, toy, from, to) });
    prepare("rest");
  }

  return {
    ...lookActions(store),
    prepare,
    chains,
    train: () => advance("train"),
    step: () => advance("step"),
    reset: () => prepare("rest"),
    pause(): void {
      const { phase, run } = state();
      move({ type: "pause" });
      if (phase.at === "training") link.post({ type: "pause", run });
    },
    set(key: string, value: Value): void {
      const { toy } = store.getState().place;
      if (key === "data") retarget(value as ToyData, toy.model);
      else if (key === "model") retarget(toy.data, value as ToyModel);
      else {
        place({ toy: withValue(toy, key, value) });
        prepare("rest", REST);
      }
    },
    /** Back to the defaults of the data and the model; the seed stays. */
    restore(): void {
      const { data, model, seed } = store.getState().place.toy;
      place({ toy: { ...toyDefaults(data, model), seed } });
      prepare("rest");
    },
    dismiss: () => patch({ notice: null }),
    setInstrument: (instrument: Instrument) => place({ instrument }),
    setOod: (ood: OodGroup) => place({ ood }),
    setBackend(backend: BackendChoice): void {
      place({ backend });
      if (state().phase.at !== "idle") prepare("rest");
    },
  };
}
