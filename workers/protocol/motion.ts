import type { ModelKind, Recipe } from "../../src/model/recipe.ts";
import type { Dissection } from "../../src/training/dissection.ts";
import type { TracedChains } from "../../src/training/trace.ts";
import type { EnergyMap } from "./maps.ts";

/** A part that a Langevin step is the sum of. */
export type StepPart = keyof TracedChains["parts"];

/** Takes the next update of a model of a run at rest apart. */
export interface MotionRequest {
  type: "dissect";
  run: number;
  /** Higher with every request; an older one is left off. */
  id: number;
  model: ModelKind;
}

/** The update that would come next, taken apart. The chains move on the weights, not their average. */
export interface ToyDissection
  extends Pick<
    Dissection,
    | "batch"
    | "states"
    | "means"
    | "traced"
    | "energies"
    | "terms"
    | "loss"
    | "learningRate"
    | "gradient"
    | "change"
  > {
  type: "dissection";
  run: number;
  id: number;
  model: "ebm" | "correction";
  recipe: Recipe;
  /** The update's number, from 1; beyond `updates` where the run is over. */
  update: number;
  updates: number;
  /** The batch's points of each class, [classes]. */
  classes: number[];
  /** Training points in all. */
  points: number;
  /** How many weights the update moves. */
  parameters: number;
  /** Step sizes and noise's standard deviations, [steps] each. */
  stepSizes: Float32Array;
  sigmas: Float32Array;
  /** Steps done at the times of `states` and `means`, [times]: 0, all of the first, and the last. */
  times: Uint16Array;
  /** The energies before the update, size x size; null of a run of all, whose maps show the total. */
  maps: { network: EnergyMap | null; total: EnergyMap; size: number };
  /** What the update adds to E_theta. */
  changed: { map: EnergyMap; size: number };
}

/** Why there is nothing to take apart. */
export interface ToyUndissected {
  type: "undissected";
  run: number;
  id: number;
  message: string;
}
