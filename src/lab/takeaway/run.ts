import type { ToyWeightsRequest } from "../../../workers/protocol/weights.ts";
import type { NetworkChoice } from "../../model/recipe.ts";
import type { RunSettings } from "../settingsFile.ts";
import { currentFrame, type LabState } from "../store.ts";
import { type Branch, presentBranch } from "../timeline.ts";

/** What the run at hand of the 2D lab can be taken away with. */
export interface TakenRun {
  run: Extract<RunSettings, { kind: "toy" }>;
  branch: Branch;
  /** Its newest state; null of a mixture, and before there is one. */
  state: ToyWeightsRequest | null;
}

/** The run at hand of the 2D lab; null before its first frame. */
export function takenRun({ toy, timeline }: LabState): TakenRun | null {
  const branch = presentBranch(timeline);
  if (!branch || !toy.scene || !currentFrame(toy)) return null;
  const { drawing } = timeline;
  const { used, sets } = toy.painting;
  const newest = branch.keyframes.at(-1);
  const trained = newest && Object.keys(newest.checkpoints).length > 0;
  const backend = toy.shipped?.backend ?? toy.scene.backend.label;
  const { settings } = branch;
  return {
    run: { kind: "toy", settings, drawing, painted: used ? sets : null },
    branch,
    state: trained
      ? {
          ...{ settings: newest.settings, drawing, backend },
          ...{ update: newest.update, checkpoints: newest.checkpoints },
        }
      : null,
  };
}

/** Why a run cannot be repeated from its settings alone; null where it can. */
export const repeatProblem = ({ branch: { from } }: TakenRun): string | null =>
  from &&
  `It was forked at update ${from.update}, and its settings do not say what came before: Reset and train it from update 0.`;

/** The features run of the settings that were scored, or else of those in the panel. */
export function featuresRun({ place, features: { scored } }: LabState): RunSettings {
  const { settings, plan } = scored ?? { settings: place.features, plan: null };
  return {
    kind: "features",
    settings: plan ? { ...settings, network: plan.network as NetworkChoice } : settings,
  };
}
