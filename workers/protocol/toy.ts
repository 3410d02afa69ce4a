import type { Mode } from "../../src/data/density.ts";
import type { ToyQuality } from "../../src/detection/report.ts";
import type { Coverage } from "../../src/diagnostics/coverage.ts";
import type {
  Drawing,
  ModelKind,
  OodGroup,
  ToyModel,
  ToySettings,
} from "../../src/model/recipe.ts";
import type { Backend, BackendChoice } from "./backend.ts";
import type { ChainsRequest, ToyChains, ToyUnchained } from "./chains.ts";
import type { ModelDetection, ToyDetected, ToyLook, ToyProbe, ToyProbed } from "./look.ts";
import type { EnergyMap } from "./maps.ts";
import type { MotionRequest, ToyDissection, ToyUndissected } from "./motion.ts";
import type { ToyPhases } from "./phases.ts";
import type { ToyKeyframe, ToyOrigin, ToyRepeating } from "./timeline.ts";

/** Every request belongs to a run; the worker drops those of a run that is not the newest. */
export type ToyRequest =
  /** Makes the data, fits the mixture, initialises the network; answers `prepared` and a frame. */
  | {
      type: "prepare";
      run: number;
      settings: ToySettings;
      drawing: Drawing | null;
      backend: BackendChoice;
      look: ToyLook;
      /** Null where it begins at update 0. */
      from: ToyOrigin | null;
    }
  | { type: "train"; run: number }
  /** So many updates, then a frame; several go as `train` does. */
  | { type: "step"; run: number; updates: number }
  | { type: "pause"; run: number }
  /** What of the look has changed: frames are made with the newest, a run at rest answers at once. */
  | { type: "look"; run: number; look: Partial<ToyLook> }
  /** The page has drawn the last frame: the next may come. */
  | { type: "drawn"; run: number }
  /** Runs chains on an energy of the run, and goes on while it trains; only the newest request's. */
  | ChainsRequest
  /** Leaves off the chains under way. */
  | { type: "stopSampling"; run: number }
  /** Takes the next update of a run at rest apart; only the newest request's. */
  | MotionRequest;

export type ToyReply =
  | ToyPrepared
  | ToyFrame
  | ToyDetected
  | ToyProbed
  | { type: "paused"; run: number }
  | { type: "done"; run: number }
  | ToyRecovered
  /** Answers `sample` several times, the last one final. */
  | ToyChains
  | ToyUnchained
  /** Answers `dissect`, unless the run has gone on. */
  | ToyDissection
  | ToyUndissected
  /** About once a second while training, and whenever it comes to rest; never of NCE. */
  | ToyPhases
  /** At the beginning, about 16 times and every second while it trains, and whenever it comes to rest. */
  | ToyKeyframe
  | ToyRepeating
  /** The run diverged or broke; the last frame posted is the last good state. */
  | { type: "failed"; run: number; message: string };

export interface ToyPrepared {
  type: "prepared";
  run: number;
  backend: Backend;
  model: ToyModel;
  /** Side of the square [-extent, extent]^2 that maps and quadrature cover. */
  extent: number;
  /** The modes of the data, and the mass that each truly has, [modes]. */
  modes: Mode[];
  trueModeMass: number[];
  /** -log p of the data on a size x size grid, in nats. */
  truth: { size: number; map: EnergyMap };
  /** Training points to draw, [n, 2]. */
  points: Float32Array;
  /** Training points that a drawing can begin with; of more than 9 classes, every ninth is one. */
  sample: Drawing;
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

/** The mixture is in every frame, the models in training beside it. */
export interface ToyFrame {
  type: "frame";
  run: number;
  update: number;
  /** Seconds of training so far, pauses left out. */
  seconds: number;
  size: number;
  models: ModelFrames;
  /** Null where nothing is probed. */
  probe: ToyProbe | null;
}

export type ModelFrames = { mixture: ModelFrame } & Partial<Record<ModelKind, ModelFrame>>;

/** What a frame shows of a model. */
export interface ModelFrame {
  /** E_theta / T; null for the mixture, and in a run of all models, which are shown as a whole. */
  network: EnergyMap | null;
  /** What the model scores with; in a run of all models -log p, in nats, all on the truth's colours. */
  total: EnergyMap;
  /** The chains' last states, [n, 2]. */
  particles: Float32Array;
  /** Since the last frame, one row an update: [update, loss, energy gap] flattened. */
  losses: Float32Array;
  /** Share of the chains' proposals that was accepted in the last update; null where none are made. */
  acceptance: number | null;
  quality: ToyQuality;
  /** How it covers the data's modes; null of a model that has yet to be trained. */
  coverage: Coverage | null;
  /** The share of the particles in each mode, [modes]; null where there are no particles. */
  occupancy: number[] | null;
  /** Log of the integral of exp(-E) over the map's square. */
  logZ: number;
  detection: ModelDetection;
  /** Why its training stopped before the run's end; null where it did not. */
  problem: string | null;
}
