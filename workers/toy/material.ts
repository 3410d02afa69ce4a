import { withoutGaps } from "../../src/data/classes.ts";
import { densityOf, type ToyDensity } from "../../src/data/density.ts";
import { toyOod } from "../../src/data/ood.ts";
import { fitMixture, type Mixture } from "../../src/model/mixture.ts";
import type { Drawing, OodGroup, ToySettings } from "../../src/model/recipe.ts";

const TRAINING_POINTS = 10_000;
const HELD_OUT_POINTS = 3000;
const OOD_POINTS = 1500;

/** What a run of the 2D lab is made from, in plain arrays. */
export interface ToyMaterial {
  density: ToyDensity;
  /** Training points [n, 2] and their classes [n]. */
  points: Float32Array;
  labels: Int32Array;
  mixture: Mixture;
  /** Held-out points, and OOD points a group, [n, 2] each. */
  inside: Float32Array;
  ood: Record<OodGroup, Float32Array>;
}

/**
 * Draws the data and fits the mixture.
 *
 * @param drawing what the reader drew, where that is the data
 */
export function toyMaterial(settings: ToySettings, drawing: Drawing | null = null): ToyMaterial {
  const { seed } = settings;
  const density = densityOf(settings, drawing);
  const { points, labels: drawn } = density.sample(TRAINING_POINTS, { seed, name: "points" });
  // A class of few drawn points may have none among the training points.
  const { labels, classes } = withoutGaps(drawn);
  const inside = density.sample(HELD_OUT_POINTS, { seed, name: "heldOut" }).points;
  const mixture = fitMixture(points, labels, 2, classes);
  const ood = toyOod(density, mixture, inside, OOD_POINTS, seed);
  return { density, points, labels, mixture, inside, ood };
}
