import { toyDefaults } from "../model/defaults.ts";
import type { ToyData, ToyModel, ToySettings } from "../model/recipe.ts";
import { TOY_FIELDS } from "./settings.ts";
import { changed } from "./values.ts";

/** A named state of the 2D lab: an address with a lesson. */
export interface Preset {
  name: string;
  /** What to look for, in a sentence or two. */
  look: string;
  settings: ToySettings;
}

/** The defaults of a data set and a model, but for `own`. */
function preset(
  name: string,
  look: string,
  [data, model]: [ToyData, ToyModel],
  own: Partial<ToySettings> = {},
): Preset {
  return { name, look, settings: { ...toyDefaults(data, model), ...own } };
}

/** In the order in which they teach. */
export const PRESETS: readonly Preset[] = [
  preset(
    "Figure 1",
    "The mixture (b) fills the corners of the cross (a); E_θ (c) rises there, and the corrected energy (d) has the cross.",
    ["cross", "correction"],
  ),
  preset(
    "Figure 2",
    "Of nine crosses (a) the mixture (b) knows the places, the EBM (c) loses some, and the correction (d) finds places and shapes.",
    ["grid", "all"],
  ),
];

/** The preset whose settings these are. */
export function presetOf(settings: ToySettings): Preset | null {
  return (
    PRESETS.find((other) => changed(TOY_FIELDS, settings, other.settings).length === 0) ?? null
  );
}
