import type { ModelKind, ToySettings } from "../../src/model/recipe.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";

/** The models in training between two updates. */
export type Checkpoints = Partial<Record<ModelKind, Checkpoint>>;

/** Where a run goes on from, instead of its beginning: an update of another run on the same data. */
export interface ToyOrigin {
  /** Of that run, at `update` or before it. */
  checkpoints: Checkpoints;
  /** Its settings: with them it is repeated from the checkpoints up to `update`. */
  settings: ToySettings;
  update: number;
}

/** A state of the run's trainings that another run can go on from; none of a model that diverged. */
export interface ToyKeyframe {
  type: "keyframe";
  run: number;
  update: number;
  checkpoints: Checkpoints;
}

/** How far the repetition has come that `prepare` with an origin begins with. */
export interface ToyRepeating {
  type: "repeating";
  run: number;
  /** Updates of all models in training. */
  done: number;
  of: number;
}
