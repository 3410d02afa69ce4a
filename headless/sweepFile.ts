import type { SweepDesign, Trial } from "../src/lab/sweeps/design.ts";
import { readSweep } from "../src/lab/sweeps/file.ts";
import { trialsOf } from "../src/lab/sweeps/trials.ts";
import type { Drawing, ToySettings } from "../src/model/recipe.ts";
import { textOf, toyChangedBy } from "./given.ts";

/** A trial of the 2D lab. */
export type ToyTrialOf = Trial & { settings: ToySettings };

/** A sweep to run. */
export interface Sweep {
  design: SweepDesign;
  drawing: Drawing | null;
  trials: readonly ToyTrialOf[];
}

/**
 * Reads a sweep's file.
 *
 * @param changes to what its runs have in common, as in an address; null for none
 * @throws for people
 */
export function sweepOf(file: string, changes: string | null): Sweep {
  const { base: own, ...rest } = readSweep(file, textOf(file));
  if (own.kind !== "toy") {
    throw new Error(`${file}: expected a sweep of the 2D lab, found one of the Features tab`);
  }
  const { painted, ...base } = toyChangedBy({ ...own, painted: null }, changes ?? "");
  if (painted)
    throw new Error("--set: a sweep is measured on the built-in OOD sets; take painted out");
  const design = { ...rest, base };
  return { design, drawing: base.drawing, trials: trialsOf(design) as ToyTrialOf[] };
}
