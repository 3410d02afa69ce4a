import type { SweepDesign, Trial } from "../src/lab/sweeps/design.ts";
import { readSweep } from "../src/lab/sweeps/file.ts";
import { trialsOf } from "../src/lab/sweeps/trials.ts";
import { changedBy, textOf } from "./given.ts";

/** A sweep to run. */
export interface Sweep {
  design: SweepDesign;
  trials: readonly Trial[];
}

/**
 * Reads a sweep's file.
 *
 * @param changes to what its runs have in common, as in an address; null for none
 * @throws for people
 */
export function sweepOf(file: string, changes: string | null): Sweep {
  const design = readSweep(file, textOf(file));
  return sweepFrom(changes === null ? design : { ...design, base: baseOf(design.base, changes) });
}

/** A design and its trials. */
export const sweepFrom = (design: SweepDesign): Sweep => ({ design, trials: trialsOf(design) });

function baseOf(base: SweepDesign["base"], changes: string): SweepDesign["base"] {
  const changed = changedBy(base.kind === "toy" ? { ...base, painted: null } : base, changes);
  if (changed.kind === "features") return changed;
  const { painted, ...rest } = changed;
  if (!painted) return rest;
  throw new Error("--set: a sweep is measured on the built-in OOD sets; take painted out");
}
