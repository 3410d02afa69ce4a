import type { FeaturePlan, FeatureSummary } from "../../../workers/protocol/features.ts";
import type { Checkpoints } from "../../../workers/protocol/timeline.ts";
import type { Comparisons } from "../../detection/comparison.ts";
import type { Method } from "../../detection/methods.ts";
import type { Report } from "../../detection/report.ts";
import type {
  Drawing,
  FeatureSettings,
  ModelKind,
  OodGroup,
  ToySettings,
} from "../../model/recipe.ts";
import type { MapCodes } from "../mapCodes.ts";
import type { Phases } from "../phases.ts";
import type { ScoredMethod } from "../report.ts";
import type { Fit } from "../timeline.ts";
import type { Traces, Training } from "../trace.ts";

export const RUN_SCHEMA = "energy-correction-lab/run@1";

/** Runs that can be compared at once. */
export const COMPARED = 8;

/**
 * Where a kept run stands: "training" while a page holds its lock; "stopped" where the reader paused it,
 * or where it was given up before its end by a page that is gone or by a sweep's rule.
 */
export type RunStanding = "training" | "stopped" | "done" | "failed";

interface Common {
  schema: typeof RUN_SCHEMA;
  id: string;
  /** The reader's; "" where it is called by its settings. */
  name: string;
  pinned: boolean;
  /** Milliseconds since 1970: when it began, and when it was kept last. */
  created: number;
  changed: number;
  /** Of the lab that trained it. */
  version: string;
  backend: string;
  /** The kept run that it left, and where. */
  from: { id: string; update: number } | null;
  /** The sweep that it is a trial of. */
  sweep: RunOfSweep | null;
  standing: RunStanding;
  /** Why it failed, for people. */
  problem: string | null;
  /** Updates done and to do, and the seconds that the training took. */
  update: number;
  updates: number;
  seconds: number;
  /** Its numbers at `update`; null where there are none yet. */
  report: Report | null;
}

export interface RunOfSweep {
  id: string;
  /** The number of its trial. */
  trial: number;
  /** What the sweep's criterion was at the updates where it was compared: [update, value]. */
  rungs: readonly (readonly [update: number, value: number])[];
  /** Whether the sweep's rule ended it early. */
  dropped: boolean;
}

export interface ToyRecord extends Common {
  kind: "toy";
  settings: ToySettings;
  /** Its judged model's map as `thumbnailOf` makes it; left out where there is none yet. */
  thumbnail?: Uint8Array;
}

export interface FeatureRecord extends Common {
  kind: "features";
  settings: FeatureSettings;
}

/** A run as the list has it: small, so that hundreds are read at once. */
export type RunRecord = ToyRecord | FeatureRecord;

/** A square picture of an energy, row by row. */
export interface KeptMap extends MapCodes {
  size: number;
  /** Side of the square [-extent, extent]^2. */
  extent: number;
}

/** What is shown of a kept run of the 2D lab beside its record. */
export interface ToyDetails {
  kind: "toy";
  /** What the reader had drawn, where that was the data. */
  drawing: Drawing | null;
  /** The OOD points that it was measured on, where the reader had painted them. */
  painted: Record<OodGroup, Float32Array> | null;
  traces: Traces;
  fits: readonly Fit[];
  phases: Phases;
  /** -log p in nats, of the data and of each model. */
  maps: Partial<Record<ModelKind | "truth", KeptMap>>;
}

/** What is shown of a kept run over features beside its record. */
export interface FeatureDetails {
  kind: "features";
  parts: FeatureParts;
}

/** What the Features tab shows of a run. */
export interface FeatureParts {
  /** Of the files, which are not kept: their names and digests, their mapping, the OOD sets. */
  summary: FeatureSummary;
  plan: FeaturePlan;
  /** Final ones. */
  results: Partial<Record<Method, ScoredMethod>>;
  comparison: Comparisons | null;
  trainings: Partial<Record<Method, Training>>;
}

export type RunDetails = ToyDetails | FeatureDetails;

/** A state that a kept run can go on from. */
export interface KeptState {
  update: number;
  checkpoints: Checkpoints;
}

/** All of a run, as a file has it. */
export interface KeptRun {
  record: RunRecord;
  details: RunDetails | null;
  /** In the order of their updates. */
  states: readonly KeptState[];
}

/** A new id: ten characters, of which no two runs have the same. */
export function newId(): string {
  const words = crypto.getRandomValues(new Uint32Array(2));
  const number = (BigInt(words[0]!) << 32n) | BigInt(words[1]!);
  return number.toString(36).padStart(13, "0").slice(-10);
}
