import type { ToyOrigin } from "../../workers/protocol/timeline.ts";
import type { ToyPrepared } from "../../workers/protocol/toy.ts";
import { lookOf } from "./look.ts";
import type { ToyEvent } from "./phase.ts";
import { phasesUntil } from "./phases.ts";
import { phasesOf, tracesOf } from "./recording.ts";
import type { KeptState, ToyDetails, ToyRecord } from "./runs/record.ts";
import type { TimelineActions } from "./scrubbing.ts";
import type { Arriving } from "./shipped.ts";
import { currentFrame, type LabStore, type ToyState } from "./store.ts";
import { cut } from "./trace.ts";

/** Gives the worker the run: from its beginning on where there is no origin. */
export type Post = (from: ToyOrigin | null) => void;

/** Shows what is known of a run that was trained before, and posts where the worker goes on from. */
export type TakeUp = (post: Post) => void;

/** A kept run, and the state of it that is shown. */
export interface Reopened {
  record: ToyRecord;
  details: ToyDetails;
  state: KeptState;
  /** Whether runs begin there from now on, as at a fork. */
  fork: boolean;
}

interface Means {
  timeline: Pick<TimelineActions, "hear" | "open" | "reopen">;
  move: (event: ToyEvent) => void;
  /** Of the run at hand, until the worker has its own. */
  setScene: (scene: ToyPrepared) => void;
  /** Begins the run at update 0. */
  rerun: () => void;
  /** Calls back once the browser has painted. */
  painted: (then: () => void) => void;
}

/** How runs are taken up that were trained before. */
export function takeUps(store: LabStore, means: Means) {
  const { timeline, move, setScene, rerun, painted } = means;
  const state = () => store.getState().toy;
  const patch = (part: Partial<ToyState>) =>
    store.setState(({ toy }) => ({ toy: { ...toy, ...part } }));

  /**
   * Shows a run that was shipped with the site; then the worker takes it up at its end. Where a file of
   * it cannot be had, or is not wanted any more, the run begins as any other.
   */
  async function takeShipped({ recording, past }: Arriving, post: Post): Promise<void> {
    const { run } = state();
    const trained = await recording;
    if (state().run !== run) return;
    const { phase } = state();
    if (!trained || (phase.at === "preparing" && phase.want !== "rest")) return post(null);
    const { backend, frame, settings } = trained;
    const own = { ...trained.scene, run };
    setScene(own);
    const seen = { traces: tracesOf(trained), phases: phasesOf(trained) };
    patch({ ...seen, shipped: { backend, seconds: frame.seconds, scene: own } });
    // Its threshold and its OOD sets are those that nobody has changed.
    const { gamma, painted: sets } = lookOf(store.getState());
    if (gamma === 0.95 && !sets) patch({ scene: own, frame: { ...frame, run } });
    if (currentFrame(state())) timeline.hear(frame);
    move({ type: "done" });
    painted(async () => {
      const before = await past();
      if (state().run !== run) return;
      if (!before) return rerun();
      const { frames, start, checkpoints } = before;
      const end = { update: frame.update, checkpoints };
      timeline.open([...frames, frame], [{ update: 0, checkpoints: start }, end]);
      post({ ...end, settings });
    });
  }

  return {
    shipped:
      (arriving: Arriving): TakeUp =>
      (post) =>
        void takeShipped(arriving, post),
    /** A kept run, from one of its states on; what came after that comes again. */
    kept:
      ({ record, details, state: { update, checkpoints }, fork }: Reopened): TakeUp =>
      (post) => {
        const { id, seconds, settings } = record;
        const traces = cut(details.traces, update);
        const phases = phasesUntil(details.phases, update);
        const fits = details.fits.filter((fit) => fit.update <= update);
        const origin = { update, checkpoints, settings };
        timeline.reopen({ fits, traces, phases }, origin, fork);
        patch({ traces, phases, kept: { id, seconds } });
        post(origin);
      },
  };
}
