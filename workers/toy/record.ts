import type { ToyDensity } from "../../src/data/density.ts";
import { autocorrelationOf } from "../../src/diagnostics/autocorrelation.ts";
import {
  type ModePaths,
  moverCount,
  occupancyOf,
  transitionCounts,
} from "../../src/diagnostics/modes.ts";
import { splitRhat } from "../../src/diagnostics/rhat.ts";
import { seriesOf } from "../../src/diagnostics/series.ts";
import { stationarityGap } from "../../src/diagnostics/stationarity.ts";
import {
  CHAIN_NUMBERS,
  type ChainNumber,
  type Mixing,
  type ToyChains,
} from "../protocol/chains.ts";

/** Saved times beside the start, at most. */
export const SAVED_TIMES = 300;
/** Chains whose trails are drawn, at most. */
const TRAILS = 64;

/** Numbers of a state: its coordinates and its energy. */
const WIDTH = CHAIN_NUMBERS.length;

/** What chains are compared with: each mode's share of the data, and of the energy's mass. */
export interface Expected {
  truth: Float32Array;
  masses: Float32Array;
}

/** What is kept of chains: their states at times that are evenly spread, up to the last step. */
export class ChainRecord {
  /** Steps between two saved times. */
  readonly thinning: number;
  /** Steps done at each time that is saved in the end; the first stretch may be shorter. */
  readonly times: Float32Array;
  private saved = 0;
  /** [times, chains, 3]. */
  private readonly states: Float32Array;
  private readonly acceptance: number[] = [];

  constructor(
    steps: number,
    private readonly chains: number,
    private readonly density: ToyDensity,
  ) {
    this.thinning = Math.ceil(steps / SAVED_TIMES);
    const stretches = Math.ceil(steps / this.thinning);
    this.times = Float32Array.from({ length: stretches + 1 }, (_, i) =>
      i === 0 ? 0 : steps - (stretches - i) * this.thinning,
    );
    this.states = new Float32Array(this.times.length * chains * WIDTH);
  }

  /** Steps done at the time to save next; null where all are saved. */
  get next(): number | null {
    return this.saved < this.times.length ? this.times[this.saved] : null;
  }

  /**
   * Saves the next time.
   *
   * @param states [chains, 2]; @param energies [chains]
   * @param acceptance of the proposals since the last time, if there were any
   * @throws if a number is not finite
   */
  save(states: Float32Array, energies: Float32Array, acceptance: number | null): void {
    const { saved, times, chains } = this;
    if (!states.every(Number.isFinite) || !energies.every(Number.isFinite)) {
      throw new Error(
        `the chains left all bounds by step ${times[saved]}: expected finite numbers, found none; ` +
          "choose MALA, which rejects such steps, or a smaller step size",
      );
    }
    for (let c = 0; c < chains; c++) {
      const at = (saved * chains + c) * WIDTH;
      this.states[at] = states[2 * c];
      this.states[at + 1] = states[2 * c + 1];
      this.states[at + 2] = energies[c];
    }
    if (acceptance !== null) this.acceptance.push(acceptance);
    this.saved++;
  }

  /** What the chains have done so far, with its arrays. */
  told({ truth, masses }: Expected) {
    const { saved: times, chains, thinning, density } = this;
    const states = new Float32Array(chains * times * WIDTH);
    for (let t = 0; t < times; t++) {
      for (let c = 0; c < chains; c++) {
        const from = (t * chains + c) * WIDTH;
        states.set(this.states.subarray(from, from + WIDTH), (c * times + t) * WIDTH);
      }
    }
    const shape = { chains, times, width: WIDTH };
    const modes = Uint8Array.from({ length: chains * times }, (_, i) =>
      density.modeOf(states[i * WIDTH], states[i * WIDTH + 1]),
    );
    const paths: ModePaths = { modes, chains, times, count: density.modes.length };
    const counts = occupancyOf(paths);
    const warm = Math.floor(times / 2);
    const mixing = {} as Record<ChainNumber, Mixing | null>;
    for (const [column, name] of CHAIN_NUMBERS.entries()) {
      mixing[name] = mixingOf(seriesOf(states, shape, column, warm), thinning);
    }
    const drawn = Math.min(chains, TRAILS);
    const trails = Float32Array.from(
      { length: drawn * times * 2 },
      (_, i) => states[(i >> 1) * WIDTH + (i & 1)],
    );
    return {
      steps: this.times.slice(0, times),
      thinning,
      trails,
      paths: modes.slice(0, drawn * times),
      modes: density.modes,
      ...{ truth: truth.slice(), masses: masses.slice() },
      occupancy: Float32Array.from(counts, (count) => count / chains),
      transitions: startsAndEnds(paths),
      moves: transitionCounts(paths),
      movers: moverCount(paths),
      acceptance: this.acceptance.length > 0 ? Float32Array.from(this.acceptance) : null,
      mixing,
      gap: stationarityGap(counts.subarray((times - 1) * density.modes.length), masses),
    } satisfies Partial<ToyChains>;
  }
}

/** The table of starts and ends; before the first step chains are where they started. */
function startsAndEnds(paths: ModePaths): Uint32Array {
  if (paths.times > 1) return transitionCounts(paths, paths.times - 1);
  const { modes, chains, count } = paths;
  const twice = Uint8Array.from({ length: 2 * chains }, (_, i) => modes[i >> 1]);
  return transitionCounts({ modes: twice, chains, times: 2, count });
}

function mixingOf(series: Parameters<typeof splitRhat>[0], thinning: number): Mixing | null {
  const rhat = splitRhat(series);
  const found = autocorrelationOf(series);
  if (rhat === null || !found) return null;
  const { rho, time, ...rest } = found;
  return { rhat, rho: Float32Array.from(rho), time: time * thinning, ...rest };
}
