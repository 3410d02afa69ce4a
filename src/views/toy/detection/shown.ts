import type { EnergyDetection } from "../../../../workers/protocol/look.ts";
import type { EnergyName } from "../../../../workers/protocol/maps.ts";
import { shownFrame } from "../../../lab/store.ts";
import type { OodGroup } from "../../../model/recipe.ts";
import { useLabState } from "../../context.ts";
import { ENERGY_NAMES } from "../../maps/energies.ts";
import { MODEL_NAMES, PANELS, panelDetection } from "../panels.ts";

/** An energy of the run and how it detects; null before the run's first frame. */
export interface ShownEnergy {
  name: string;
  energy: EnergyName;
  detection: EnergyDetection | null;
}

/** The energies whose detection is shown, the OOD kind and the threshold at hand. */
export function useDetection() {
  const ood = useLabState(({ place }) => place.ood);
  const all = useLabState(({ place }) => place.toy.model === "all");
  const model = useLabState(({ place }) => place.toy.model);
  const { gamma, fpr } = useLabState(({ place }) => place.results);
  const frame = useLabState(({ toy }) => shownFrame(toy));
  const used = useLabState(({ toy }) => toy.painting.used);
  const energies: ShownEnergy[] = PANELS[model].map((panel) => ({
    name: all ? MODEL_NAMES[panel.model] : ENERGY_NAMES[panel.energy],
    energy: panel.energy,
    detection: frame && panelDetection(frame, panel),
  }));
  return { energies, ood, all, gamma, fpr, used };
}

/** An energy's result on a kind of OOD points, if there are any. */
export function resultOn({ detection }: ShownEnergy, ood: OodGroup) {
  return detection?.results.find(({ dataset }) => dataset === ood) ?? null;
}
