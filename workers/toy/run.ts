import { disposeMixture, type MixtureTensors, mixtureTensors } from "../../src/kernels/tensors.ts";
import { toyRecipe } from "../../src/model/defaults.ts";
import { MODELS, type ModelKind, type ToyModel, type ToySettings } from "../../src/model/recipe.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import { Trainer } from "../../src/training/trainer.ts";
import type { ToyMaterial } from "./material.ts";
import { ToyMember } from "./member.ts";
import { ToyPictures } from "./pictures.ts";
import { ToyScores } from "./scores.ts";

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
