/** One number of every chain over time, such as a coordinate or the energy. */
export interface Series {
  /** Finite numbers, [chains, times], row-major. */
  values: Float64Array;
  chains: number;
  times: number;
}

/**
 * One number of states, from a time on.
 *
 * @param states [chains, times, width], row-major
 * @param column which of a state's numbers, 0..width - 1
 * @param from the first time that is taken, 0..times - 1
 */
export function seriesOf(
  states: Float32Array,
  { chains, times, width }: { chains: number; times: number; width: number },
  column: number,
  from = 0,
): Series {
  const left = times - from;
  const values = Float64Array.from({ length: chains * left }, (_, i) => {
    const chain = Math.floor(i / left);
    return states[(chain * times + from + (i % left)) * width + column];
  });
  return { values, chains, times: left };
}

/** Each chain as two, its first half and its second; of an odd number of times the middle one is left out. */
export function halves({ values, chains, times }: Series): Series {
  const half = Math.floor(times / 2);
  const split = new Float64Array(2 * chains * half);
  for (let c = 0; c < chains; c++) {
    const row = values.subarray(c * times, (c + 1) * times);
    split.set(row.subarray(0, half), 2 * c * half);
    split.set(row.subarray(times - half), (2 * c + 1) * half);
  }
  return { values: split, chains: 2 * chains, times: half };
}

/**
 * Variances of chains of at least two times (Gelman et al., Bayesian Data Analysis, 3rd ed., sec.
 * 11.4).
 *
 * @returns within: W, the mean variance of a chain; between: B / n, the variance of the chains'
 * means, 0 of one chain; total: var+ = (n - 1) / n W + B / n
 */
export function variancesOf({ values, chains, times }: Series) {
  const means = new Float64Array(chains);
  let within = 0;
  for (let c = 0; c < chains; c++) {
    const row = values.subarray(c * times, (c + 1) * times);
    means[c] = meanOf(row);
    within += squaresAbout(row, means[c]) / (times - 1) / chains;
  }
  const between = chains > 1 ? squaresAbout(means, meanOf(means)) / (chains - 1) : 0;
  return { within, between, total: ((times - 1) / times) * within + between };
}

/** The mean; equal values have exactly theirs. */
function meanOf(values: Float64Array): number {
  const [first] = values;
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length;
}

function squaresAbout(values: Float64Array, mean: number): number {
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
}
