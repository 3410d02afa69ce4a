import type { ToyTrial, TrialKeyframe, TrialRequest } from "../../../workers/protocol/trial.ts";
import type { Drawing, ModelKind } from "../../model/recipe.ts";
import type { Archive, Keeping } from "../runs/archive.ts";
import { toyRunOf } from "../runs/made.ts";
import {
  newId,
  RUN_SCHEMA,
  type RunRecord,
  type ToyDetails,
  type ToyRecord,
} from "../runs/record.ts";
import { fitOf } from "../timeline.ts";
import { append, appended, cut, EMPTY_TRACE } from "../trace.ts";
import { VERSION } from "../version.ts";
import type { Stretch } from "./schedule.ts";

/** How a stretch of a trial ended, and what is to be kept of it. */
export interface Ending {
  /** "interrupted" where it was to stop before its end. */
  how: "reached" | "failed" | "interrupted";
  keeping: Keeping;
}

/** A trial of the 2D lab while a stretch of it is trained: its run, and what was heard of it. */
export class ToyCourse {
  private details: ToyDetails;
  /** Seconds of training before this stretch. */
  private before = 0;

  constructor(
    public record: ToyRecord,
    private readonly end: number,
    private readonly drawing: Drawing | null,
  ) {
    const nothing = { traces: {}, fits: [], phases: {}, maps: {} };
    this.details = { kind: "toy", drawing, painted: null, ...nothing };
  }

  /** What a worker is asked: to go on from the last state that was kept, or to begin. */
  async request(
    run: number,
    archive: Pick<Archive, "states" | "details">,
  ): Promise<Extract<TrialRequest, { type: "toy" }>> {
    const { id, settings } = this.record;
    const [states, details] = await Promise.all([archive.states(id), archive.details(id)]);
    const state = states.at(-1) ?? null;
    const reached = state?.update ?? 0;
    if (details?.kind === "toy") {
      const fits = details.fits.filter(({ update }) => update <= reached);
      this.details = { ...details, traces: cut(details.traces, reached), fits };
    }
    const { update, seconds } = this.record;
    this.before = update > 0 ? (seconds * reached) / update : 0;
    this.record = { ...this.record, update: reached, seconds: this.before };
    const from = state && { checkpoints: state.checkpoints, settings, update: reached };
    return { type: "toy", run, settings, drawing: this.drawing, from, end: this.end };
  }

  /** How far it is, in updates. */
  at(update: number): number {
    return update;
  }

  /** What is to be kept of a trial under way. */
  reached({ update, checkpoints, seconds, losses }: TrialKeyframe, now: number): Keeping {
    const traces = { ...this.details.traces };
    for (const [kind, triples] of Object.entries(losses) as [ModelKind, Float32Array][]) {
      traces[kind] = append(traces[kind] ?? EMPTY_TRACE, triples);
    }
    this.details = { ...this.details, traces };
    this.record = { ...this.record, update, seconds: this.before + seconds, changed: now };
    return { record: this.record, details: this.details, states: [{ update, checkpoints }] };
  }

  /** @param stopping whether it was to stop before its end */
  ended(
    { frame, truth, extent, checkpoints, problem, backend }: ToyTrial,
    stopping: boolean,
    now: number,
  ): Ending {
    const { drawing, painted, phases } = this.details;
    const traces = appended(this.details.traces, frame.models);
    const fits = [...this.details.fits, fitOf(frame)];
    const { mixture: _, ...trained } = frame.models;
    const short = frame.update < this.end;
    // In a run of all models the others go on without one that diverged.
    const failed =
      problem !== null &&
      (Object.values(trained).every((model) => model.problem) || (short && !stopping));
    const { record, details } = toyRunOf(
      { ...this.record, changed: now, problem: failed ? problem : null },
      {
        ...{ drawing, painted, phases, traces, fits, scene: { truth, extent } },
        ...{ settings: this.record.settings, backend: backend.label },
        frame: { ...frame, seconds: this.before + frame.seconds },
      },
    );
    this.record = record;
    return {
      how: failed ? "failed" : stopping && short ? "interrupted" : "reached",
      keeping: {
        ...{ record, details },
        ...(checkpoints && { states: [{ update: frame.update, checkpoints }] }),
      },
    };
  }
}

/** The run of a trial that has yet to begin. */
export function newRun(sweep: string, { trial }: Stretch, now: number): RunRecord {
  const { index, settings } = trial;
  const common: Omit<ToyRecord, "kind" | "settings" | "updates"> = {
    schema: RUN_SCHEMA,
    ...{ id: newId(), name: "", pinned: false, created: now, changed: now },
    ...{ version: VERSION, backend: "", from: null },
    sweep: { id: sweep, trial: index, rungs: [], dropped: false },
    standing: "training",
    ...{ problem: null, update: 0, seconds: 0, report: null },
  };
  return "updates" in settings
    ? { ...common, kind: "toy", settings, updates: settings.updates }
    : { ...common, kind: "features", settings, updates: 0 };
}
