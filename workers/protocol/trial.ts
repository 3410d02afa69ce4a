import type { Comparisons } from "../../src/detection/comparison.ts";
import type { Method } from "../../src/detection/methods.ts";
import type {
  Drawing,
  FeatureSettings,
  ModelKind,
  OodGroup,
  ToySettings,
} from "../../src/model/recipe.ts";
import type { Backend, BackendChoice } from "./backend.ts";
import type { FeatureEffort, FeaturePlan, FeatureResult } from "./features.ts";
import type { Checkpoints, ToyOrigin } from "./timeline.ts";
import type { ToyFrame, ToyPrepared } from "./toy.ts";

/** A worker of a sweep runs one trial after the other; every message of a trial has its number. */
export type TrialRequest =
  /** The CPU is opened with so many threads; answers `opened`. */
  | { type: "open"; backend: BackendChoice; threads: number }
  /** Takes feature files as the Features tab has them; answers `loaded` or `unloaded`. */
  | {
      type: "load";
      files: File[];
      /** What arrays are taken for there; null leaves one out; one that is not named is guessed. */
      roles: [source: string, role: string | null][];
      groups: [dataset: string, group: "near" | "mid" | "far"][];
    }
  /** Trains to update `end`; answers `toyTrial`, or `failed`. */
  | {
      type: "toy";
      run: number;
      settings: ToySettings;
      drawing: Drawing | null;
      /** The OOD points that it is measured on; the built-in sets where there are none. */
      painted?: Record<OodGroup, Float32Array> | null;
      from: ToyOrigin | null;
      end: number;
    }
  /**
   * Scores and trains; answers `featureTrial`, or `failed`. `from` gives the trainings that go on, or
   * were over, their states.
   */
  | { type: "features"; run: number; settings: FeatureSettings; from: Checkpoints | null }
  /** Ends the trial under way where it is: a 2D one answers as at its end, others `failed`. */
  | { type: "stop"; run: number };

export type TrialReply =
  | { type: "opened"; backend: Backend }
  | { type: "loaded" }
  | { type: "unloaded"; message: string }
  /** A few times a second. */
  | { type: "progress"; run: number; update: number; updates: number }
  | TrialKeyframe
  | ToyTrial
  | FeatureTrial
  | { type: "failed"; run: number; message: string };

/** A state to go on from, about every second, so that a page that is ended loses no more. */
export interface TrialKeyframe {
  type: "keyframe";
  run: number;
  update: number;
  checkpoints: Checkpoints;
  /** Of training since the trial, or this part of it, began. */
  seconds: number;
  /** Since the keyframe before; a trial over features gives its losses at its end. */
  losses: ToyLosses;
}

/** [update, loss, energy gap] of each update, flattened. */
export type ToyLosses = Partial<Record<ModelKind, Float32Array>>;

/** The end of a trial, or where it was stopped or diverged. */
export interface ToyTrial {
  type: "toyTrial";
  run: number;
  backend: Backend;
  /** What the 2D lab shows of the run at rest, with the losses since the last keyframe. */
  frame: ToyFrame;
  /** The data's, for the maps. */
  truth: ToyPrepared["truth"];
  extent: number;
  /** Null of a model that diverged. */
  checkpoints: Checkpoints | null;
  /** Why the training stopped early; null where it did not. */
  problem: string | null;
}

/** The end of a run over features; its trainings' last states came before it, as a `keyframe`. */
export interface FeatureTrial extends FeatureEffort {
  type: "featureTrial";
  run: number;
  backend: Backend;
  plan: FeaturePlan;
  results: Omit<FeatureResult, "type" | "run">[];
  comparison: Comparisons | null;
  /** [update, loss, energy gap] now and then, flattened; in the order in which they began. */
  trainings: { method: Method; updates: number; losses: Float32Array }[];
  /** Why some of its methods have no results; null where all have. */
  problem: string | null;
}
