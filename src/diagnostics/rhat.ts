import { halves, type Series, variancesOf } from "./series.ts";

/**
 * Split R-hat, sqrt(var+ / W) of the chains' halves, on the values as they are, not on their ranks
 * (Gelman et al., Bayesian Data Analysis, 3rd ed., sec. 11.4): near 1 where the chains tell the same,
 * above 1.01 where they have not mixed (Vehtari et al., Bayesian Analysis, 2021).
 *
 * @returns infinity where chains stand still at different values; null where there is nothing to
 * compare: fewer than 4 times, or nothing that varies
 */
export function splitRhat(series: Series): number | null {
  if (series.times < 4) return null;
  const { within, total } = variancesOf(halves(series));
  if (total === 0) return null;
  return within === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(total / within);
}
