import { toyRecipe } from "../../src/model/defaults.ts";
import type { Recipe, ToySettings } from "../../src/model/recipe.ts";
import type { Checkpoint } from "../../src/training/checkpoint.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import type { ToyOrigin } from "../protocol/timeline.ts";
import { inTurns, yieldTurn } from "../serve.ts";
import type { ToyMaterial } from "./material.ts";
import { buildToy, disposeToy, trainedIn } from "./run.ts";

/** Milliseconds of a repetition between two looks at the messages, and between two reports. */
const SLICE = 30;
const REPORTS = 200;

/** Who waits for a repetition. */
export interface Audience {
  /** Whether it is still wanted. */
  going: () => boolean;
  /** Told now and then of the updates done. */
  tell: (done: number, of: number) => void;
}

/**
 * The checkpoints, one a trained model, at which a run with `settings` leaves its origin: those of the
 * origin, trained up to its update as they were.
 *
 * @throws if a model that the run trains has no checkpoint there, or diverges on the way, or if the
 *   audience has gone
 */
export async function departure(
  { checkpoints, settings: before, update }: ToyOrigin,
  settings: ToySettings,
  material: ToyMaterial,
  audience: Audience,
): Promise<readonly Checkpoint[]> {
  if (before.model !== settings.model) {
    throw new Error(
      `going on from update ${update}: expected a run of ${before.model}, found ${settings.model}; choose the model that was trained there`,
    );
  }
  const kinds = trainedIn(settings.model);
  const start = kinds.map((kind) => {
    const own = checkpoints[kind];
    if (own) return own;
    const found = Object.keys(checkpoints).join(" and ") || "none";
    throw new Error(
      `going on from update ${update}: expected a checkpoint of the ${kind}, found ${found}; choose the model that was trained there`,
    );
  });
  const reached = start.every((checkpoint) => checkpoint.update >= update)
    ? start
    : await repeated(start, before, update, material, audience);
  return reached.map((checkpoint, i) => fitting(checkpoint, toyRecipe(settings, kinds[i]!)));
}

/** The checkpoints trained on to an update. */
async function repeated(
  start: readonly Checkpoint[],
  settings: ToySettings,
  update: number,
  material: ToyMaterial,
  audience: Audience,
): Promise<readonly Checkpoint[]> {
  const device = await buildToy(settings, material, start);
  try {
    const trainers = device.members.flatMap(({ trainer }) => trainer ?? []);
    const left = () => trainers.reduce((sum, trainer) => sum + update - trainer.update, 0);
    const of = left();
    let told = performance.now();
    for (const trainer of trainers) {
      while (trainer.update < update) {
        await repeat(trainer, audience.going);
        if (performance.now() - told < REPORTS) continue;
        told = performance.now();
        audience.tell(of - left(), of);
      }
    }
    return await Promise.all(trainers.map((trainer) => trainer.checkpoint()));
  } finally {
    disposeToy(device);
  }
}

/** One update, which has to end well. */
async function repeat(trainer: Trainer, going: () => boolean): Promise<void> {
  await inTurns(trainer.parts(), SLICE, going);
  if (!going()) throw new Error("repeating updates: left off for a newer run");
  const losses = await trainer.losses();
  if (!losses.every(Number.isFinite)) {
    throw new Error(
      `repeating updates: the training diverged at update ${trainer.update}; fork at an earlier one`,
    );
  }
  await yieldTurn();
}

/** The checkpoint for another recipe: persistent chains of another number begin where there are some. */
function fitting(checkpoint: Checkpoint, { chainStart, batch, buffer }: Recipe): Checkpoint {
  const { update, negatives, chains } = checkpoint;
  const turns = chainStart === "persistent" ? Math.min(update, buffer) : 0;
  const length = 2 * batch * turns;
  if (chains.length === length) return checkpoint;
  const ends = chains.length > 0 ? chains : negatives;
  return { ...checkpoint, chains: Float32Array.from({ length }, (_, i) => ends[i % ends.length]!) };
}
