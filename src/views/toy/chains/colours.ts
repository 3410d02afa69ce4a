import { hcl, schemeObservable10 } from "d3";
import type { ToyChains } from "../../../../workers/protocol/chains.ts";

/** Colours of modes: d3's ten, which most eyes tell apart; of more, hues by the place that they have. */
export function modeColours(modes: ToyChains["modes"]): string[] {
  if (modes.length <= schemeObservable10.length) return schemeObservable10.slice(0, modes.length);
  const reach = Math.max(...modes.map(({ x, y }) => Math.hypot(x, y)));
  return modes.map(({ x, y }) => {
    const hue = (180 * Math.atan2(y, x)) / Math.PI;
    return hcl(hue, 60, 45 + (35 * Math.hypot(x, y)) / (reach || 1)).formatHex();
  });
}
