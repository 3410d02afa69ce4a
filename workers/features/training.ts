import type { FeatureRows } from "../../src/data/rows.ts";
import { type Detector, spread } from "../../src/detection/detector.ts";
import { heldOut } from "../../src/detection/heldOut.ts";
import { correction, ebm } from "../../src/detection/learned.ts";
import type { Method } from "../../src/detection/methods.ts";
import type { HeldOut } from "../../src/detection/report.ts";
import type { MixtureTensors } from "../../src/kernels/tensors.ts";
import type { Recipe } from "../../src/model/recipe.ts";
import type { TrainedEnergy, TrainingTask } from "../../src/training/task.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import type { FeatureProgress } from "../protocol/features.ts";
import { inTurns, yieldTurn } from "../serve.ts";

/** Milliseconds of updates between two looks at the messages. */
const SLICE = 50;
/** Preliminary results may take this share of the time. */
const LIVE_SHARE = 0.1;

/** What a training tells its run, and asks of it. */
export interface Watch {
  going(): boolean;
  progress(training: NonNullable<FeatureProgress["training"]>): void;
  /** Whether the page has drawn the last preliminary result. */
  ready(): boolean;
  preliminary(): Promise<void>;
  /** A checkpoint may be taken; the last one comes with `end`, at the training's end or where it leaves off. */
  keep(end: boolean): Promise<void>;
}

/** Trains to the end, or as long as the run goes on; throws where the loss is no longer finite. */
export async function trainThrough(trainer: Trainer, method: Method, watch: Watch): Promise<void> {
  const { updates } = trainer.task;
  let nextLive = performance.now();
  while (trainer.update < updates && watch.going()) {
    const start = performance.now();
    do await inTurns(trainer.parts(), SLICE, watch.going);
    while (watch.going() && trainer.update < updates && performance.now() - start < SLICE);
    const losses = await lossesOf(trainer, method);
    if (losses.length === 0) continue;
    const [loss, gap] = losses.slice(-2);
    watch.progress({ update: trainer.update, updates, loss, gap });
    await watch.keep(false);
    const now = performance.now();
    if (watch.ready() && now >= nextLive) {
      await watch.preliminary();
      const cost = performance.now() - now;
      nextLive = performance.now() + Math.max(1000, cost * (1 / LIVE_SHARE - 1));
    }
    await yieldTurn();
  }
  await watch.keep(true);
}

async function lossesOf(trainer: Trainer, method: Method): Promise<Float32Array> {
  const rows = await trainer.losses();
  if (rows.every(Number.isFinite)) return rows;
  throw new Error(
    `${method}: training diverged by update ${trainer.update}: the loss is no longer a finite ` +
      "number; the finished methods are kept; try a smaller step size or learning rate, or a larger L2",
  );
}

/** In-distribution rows that tell how an energy has generalised. */
const HELD_OUT = 2000;

/**
 * What test rows say of an energy, of which they saw nothing; null where `going` says no. They are of the
 * test set and not held out of the training rows: the classifier has fitted those, so that features of
 * new rows differ from them.
 */
export function heldOutRows(
  task: TrainingTask,
  energy: TrainedEnergy,
  test: FeatureRows,
  going: () => boolean,
): Promise<HeldOut | null> {
  return heldOut(task, energy, spread(test, HELD_OUT).features, async () => {
    await yieldTurn();
    return going();
  });
}

/** The detector that a training has come to; it changes with the next update. */
export function learnedDetector(
  method: "EBM" | "Correction",
  trainer: Trainer,
  reference: MixtureTensors,
  { temperature, mixtureTemperature }: Recipe,
): Detector {
  if (method === "EBM") return ebm(trainer.energy);
  return correction(trainer.energy, reference, temperature, mixtureTemperature);
}
