import type { Criterion } from "./criteria.ts";

/** A quantile by linear interpolation, of numbers in ascending order; NaN of none. */
export function quantile(ascending: readonly number[], share: number): number {
  const place = share * (ascending.length - 1);
  const low = Math.floor(place);
  const [a, b] = [ascending[low], ascending[Math.ceil(place)]];
  if (a === undefined || b === undefined) return Number.NaN;
  return a === b ? a : a + (place - low) * (b - a);
}

/** What some runs of a point, each with another seed, came to. */
export interface Spread {
  /** Runs that have a value, and runs that failed or diverged. */
  count: number;
  failed: number;
  /** A failed run counts as the worst; null where the middle is one, or nothing is there. */
  median: number | null;
  /** Of those that have a value; null of none. */
  low: number | null;
  high: number | null;
  /** The quartiles, from five values on. */
  quartiles: readonly [low: number, high: number] | null;
}

/** The median and the spread of values, of which null is a run that failed. */
export function spreadOf(values: readonly (number | null)[], better: Criterion["better"]): Spread {
  const found = values.filter((value) => value !== null).sort((a, b) => a - b);
  const count = found.length;
  const failed = values.length - count;
  const worst = Array.from({ length: failed }, () =>
    better === "low" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY,
  );
  const median = quantile(better === "low" ? [...found, ...worst] : [...worst, ...found], 0.5);
  return {
    ...{ count, failed, median: Number.isFinite(median) ? median : null },
    ...{ low: found[0] ?? null, high: found.at(-1) ?? null },
    quartiles: count >= 5 ? [quantile(found, 0.25), quantile(found, 0.75)] : null,
  };
}

/** Which of two is better first; null is the worst, equals keep their order. */
export function byRank(
  better: Criterion["better"],
): (a: number | null, b: number | null) => number {
  return (a, b) => {
    if (a === b) return 0;
    if (a === null) return 1;
    if (b === null) return -1;
    return better === "low" ? a - b : b - a;
  };
}
