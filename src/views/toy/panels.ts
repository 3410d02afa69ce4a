import type { EnergyDetection } from "../../../workers/protocol/look.ts";
import type { EnergyMap, EnergyName } from "../../../workers/protocol/maps.ts";
import type { ToyFrame } from "../../../workers/protocol/toy.ts";
import type { ModelKind, ToyModel } from "../../model/recipe.ts";

/** An energy that a run shows: on a map, as a curve, in a table. */
export interface Panel {
  /** Whose energy it is. */
  model: ModelKind;
  /** Its accent, and how it is written. */
  energy: EnergyName;
  /** E_theta alone, or what the model scores with. */
  part: "network" | "total";
  caption: string;
}

const REFERENCE: Panel = {
  model: "mixture",
  energy: "reference",
  part: "total",
  caption: "the mixture",
};

/** The parts of one model's energy; of a run of all, the energies of the three models. */
export const PANELS: Record<ToyModel, readonly Panel[]> = {
  mixture: [REFERENCE],
  ebm: [REFERENCE, { model: "ebm", energy: "network", part: "total", caption: "alone" }],
  correction: [
    REFERENCE,
    {
      model: "correction",
      energy: "network",
      part: "network",
      caption: "the network",
    },
    { model: "correction", energy: "total", part: "total", caption: "corrected" },
  ],
  all: [
    { ...REFERENCE, caption: "E_G" },
    { model: "ebm", energy: "network", part: "total", caption: "E_θ alone" },
    { model: "correction", energy: "total", part: "total", caption: "E_θ + E_G" },
  ],
};

/** The panels of whole models: one of each that a run has. */
export const wholePanels = (model: ToyModel) =>
  PANELS[model].filter(({ part }) => part === "total");

/** What models are called. */
export const MODEL_NAMES: Record<ModelKind, string> = {
  mixture: "Mixture",
  ebm: "EBM",
  correction: "Correction",
};

/** The map of a panel, if its model is in the frame. */
export function panelMap(frame: ToyFrame, { model, part }: Panel): EnergyMap | null {
  return frame.models[model]?.[part] ?? null;
}

/** How the energy of a panel detects, if its model is in the frame. */
export function panelDetection(frame: ToyFrame, { model, part }: Panel): EnergyDetection | null {
  return frame.models[model]?.detection[part] ?? null;
}
