import {
  CHAIN_NUMBERS,
  type ChainNumber,
  type Mixing,
  type ToyChains,
} from "../../workers/protocol/chains.ts";
import { decimal } from "./format.ts";

/** Chains have mixed where no R-hat is above (Vehtari et al., Bayesian Analysis, 2021). */
export const MIXED = 1.01;

/** What the numbers of a state are called. */
export const NUMBER_NAMES: Record<ChainNumber, string> = { x: "x", y: "y", energy: "energy" };

/**
 * Whether a bound is all that is known of time and draws: chains that have not mixed, or whose correlation
 * outlasts the lags, remember longer than they were watched.
 */
export const isBound = ({ rhat, converged }: Mixing) => !converged || rhat > MIXED;

/** The integrated time: "3.2 steps", or "at least 19 steps". */
export function timeOf(mixing: Mixing): string {
  const { time } = mixing;
  return `${isBound(mixing) ? "at least " : ""}${decimal(time, time < 10 ? 1 : 0)} steps`;
}

/** The effective sample size: "812", or "at most 135". */
export const drawsOf = (mixing: Mixing) =>
  `${isBound(mixing) ? "at most " : ""}${Math.round(mixing.ess)}`;

/** Whether the chains have mixed, in a sentence. */
export function mixingVerdict({ mixing, movers, modes, choice }: ToyChains): string {
  const found = CHAIN_NUMBERS.flatMap((name) => {
    const rhat = mixing[name]?.rhat;
    return rhat === undefined ? [] : [{ name, rhat }];
  });
  const left =
    modes.length > 1
      ? `; ${movers} of ${choice.chains} chains ever left the mode that they began in`
      : "";
  const worst = found.sort((a, b) => b.rhat - a.rhat)[0];
  if (!worst) return `Too few steps to tell whether the chains have mixed${left}.`;
  const rhat = `R-hat ${decimal(worst.rhat, 2)}`;
  return worst.rhat <= MIXED
    ? `The chains have mixed: ${rhat} or less${left}.`
    : `The chains have not mixed: ${rhat} of ${NUMBER_NAMES[worst.name]}, expected at most ${MIXED}${left}.`;
}

/** Whether the chains are where the energy's mass is, in a sentence. */
export function gapVerdict({ gap }: ToyChains): string {
  const { tv, expected, limit } = gap;
  const chance = `chance alone gives ${decimal(expected, 2)} on average, and less than ${decimal(limit, 2)} in at least 95 % of cases`;
  return tv > limit
    ? `They are not where the energy's mass is: TV ${decimal(tv, 2)}, where ${chance}.`
    : `That their modes differ from the energy's masses is not shown: TV ${decimal(tv, 2)}, where ${chance}.`;
}
