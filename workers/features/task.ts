import type { Comparisons } from "../../src/detection/comparison.ts";
import type { Method } from "../../src/detection/methods.ts";
import type { FeatureSettings } from "../../src/model/recipe.ts";
import type {
  FeatureKeyframe,
  FeatureProgress,
  FeatureResult,
  FeaturesRecovered,
} from "../protocol/features.ts";
import type { Checkpoints } from "../protocol/timeline.ts";
import type { Plan } from "./plan.ts";
import type { MethodScores } from "./results.ts";

/** What a run is of. */
export interface FeatureTask {
  settings: FeatureSettings;
  plan: Plan;
  /** Where its trainings go on from; none is at its beginning. */
  from: Checkpoints;
  /** Scores that plain detectors gave on the same set; the run adds its own. */
  known: Map<Method, Scored>;
}

/** A plain detector's scores. */
export interface Scored extends Named {
  scores: MethodScores;
}

export type Named = { method: Method; variant?: string | undefined };

/** Where a run's messages go. */
export interface Outlet {
  progress(message: Omit<FeatureProgress, "type" | "run">): void;
  result(message: Omit<FeatureResult, "type" | "run">): void;
  comparison(message: Comparisons): void;
  keyframe(message: Omit<FeatureKeyframe, "type" | "run">): void;
  recovered(message: Omit<FeaturesRecovered, "type">): void;
}

/** What the page may say while a run is under way. */
export interface Control {
  cancelled: boolean;
  /** Whether the page has drawn the last preliminary result. */
  drawn: boolean;
}
