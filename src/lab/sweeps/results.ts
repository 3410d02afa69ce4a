import type { RunRecord } from "../runs/record.ts";
import type { Criterion } from "./criteria.ts";
import type { Trial } from "./design.ts";
import { byRank, type Spread, spreadOf } from "./statistics.ts";

/** A run of a point: its trial, what is kept of it, and its value. */
export interface TrialResult {
  trial: Trial;
  /** Null while it waits. */
  record: RunRecord | null;
  /** Whether it has a value, or failed; a run under way has none yet. */
  settled: boolean;
  value: number | null;
}

/** What the runs of a point came to, each with another seed. */
export interface PointResult {
  point: number;
  values: Trial["values"];
  runs: readonly TrialResult[];
  /** "ended": all its runs are at their end or failed; "stopped": the sweep's rule ended it early. */
  standing: "ended" | "stopped" | "training" | "waiting";
  /** Of the settled runs; of a point that is not at its end, at the update where they were compared. */
  spread: Spread;
}

/** The records of a sweep's runs by their trials. */
export function recordsOf(
  sweep: string,
  records: readonly RunRecord[],
): ReadonlyMap<number, RunRecord> {
  const own = records.filter((record) => record.sweep?.id === sweep);
  return new Map(own.map((record) => [record.sweep!.trial, record]));
}

/** The points of a sweep, in their order, each with what its runs came to. */
export function resultsOf(
  trials: readonly Trial[],
  records: ReadonlyMap<number, RunRecord>,
  criterion: Criterion,
): PointResult[] {
  const points: TrialResult[][] = [];
  for (const trial of trials) {
    const record = records.get(trial.index) ?? null;
    const settled = record !== null && isSettled(record);
    const value = settled ? criterion.value(record) : null;
    points[trial.point] ??= [];
    points[trial.point]!.push({ trial, record, settled, value });
  }
  return points.map((runs, point) => {
    const values = runs.filter(({ settled }) => settled).map(({ value }) => value);
    const spread = spreadOf(values, criterion.better);
    return { point, values: runs[0]!.trial.values, runs, standing: standingOf(runs), spread };
  });
}

/** Whether a run has a value: at its end, or where it was last compared and has not gone on since. */
function isSettled({ standing, sweep, update }: RunRecord): boolean {
  if (standing === "done" || standing === "failed") return true;
  return standing === "stopped" && sweep?.rungs.at(-1)?.[0] === update;
}

function standingOf(runs: readonly TrialResult[]): PointResult["standing"] {
  const records = runs.flatMap(({ record }) => record ?? []);
  const over = ({ standing }: RunRecord) => standing === "done" || standing === "failed";
  if (records.some(({ sweep }) => sweep?.dropped)) return "stopped";
  if (records.length === runs.length && records.every(over)) return "ended";
  return records.length > 0 ? "training" : "waiting";
}

/** The best point among those that have ended. */
export interface Winner {
  best: PointResult;
  /** Points that are ranked: ended, their median not a failure's; and all that have ended. */
  ranked: readonly PointResult[];
  ended: number;
  /**
   * Others whose median lies within the best one's spread, its quartiles or else its least and largest
   * value; null where one run alone tells of no spread.
   */
  tied: readonly PointResult[] | null;
}

/** Who wins by a criterion; null while no point has ended well. Equals go by their order. */
export function winnerOf(results: readonly PointResult[], criterion: Criterion): Winner | null {
  const over = results.filter(({ standing }) => standing === "ended");
  const compare = byRank(criterion.better);
  const ranked = over
    .filter(({ spread }) => spread.median !== null)
    .sort((a, b) => compare(a.spread.median, b.spread.median) || a.point - b.point);
  const [best, ...others] = ranked;
  if (!best) return null;
  const { quartiles, low, high, count } = best.spread;
  const [from, to] = quartiles ?? [low!, high!];
  const within = ({ spread }: PointResult) => spread.median! >= from && spread.median! <= to;
  return {
    ...{ best, ranked, ended: over.length },
    tied: count > 1 ? others.filter(within) : null,
  };
}

/** How many of a sweep's runs stand where. */
export interface Tally {
  runs: number;
  done: number;
  training: number;
  /** Ended early by the sweep's rule. */
  stopped: number;
  failed: number;
  waiting: number;
}

/** Counts a sweep's runs; those that are between two rungs, or were cut off, wait. */
export function tallyOf(results: readonly PointResult[]): Tally {
  const tally: Tally = { runs: 0, done: 0, training: 0, stopped: 0, failed: 0, waiting: 0 };
  for (const { record } of results.flatMap(({ runs }) => runs)) {
    tally.runs += 1;
    if (record?.sweep?.dropped) tally.stopped += 1;
    else if (!record || record.standing === "stopped") tally.waiting += 1;
    else tally[record.standing] += 1;
  }
  return tally;
}

/**
 * Whether a run of the 2D lab fits better than the mixture alone; a failed one does not. Null where
 * there is nothing to compare.
 */
export function beatsMixture({ record, settled, value }: TrialResult): boolean | null {
  if (!settled || record?.kind !== "toy" || record.settings.model === "mixture") return null;
  if (value === null) return false;
  const { models } = record.report ?? {};
  const { model } = record.settings;
  const own = models?.[model === "all" ? "correction" : model];
  return own ? own.nll < own.mixtureNll : null;
}
