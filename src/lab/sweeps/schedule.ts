import type { RunOfSweep, RunRecord } from "../runs/record.ts";
import { costOf } from "./cost.ts";
import type { Criterion } from "./criteria.ts";
import type { Stopping, SweepDesign, Trial } from "./design.ts";

/** How far a trial has come; one that nothing is known of has yet to begin. */
export interface TrialState {
  update: number;
  /** Whether it has come to its end, or failed; a failed one ranks behind all others. */
  over: "done" | "failed" | null;
  rungs: RunOfSweep["rungs"];
}

/** A part of a trial that is trained in one go: to its next rung, or to its end. */
export interface Stretch {
  trial: Trial;
  /** The update that it ends at; Infinity over features, which are trained in one go. */
  end: number;
}

/** What a sweep has to do. */
export interface Agenda {
  /** What can be trained now, in the order in which it is to be begun. */
  due: readonly Stretch[];
  /** The trials that the rule has ended early, by their numbers. */
  dropped: ReadonlySet<number>;
  /** The points that train to a rung now, and the rung's number, from 0. */
  points: readonly number[];
  rung: number;
}

/** How far a kept run of a sweep has come; over features the update is a share of all. */
export const trialState = ({ kind, update, updates, standing, sweep }: RunRecord): TrialState => ({
  update: kind === "toy" ? update : update / Math.max(1, updates),
  over: standing === "done" || standing === "failed" ? standing : null,
  rungs: sweep?.rungs ?? [],
});

/** The updates of a trial's rungs: the last is its end. */
export function rungsOf({ settings }: Trial, stopping: Stopping): number[] {
  if (!("updates" in settings)) return [Number.POSITIVE_INFINITY];
  const { updates } = settings;
  if (stopping.rule === "none") return [updates];
  const { eta, rungs } = stopping;
  return Array.from({ length: rungs }, (_, rung) =>
    Math.min(updates, Math.max(1, Math.round(updates / eta ** (rungs - 1 - rung)))),
  );
}

/** How many of so many points go on from a rung: 1 / eta of them, rounded down, but one at least. */
export const goingOn = (points: number, eta: number) => Math.max(1, Math.floor(points / eta));

/**
 * What a sweep has to do, by what is known of its trials.
 *
 * A rung is decided when all its trials are there, so that it does not matter which come first. The
 * trials that cost most begin first, for one that begins last keeps the others waiting; the seeds of a
 * point follow each other.
 *
 * @param known by the trials' numbers
 */
export function agendaOf(
  { stopping }: SweepDesign,
  trials: readonly Trial[],
  known: ReadonlyMap<number, TrialState>,
  { better }: Pick<Criterion, "better">,
): Agenda {
  const byPoint = pointsOf(trials);
  const last = stopping.rule === "halving" ? stopping.rungs - 1 : 0;
  const dropped = new Set<number>();
  let points = [...byPoint.keys()];
  for (let rung = 0; ; rung++) {
    const some = points.flatMap((point) => byPoint.get(point)!);
    const left = some.filter(
      ({ index }) => !hasPassed(known.get(index), rung === last ? null : rung),
    );
    if (left.length > 0 || rung === last || stopping.rule === "none") {
      const due = left.map((trial) => ({ trial, end: rungsOf(trial, stopping)[rung]! }));
      return { due: due.toSorted(byCost), dropped, points, rung };
    }
    const scores = new Map(
      points.map((point) => {
        const values = byPoint
          .get(point)!
          .map(({ index }) => scoreOf(known.get(index)!, rung, better));
        return [point, median(values)];
      }),
    );
    const ranked = points.toSorted((a, b) => compared(scores.get(a)!, scores.get(b)!) || a - b);
    const best = new Set(ranked.slice(0, goingOn(points.length, stopping.eta)));
    for (const { index, point } of some) {
      if (!best.has(point) && !known.get(index)!.over) dropped.add(index);
    }
    points = points.filter((point) => best.has(point));
  }
}

/**
 * A trial's state once a stretch of it has ended at its update.
 *
 * @param value of the sweep's criterion there; null ranks behind all others
 */
export function passed(
  before: TrialState | undefined,
  { trial, end }: Stretch,
  { update, value, failed }: { update: number; value: number | null; failed: boolean },
  { stopping, criterion }: { stopping: Stopping; criterion: Pick<Criterion, "better"> },
): TrialState {
  const rungs = before?.rungs ?? [];
  if (failed) return { update, over: "failed", rungs };
  const ends = rungsOf(trial, stopping);
  const last = rungs.length >= ends.length - 1;
  if (last) return { update, over: "done", rungs };
  const worst = criterion.better === "low" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return { update, over: null, rungs: [...rungs, [end, value ?? worst]] };
}

/** The trials of each point, by its number. */
function pointsOf(trials: readonly Trial[]): Map<number, Trial[]> {
  const byPoint = new Map<number, Trial[]>();
  for (const trial of trials) {
    const others = byPoint.get(trial.point);
    if (others) others.push(trial);
    else byPoint.set(trial.point, [trial]);
  }
  return byPoint;
}

/** Whether a trial has nothing more to do up to a rung; null is its end. */
const hasPassed = (state: TrialState | undefined, rung: number | null) =>
  state !== undefined && (state.over !== null || (rung !== null && state.rungs.length > rung));

/** A trial's rank at a rung, low is good: one that failed later on has it from before. */
function scoreOf({ rungs }: TrialState, rung: number, better: Criterion["better"]): number {
  const value = rungs[rung]?.[1];
  if (value === undefined) return Number.POSITIVE_INFINITY;
  return better === "low" ? value : -value;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted(compared);
  const [low, high] = [sorted[(sorted.length - 1) >> 1]!, sorted[sorted.length >> 1]!];
  return low === high ? low : (low + high) / 2;
}

/** Infinite numbers are as large as each other. */
const compared = (a: number, b: number) => (a === b ? 0 : a - b);

const byCost = (a: Stretch, b: Stretch) =>
  costOf(b.trial.settings) - costOf(a.trial.settings) || a.trial.index - b.trial.index;
