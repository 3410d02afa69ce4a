import { withoutGaps } from "../../src/data/classes.ts";
import { densityOf, type ToyDensity } from "../../src/data/density.ts";
import { toyOod } from "../../src/data/ood.ts";
import { disposeMixture, type MixtureTensors, mixtureTensors } from "../../src/kernels/tensors.ts";
import { toyRecipe } from "../../src/model/defaults.ts";
import { fitMixture, type Mixture } from "../../src/model/mixture.ts";
import {
  type Drawing,
  MODELS,
  type ModelKind,
  type OodGroup,
  type ToyModel,
  type ToySettings,
} from "../../src/model/recipe.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import { Trainer } from "../../src/training/trainer.ts";
import { ToyMember } from "./member.ts";
import { ToyPictures } from "./pictures.ts";
import { ToyScores } from "./scores.ts";

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

/** What a run keeps on the device: it is lost with it. */
export interface ToyDevice {
  mixture: MixtureTensors;
  pictures: ToyPictures;
  scores: ToyScores;
  members: ToyMember[];
}

/** The models that a run trains; its frames show the mixture beside them. */
export const trainedIn = (model: ToyModel) =>
  MODELS.filter((kind) => kind !== "mixture" && (model === "all" || model === kind));

/** Puts a run on the device, from its beginning or from checkpoints, one a trainer. */
export async function buildToy(
  settings: ToySettings,
  material: ToyMaterial,
  checkpoints: readonly Checkpoint[],
): Promise<ToyDevice> {
  const { updates, seed } = settings;
  const { density, points, labels, inside, ood } = material;
  const mixture = mixtureTensors(material.mixture);
  const scores = await ToyScores.open(settings, mixture, inside, ood);
  const pictures = new ToyPictures(settings, density, scores);
  const trained = trainedIn(settings.model).map((kind, i) => {
    const recipe = toyRecipe(settings, kind);
    const task = { model: kind as Exclude<ModelKind, "mixture">, recipe, updates, seed };
    const data = { points, labels, dimensions: 2, mixture: material.mixture };
    return new ToyMember(kind, new Trainer({ ...task, ...data }, checkpoints[i]));
  });
  return { mixture, pictures, scores, members: [new ToyMember("mixture", null), ...trained] };
}

/** Frees a run's tensors. */
export function disposeToy({ mixture, members }: ToyDevice): void {
  for (const { trainer } of members) trainer?.dispose();
  disposeMixture(mixture);
}
