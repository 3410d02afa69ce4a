import type { Detector } from "../../src/detection/detector.ts";
import { correction, ebm } from "../../src/detection/learned.ts";
import type { Method } from "../../src/detection/methods.ts";
import type { MixtureTensors } from "../../src/kernels/tensors.ts";
import type { Recipe } from "../../src/model/recipe.ts";
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
