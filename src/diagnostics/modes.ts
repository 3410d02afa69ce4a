/** The modes that chains were in over time. */
export interface ModePaths {
  /** Indices 0..count - 1, [chains, times], row-major. */
  modes: Uint8Array;
  chains: number;
  times: number;
  /** How many modes there are. */
  count: number;
}

/**
 * Transitions between modes over a stretch of times: how often a chain was in mode `from` and, that
 * many times later, in mode `to`; stretches follow each other, and what is left at the end is left
 * out.
 *
 * @param stretch 1 for a step; times - 1 for the table of starts and ends
 * @returns counts [from, to], row-major
 */
export function transitionCounts(paths: ModePaths, stretch = 1): Uint32Array {
  const { modes, chains, times, count } = paths;
  const counts = new Uint32Array(count * count);
  for (let c = 0; c < chains; c++) {
    for (let t = stretch; t < times; t += stretch) {
      const now = c * times + t;
      counts[modes[now - stretch] * count + modes[now]]++;
    }
  }
  return counts;
}

/** The number of chains that were ever in another mode than they started in. */
export function moverCount({ modes, chains, times }: ModePaths): number {
  let movers = 0;
  for (let c = 0; c < chains; c++) {
    const path = modes.subarray(c * times, (c + 1) * times);
    if (path.some((mode) => mode !== path[0])) movers++;
  }
  return movers;
}

/** The number of chains in each mode at each time, [times, count]. */
export function occupancyOf({ modes, chains, times, count }: ModePaths): Uint32Array {
  const occupancy = new Uint32Array(times * count);
  for (let c = 0; c < chains; c++) {
    for (let t = 0; t < times; t++) occupancy[t * count + modes[c * times + t]]++;
  }
  return occupancy;
}
