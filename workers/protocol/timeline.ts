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
