import { densityOf, type ToyDensity } from "../../src/data/density.ts";
import { toyOod } from "../../src/data/ood.ts";
import { disposeMixture, type MixtureTensors, mixtureTensors } from "../../src/kernels/tensors.ts";
import { fitMixture, type Mixture } from "../../src/model/mixture.ts";
import type { OodGroup, ToySettings } from "../../src/model/recipe.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import { Trainer } from "../../src/training/trainer.ts";
import { ToyPictures } from "./pictures.ts";

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

/** Draws the data and fits the mixture. */
export function toyMaterial({ data, seed }: ToySettings): ToyMaterial {
  const density = densityOf(data);
  const { points, labels } = density.sample(TRAINING_POINTS, { seed, name: "points" });
  const inside = density.sample(HELD_OUT_POINTS, { seed, name: "heldOut" }).points;
  const mixture = fitMixture(points, labels, 2, density.classes);
  const ood = toyOod(density, mixture, inside, OOD_POINTS, seed);
  return { density, points, labels, mixture, inside, ood };
}

/** What a run keeps on the device: it is lost with it. */
export interface ToyDevice {
  mixture: MixtureTensors;
  pictures: ToyPictures;
  trainer: Trainer | null;
}

/** Puts a run on the device, from its beginning or a checkpoint. */
export async function buildToy(
  settings: ToySettings,
  material: ToyMaterial,
  checkpoint: Checkpoint | null,
): Promise<ToyDevice> {
  const { model, updates, seed } = settings;
  const { density, points, labels, inside, ood } = material;
  const mixture = mixtureTensors(material.mixture);
  const pictures = await ToyPictures.open(settings, mixture, density, inside, ood);
  if (model === "mixture") return { mixture, pictures, trainer: null };
  const task = { model, recipe: settings, updates, seed, points, labels, dimensions: 2 };
  const trainer = new Trainer({ ...task, mixture: material.mixture }, checkpoint ?? undefined);
  return { mixture, pictures, trainer };
}

/** Frees a run's tensors. */
export function disposeToy({ mixture, trainer }: ToyDevice): void {
  trainer?.dispose();
  disposeMixture(mixture);
}
