/** How far chains are from the model's modes, and how far chance alone puts them. */
export interface StationarityGap {
  /** Total variation between the chains' shares of the modes and the model's, 0..1. */
  tv: number;
  /** What as many independent draws of the model would have on average. */
  expected: number;
  /** What they would exceed with a probability of at most 5 %. */
  limit: number;
}

/**
 * Compares the modes that chains are in with the model's exact masses.
 *
 * The expectation under chance is exact, by the binomial's mean absolute deviation (De Moivre's
 * formula; Diaconis and Zabell, Statistical Science, 1991); the limit is McDiarmid's (1989), since a
 * draw moves the total variation by at most 1 / n.
 *
 * @param counts chains in each mode, [modes], one or more in all
 * @param masses the model's, [modes], of sum 1
 */
export function stationarityGap(
  counts: ArrayLike<number>,
  masses: ArrayLike<number>,
): StationarityGap {
  const modes = Array.from(masses);
  const draws = Array.from(counts).reduce((sum, count) => sum + count, 0);
  let tv = 0;
  let expected = 0;
  for (const [mode, mass] of modes.entries()) {
    tv += Math.abs(counts[mode] / draws - mass) / 2;
    expected += meanDeviation(draws, mass) / draws / 2;
  }
  return { tv, expected, limit: Math.min(1, expected + Math.sqrt(Math.log(20) / (2 * draws))) };
}

/** E|X - n p| of a binomial X: 2 k C(n, k) p^k (1 - p)^(n - k + 1), k = floor(n p) + 1. */
function meanDeviation(n: number, p: number): number {
  const k = Math.floor(n * p) + 1;
  if (p <= 0 || k > n) return 0;
  let log = Math.log(2 * k) + k * Math.log(p) + (n - k + 1) * Math.log1p(-p);
  for (let i = 1; i <= k; i++) log += Math.log((n - k + i) / i);
  return Math.exp(log);
}
