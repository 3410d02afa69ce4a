import type { EnergyName } from "../../../workers/protocol/maps.ts";
import type { ModelKind } from "../../model/recipe.ts";

/** How each energy is called, and the accent that is its own everywhere. */
export const ENERGY_NAMES: Record<EnergyName, string> = {
  reference: "E_G",
  network: "E_θ",
  total: "E_θ + E_G",
};

/** What the sum is where one of its parts is missing. */
export function captionOf(energy: EnergyName, model: ModelKind): string {
  if (energy === "reference") return "the mixture, fitted to the data";
  if (energy === "network") return model === "mixture" ? "not trained" : "the network, learned";
  if (model === "ebm") return "no reference: E_θ alone";
  return model === "mixture" ? "no correction: E_G alone" : "the corrected energy";
}
