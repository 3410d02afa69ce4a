import { hcl } from "d3";
import type { ToyChains } from "../../../../workers/protocol/chains.ts";

/**
 * At least 30 units of CIELAB from one another, also as protanopes, deuteranopes and tritanopes see them
 * (simulated after Machado et al., 2009).
 */
export const MODE_COLOURS = [
  ...["#1e87ff", "#e1692d", "#f0e14b", "#4b3c96", "#00ffe1"],
  ...["#b4f096", "#a587c3", "#872d1e", "#c37878", "#693c5a"],
];

/** Colours of modes: ten that all eyes tell apart; of more, hues by the place that they have. */
export function modeColours(modes: ToyChains["modes"]): string[] {
  if (modes.length <= MODE_COLOURS.length) return MODE_COLOURS.slice(0, modes.length);
  const reach = Math.max(...modes.map(({ x, y }) => Math.hypot(x, y)));
  return modes.map(({ x, y }) => {
    const hue = (180 * Math.atan2(y, x)) / Math.PI;
    return hcl(hue, 60, 45 + (35 * Math.hypot(x, y)) / (reach || 1)).formatHex();
  });
}
