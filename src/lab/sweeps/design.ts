import type { Drawing, FeatureSettings, ToySettings } from "../../model/recipe.ts";
import type { Value } from "../fields.ts";

export const SWEEP_SCHEMA = "energy-correction-lab/sweep@1";

/** What a setting is varied over. */
export type Axis = AxisKeys &
  (
    | { values: readonly Value[] }
    /** Numbers from a range, for random and Latin-hypercube samples. */
    | { from: number; to: number; scale: "linear" | "log" }
  );

interface AxisKeys {
  /** The setting's path in the settings, such as "width" or "ebm.width". */
  key: string;
  /** Settings that take its value as well: with the last step size, the first one is that of all steps. */
  also?: readonly string[];
}

export type Sampling =
  /** Every combination of the axes' values. */
  | { by: "grid" }
  /** So many points, drawn by the seed. */
  | { by: "random" | "latin"; points: number; seed: number };

export type Stopping =
  | { rule: "none" }
  /**
   * Successive halving (Jamieson and Talwalkar, 2016): all points train to a first rung; the best
   * 1 / eta of them, by the criterion's median over seeds, go on to the next, `rungs` rungs in all, the
   * last at the run's end; each rung is at eta times the updates of the one before.
   */
  | { rule: "halving"; eta: number; rungs: number };

/** What a sweep is, and what its file holds. */
export interface SweepDesign {
  schema: typeof SWEEP_SCHEMA;
  name: string;
  /** What all its runs have in common. */
  base:
    | { kind: "toy"; settings: ToySettings; drawing: Drawing | null }
    | { kind: "features"; settings: FeatureSettings };
  axes: readonly Axis[];
  sampling: Sampling;
  /** Each point is run with each of them. */
  seeds: readonly number[];
  stopping: Stopping;
  /** The name of the criterion that chooses the winner, and that halving goes by. */
  criterion: string;
}

/** The keys of all settings that a design varies. */
export const variedBy = ({ axes }: Pick<SweepDesign, "axes">): string[] =>
  axes.flatMap(({ key, also = [] }) => [key, ...also]);

/** A run of a sweep. */
export interface Trial {
  /** Its number, from 0; a point's runs follow each other, in the order of the seeds. */
  index: number;
  /** The number of its point, from 0. */
  point: number;
  values: Readonly<Record<string, Value>>;
  seed: number;
  settings: ToySettings | FeatureSettings;
}

/** A sweep that was begun; its runs are kept among all others and name it. */
export interface SweepRecord {
  schema: typeof SWEEP_SCHEMA;
  id: string;
  created: number;
  changed: number;
  design: SweepDesign;
  /** "paused" where the reader paused it, or where the page that ran it is gone. */
  standing: "running" | "paused" | "done";
}
