import type { EnergyName } from "../../../workers/protocol/maps.ts";

/** How each energy is called, and the accent that is its own everywhere. */
export const ENERGY_NAMES: Record<EnergyName, string> = {
  reference: "E_G",
  network: "E_θ",
  total: "E_θ + E_G",
};
