import type { ToyWeightsRequest } from "../../../workers/protocol/weights.ts";
import type { NetworkChoice } from "../../model/recipe.ts";
import type { KeptState, ToyDetails, ToyRecord } from "../runs/record.ts";
import type { RunSettings } from "../settingsFile.ts";
import { currentFrame, type LabState } from "../store.ts";
import { type Fit, presentBranch } from "../timeline.ts";
import type { Traces } from "../trace.ts";

/** What a run of the 2D lab, at hand or kept, can be taken away with. */
export interface TakenRun {
  run: Extract<RunSettings, { kind: "toy" }>;
  traces: Traces;
  fits: readonly Fit[];
  /** The update at which it left another run; null where it began at update 0. */
  forkedAt: number | null;
  /** Its newest state; null of a mixture, and before there is one. */
  state: ToyWeightsRequest | null;
}

/** The run at hand of the 2D lab; null before its first frame. */
export function takenRun({ toy, timeline }: LabState): TakenRun | null {
  const branch = presentBranch(timeline);
  if (!branch || !toy.scene || !currentFrame(toy)) return null;
  const { settings, traces, fits, from, keyframes } = branch;
  const { drawing } = timeline;
  const { used, sets } = toy.painting;
  const newest = keyframes.at(-1);
  const backend = toy.shipped?.backend ?? toy.scene.backend.label;
  return {
    run: { kind: "toy", settings, drawing, painted: used ? sets : null },
    ...{ traces, fits, forkedAt: from?.update ?? null },
    state: stateOf(newest, { settings: newest?.settings ?? settings, drawing, backend }),
  };
}

/** A kept run of the 2D lab. */
export function takenKept(
  { settings, from, backend }: ToyRecord,
  { drawing, painted, traces, fits }: ToyDetails,
  states: readonly KeptState[],
): TakenRun {
  return {
    run: { kind: "toy", settings, drawing, painted },
    ...{ traces, fits, forkedAt: from?.update ?? null },
    state: stateOf(states.at(-1), { settings, drawing, backend }),
  };
}

function stateOf(
  newest: KeptState | undefined,
  about: Omit<ToyWeightsRequest, "update" | "checkpoints">,
): ToyWeightsRequest | null {
  if (!newest || Object.keys(newest.checkpoints).length === 0) return null;
  return { ...about, update: newest.update, checkpoints: newest.checkpoints };
}

/** Why a run cannot be repeated from its settings alone; null where it can. */
export const repeatProblem = ({ forkedAt }: TakenRun): string | null =>
  forkedAt === null
    ? null
    : `It was forked at update ${forkedAt}, and its settings do not say what came before: ` +
      "Reset and train it from update 0.";

/** The run over features that was scored, or else what the settings in the panel make. */
export function featuresRun({ place, features: { scored } }: LabState): RunSettings {
  const { settings, plan } = scored ?? { settings: place.features, plan: null };
  const network = plan ? (plan.network as NetworkChoice) : settings.network;
  return { kind: "features", settings: { ...settings, network } };
}
