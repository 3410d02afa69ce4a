import type { Drawing, ToySettings } from "../../src/model/recipe.ts";
import type { Checkpoints } from "./timeline.ts";

/** A state of a run of the 2D lab, at hand or kept, whose energies are to be written into a file. */
export interface ToyWeightsRequest {
  settings: ToySettings;
  /** What the reader drew, where that is the data. */
  drawing: Drawing | null;
  update: number;
  checkpoints: Checkpoints;
  /** Where it was trained, for people. */
  backend: string;
}

export type ToyWeightsReply =
  /** A .safetensors file. */
  { type: "weights"; bytes: Uint8Array<ArrayBuffer> } | { type: "failed"; message: string };
