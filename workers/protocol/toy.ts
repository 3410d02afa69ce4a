import type { ToyQuality } from "../../src/detection/report.ts";
import type { OodGroup, ToySettings } from "../../src/model/recipe.ts";
import type { Backend, BackendChoice } from "./backend.ts";
import type { EnergyMap, EnergyName, Roc } from "./maps.ts";

/** Every request belongs to a run; the worker drops those of a run that is not the newest. */
export type ToyRequest =
  /** Makes the data, fits the mixture, initialises the network; answers `prepared` and a frame. */
  | { type: "prepare"; run: number; settings: ToySettings; backend: BackendChoice }
  | { type: "train"; run: number }
  /** One update, then a frame. */
  | { type: "step"; run: number }
  | { type: "pause"; run: number }
  /** The page has drawn the last frame: the next may come. */
  | { type: "drawn"; run: number };

export type ToyReply =
  | ToyPrepared
  | ToyFrame
  | { type: "paused"; run: number }
  | { type: "done"; run: number }
  | ToyRecovered
  /** The run diverged or broke; the last frame posted is the last good state. */
  | { type: "failed"; run: number; message: string };

export interface ToyPrepared {
  type: "prepared";
  run: number;
  backend: Backend;
  /** Side of the square [-extent, extent]^2 that maps and quadrature cover. */
  extent: number;
  /** Training points to draw, [n, 2]. */
  points: Float32Array;
  /** OOD points to draw, [n, 2] a set. */
  ood: Record<OodGroup, Float32Array>;
}

/**
 * The GPU was lost, and the run goes on by itself on another device or the CPU, from its last
 * checkpoint: losses of later updates are void, and come again.
 */
export interface ToyRecovered {
  type: "recovered";
  run: number;
  backend: Backend;
  /** The checkpoint's. */
  update: number;
  message: string;
}

export interface ToyFrame {
  type: "frame";
  run: number;
  update: number;
  /** Seconds of training so far, pauses left out. */
  seconds: number;
  size: number;
  maps: Record<EnergyName, EnergyMap>;
  /** The chains' last states, [n, 2]. */
  particles: Float32Array;
  /** Since the last frame, one row an update: [update, loss, energy gap] flattened. */
  losses: Float32Array;
  quality: ToyQuality;
  rocs: Record<OodGroup, Record<EnergyName, Roc>>;
}
