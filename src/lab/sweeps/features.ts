import type { FeatureSummary } from "../../../workers/protocol/features.ts";
import type { FeatureTrial, TrialKeyframe, TrialRequest } from "../../../workers/protocol/trial.ts";
import type { Archive, Keeping } from "../runs/archive.ts";
import { featureTrialOf } from "../runs/features/made.ts";
import type { FeatureRecord, RunRecord } from "../runs/record.ts";
import type { Ending } from "./course.ts";

/** The feature files of the Features tab, and how every worker is to take them. */
export interface FeatureFiles {
  summary: FeatureSummary;
  load: Extract<TrialRequest, { type: "load" }>;
}

/** Bytes that all copies of the files may have together, and what a copy's run has beside it. */
const MEMORY = 1.5e9;
const OVERHEAD = 100e6;

/**
 * How many workers may have a copy each of files of so many bytes: as many as there are cores, as long
 * as the copies and what runs need beside them stay within about 1.5 GB; always one.
 */
export function workersFor(bytes: number, cores: number): number {
  const room = Math.floor(MEMORY / (bytes + OVERHEAD));
  return Math.max(1, Math.min(cores, room));
}

/**
 * Why a sweep cannot run on the files that are loaded, for people; null where it can.
 *
 * @param records of the runs that it has already
 */
export function filesLacking(
  files: FeatureFiles | null,
  records: readonly RunRecord[],
): string | null {
  if (!files?.summary.ready) return "load the feature files on the Features tab first";
  const loaded = new Set(files.summary.files.map(({ sha256 }) => sha256));
  const data = records.flatMap(({ report }) => report?.data ?? []);
  const other = data.find(({ sha256 }) => sha256 !== null && !loaded.has(sha256));
  return other
    ? `expected ${other.file} (SHA-256 ${other.sha256!.slice(0, 8)}…), which the sweep's runs are of, found other files; load it on the Features tab first`
    : null;
}

/** A trial over features while it is trained, in one go; its updates are a share of all. */
export class FeatureCourse {
  /** Seconds of training before. */
  private before = 0;

  constructor(
    public record: FeatureRecord,
    private readonly summary: FeatureSummary,
  ) {}

  /** What a worker is asked: to go on from the last state that was kept, or to begin. */
  async request(run: number, archive: Pick<Archive, "states">): Promise<TrialRequest> {
    const { id, settings, update, seconds } = this.record;
    const state = (await archive.states(id)).at(-1) ?? null;
    const reached = state?.update ?? 0;
    this.before = update > 0 ? (seconds * reached) / update : 0;
    this.record = { ...this.record, update: reached, seconds: this.before };
    return { type: "features", run, settings, from: state?.checkpoints ?? null };
  }

  /** How far it is, 0..1. */
  at(update: number, updates = this.record.updates): number {
    this.record = { ...this.record, updates };
    return updates > 0 ? update / updates : 0;
  }

  /** What is to be kept of a trial under way. */
  reached({ update, checkpoints, seconds }: TrialKeyframe, now: number): Keeping {
    this.record = { ...this.record, update, seconds: this.before + seconds, changed: now };
    return { record: this.record, states: [{ update, checkpoints }] };
  }

  ended(trial: FeatureTrial, now: number): Ending {
    const { problem } = trial;
    const identity = { ...this.record, changed: now, problem };
    const { settings } = this.record;
    const keeping = featureTrialOf(identity, settings, trial, this.summary, this.before);
    // Where a method failed, the others have their results.
    return { how: keeping.record.report ? "reached" : "failed", keeping };
  }
}
