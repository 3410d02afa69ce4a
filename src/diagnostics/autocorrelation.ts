import { halves, type Series, variancesOf } from "./series.ts";

/** How long the chains of a series remember. */
export interface Autocorrelation {
  /** rho_t at lag t = 0, 1, ..., in saved times; below 1, and rho_0 = 1. */
  rho: Float64Array;
  /** The integrated time 1 + 2 sum rho_t, in saved times: so many count as one independent draw. */
  time: number;
  /** The effective sample size: all values of all chains over the integrated time. */
  ess: number;
  /**
   * Whether the sum has ended within the lags and is shorter than they reach; else `time` is the least
   * that it may be, and `ess` the most.
   */
  converged: boolean;
}

/**
 * Autocorrelation of the chains' halves together, by the variogram: rho_t = 1 - V_t / (2 var+), V_t
 * the mean squared difference at lag t (Gelman et al., Bayesian Data Analysis, 3rd ed., sec. 11.5).
 * Chains that differ from each other count as correlated, so that chains stuck in their modes do not
 * pass for independent draws. The sum is cut by Geyer's initial monotone sequence (Statistical
 * Science, 1992), the effective sample size bounded as in Vehtari et al. (Bayesian Analysis, 2021).
 *
 * @returns null where there is nothing to correlate: fewer than 4 times, or nothing that varies
 */
export function autocorrelationOf(series: Series): Autocorrelation | null {
  if (series.times < 4) return null;
  const split = halves(series);
  const { total } = variancesOf(split);
  if (total === 0) return null;
  const rho = Float64Array.from(
    { length: split.times },
    (_, lag) => 1 - variogram(split, lag) / (2 * total),
  );
  const count = split.chains * split.times;
  const { sum, ended } = integratedTime(rho);
  const time = Math.max(sum, 1 / Math.log10(count));
  return { rho, time, ess: count / time, converged: ended && time < rho.length };
}

/** Mean squared difference of values that lie `lag` apart in the same chain. */
function variogram({ values, chains, times }: Series, lag: number): number {
  let sum = 0;
  for (let c = 0; c < chains; c++) {
    const end = (c + 1) * times;
    for (let i = c * times + lag; i < end; i++) sum += (values[i] - values[i - lag]) ** 2;
  }
  return sum / (chains * (times - lag));
}

/**
 * 1 + 2 sum rho_t, over pairs of lags while their sums are positive, none above the one before, and
 * whether one was not positive.
 */
function integratedTime(rho: Float64Array): { sum: number; ended: boolean } {
  let half = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let lag = 0; lag + 1 < rho.length; lag += 2) {
    const pair = rho[lag] + rho[lag + 1];
    if (pair <= 0) return { sum: 2 * half - 1, ended: true };
    least = Math.min(least, pair);
    half += least;
  }
  return { sum: 2 * half - 1, ended: false };
}
