import type { ToySettings } from "../../src/model/recipe.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import type { ToyOrigin } from "../protocol/timeline.ts";
import { yieldTurn } from "../serve.ts";
import { buildToy, disposeToy, type ToyMaterial, trainedIn } from "./run.ts";

/**
 * The checkpoints, one a trained model, at which a run with `settings` leaves its origin: those of the
 * origin, trained up to its update as they were.
 *
 * @throws if a model that the run trains has no checkpoint there
 */
export async function departure(
  { checkpoints, settings: before, update }: ToyOrigin,
  settings: ToySettings,
  material: ToyMaterial,
): Promise<readonly Checkpoint[]> {
  const start = trainedIn(settings.model).map((kind) => {
    const own = checkpoints[kind];
    if (own) return own;
    const found = Object.keys(checkpoints).join(" and ") || "none";
    throw new Error(
      `going on from update ${update}: expected a checkpoint of the ${kind}, found ${found}; choose the model that was trained there`,
    );
  });
  if (start.every((checkpoint) => checkpoint.update >= update)) return start;
  const device = await buildToy({ ...before, model: settings.model }, material, start);
  try {
    const trainers = device.members.flatMap(({ trainer }) => trainer ?? []);
    for (const trainer of trainers) {
      while (trainer.update < update) {
        trainer.step();
        await trainer.losses();
        await yieldTurn();
      }
    }
    return await Promise.all(trainers.map((trainer) => trainer.checkpoint()));
  } finally {
    disposeToy(device);
  }
}
