import { costOf } from "./cost.ts";
import type { Criterion } from "./criteria.ts";
import type { SweepDesign, Trial } from "./design.ts";
import { agendaOf, goingOn, rungsOf, type TrialState } from "./schedule.ts";

/** Work of a point, in the unit of `costOf`. */
export interface Work {
  point: number;
  cost: number;
}

/** Work that was done, and the seconds that one worker took. */
export interface Measured extends Work {
  seconds: number;
}

/** What of a trial's cost its first updates are. */
export const costUntil = ({ settings }: Trial, update: number): number =>
  costOf(settings) * ("updates" in settings ? Math.min(1, update / settings.updates) : update);

/**
 * The work that a sweep still has, a trial an item. Where the rule will end trials early, what comes
 * after their next rung counts by the share of them that goes on.
 *
 * @param known of runs over features the update is a share, 0..1
 */
export function workLeft(
  design: SweepDesign,
  trials: readonly Trial[],
  known: ReadonlyMap<number, TrialState>,
  criterion: Pick<Criterion, "better">,
): Work[] {
  const { points, rung } = agendaOf(design, trials, known, criterion);
  const { stopping } = design;
  const going = new Set(points);
  const shares = [1];
  for (
    let left = points.length;
    stopping.rule === "halving" && rung + shares.length < stopping.rungs;
  ) {
    left = goingOn(left, stopping.eta);
    shares.push(left / points.length);
  }
  return trials.flatMap((trial) => {
    const state = known.get(trial.index);
    if (!going.has(trial.point) || state?.over) return [];
    const ends = rungsOf(trial, stopping).map((end) => (Number.isFinite(end) ? end : 1));
    const cost = shares.reduce((sum, share, i) => {
      const from = Math.max(state?.update ?? 0, ends[rung + i - 1] ?? 0);
      const to = Math.max(from, ends[rung + i]!);
      return sum + share * (costUntil(trial, to) - costUntil(trial, from));
    }, 0);
    return cost > 0 ? [{ point: trial.point, cost }] : [];
  });
}

/**
 * Seconds until work is done by so many workers at once: a point goes on as fast as it went so far,
 * and one that has yet to begin as fast as all did.
 *
 * @returns null where nothing was measured
 */
export function secondsLeft(
  left: readonly Work[],
  measured: readonly Measured[],
  workers: number,
): number | null {
  const paces = new Map<number, Measured>();
  const all = { cost: 0, seconds: 0 };
  for (const { point, cost, seconds } of measured) {
    const own = paces.get(point) ?? { point, cost: 0, seconds: 0 };
    paces.set(point, { point, cost: own.cost + cost, seconds: own.seconds + seconds });
    all.cost += cost;
    all.seconds += seconds;
  }
  if (!(all.cost > 0)) return null;
  const each = left.map(({ point, cost }) => {
    const own = paces.get(point);
    const pace = own && own.cost > 0 ? own : all;
    return (cost * pace.seconds) / pace.cost;
  });
  // One run is never on two workers.
  return Math.max(each.reduce((sum, seconds) => sum + seconds, 0) / workers, ...each, 0);
}
