import type { Mode } from "../../src/data/density.ts";
import type { ModelKind, Recipe } from "../../src/model/recipe.ts";

/** Which energy chains sample, and how. */
export interface ChainsChoice {
  model: ModelKind;
  /** "persistent": where the chains of the model's training ended. */
  start: Recipe["chainStart"];
  sampler: Recipe["sampler"];
  /** 1 to 20,000. */
  steps: number;
  /** 64 to 256. */
  chains: number;
}

export interface ChainsRequest {
  type: "sample";
  run: number;
  /** Higher with every request; an older one is left off. */
  id: number;
  choice: ChainsChoice;
}

/** The two coordinates of a state, and its energy. */
export const CHAIN_NUMBERS = ["x", "y", "energy"] as const;
export type ChainNumber = (typeof CHAIN_NUMBERS)[number];

/** How one number of the states mixes. */
export interface Mixing {
  /** Split R-hat; infinity where chains stand still apart. */
  rhat: number;
  /** Autocorrelation at lags 0, 1, ..., in saved times. */
  rho: Float32Array;
  /** The integrated time, in steps. */
  time: number;
  /** The effective sample size of the saved states. */
  ess: number;
  /** Whether the sum that is the time has ended within the lags; else both are but bounds. */
  converged: boolean;
}

/** What the chains have done so far, on the energy as it was when they began. */
export interface ToyChains {
  type: "chains";
  run: number;
  id: number;
  choice: ChainsChoice;
  /** Updates that the energy had. */
  update: number;
  /** Whether all steps are done. */
  final: boolean;
  /** Steps done at the saved times, [times], from 0; all but the first equally far apart. */
  steps: Float32Array;
  /** Steps between two saved times. */
  thinning: number;
  /** States of some of the chains at the saved times, [chains, times, 2]. */
  trails: Float32Array;
  /** The modes that these chains are in at the saved times, [chains, times]. */
  paths: Uint8Array;
  /** The modes of the data. */
  modes: Mode[];
  /** Share of all chains in each mode at the saved times, [times, modes]. */
  occupancy: Float32Array;
  /** Each mode's share of the data, and what the energy gives it, [modes]. */
  truth: Float32Array;
  masses: Float32Array;
  /** Chains by the mode that they started in and the one they are in, [from, to]. */
  transitions: Uint32Array;
  /** Moves of all chains from one saved time to the next, those within a mode too, [from, to]. */
  moves: Uint32Array;
  /** Chains that were ever in another mode than they started in. */
  movers: number;
  /** The share of proposals accepted between saved times, [times - 1]; null of Langevin chains. */
  acceptance: Float32Array | null;
  /** Over the later half of the saved times; null where they are too few, or nothing varies. */
  mixing: Record<ChainNumber, Mixing | null>;
  /** Total variation between where the chains are and the masses, and what is due to chance. */
  gap: { tv: number; expected: number; limit: number };
}

/** Why there are no chains, or no more of them. */
export interface ToyUnchained {
  type: "unchained";
  run: number;
  id: number;
  message: string;
}
