import type { NamedModel } from "../../../lab/runLines.ts";
import type { Branch } from "../../../lab/timeline.ts";
import { useLabState } from "../../context.ts";
import { MODEL_NAMES, wholePanels } from "../panels.ts";

/** A trained model as the lines of the timeline have it. */
export interface RunModel extends NamedModel {
  accent: string;
}

/** The runs on the timeline, and the models that they train. */
export function useRuns() {
  const branches = useLabState(({ timeline }) => timeline.branches);
  const model = useLabState(({ place }) => place.toy.model);
  const models = wholePanels(model)
    .filter((panel) => panel.model !== "mixture")
    .map(({ model, energy }): RunModel => ({ model, name: MODEL_NAMES[model], accent: energy }));
  return { branches, present: branches.at(-1)!, models };
}

/** Runs are told apart by dashes; the one at hand has none. */
export const dashOf = (branches: readonly Branch[], branch: Branch) => {
  const back = branches.length - 1 - branches.indexOf(branch);
  return back > 0 ? `faint dash-${back}` : "";
};
