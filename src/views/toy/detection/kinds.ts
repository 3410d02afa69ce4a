import type { OodGroup } from "../../../model/recipe.ts";

/** The kinds of OOD points: their names, their built-in sets, and the colours of their dots. */
export const KINDS: Record<OodGroup, { name: string; builtIn: string; colour: string }> = {
  near: {
    name: "near",
    builtIn:
      "Draws of the mixture q where the true density is low: what the Gaussians cannot tell from data.",
    colour: "#e0245e",
  },
  mid: {
    name: "between modes",
    builtIn: "Uniform over the data's box, kept where the true density is low: between the modes.",
    colour: "#8a4fff",
  },
  far: { name: "far", builtIn: "A ring well outside the data.", colour: "#00a89a" },
};
