import { sampleMixture } from "../model/mixture.ts";
import { integers, normals, type StreamName } from "../model/random.ts";
import type { TrainingTask } from "./task.ts";

/** What an update draws, in plain arrays: it depends on the task's seed and the update alone. */

function drawnRows(
  { labels, recipe, seed }: TrainingTask,
  update: number,
  name: StreamName,
): Int32Array {
  const place = { update, step: 0 };
  return integers({ seed, name }, new Int32Array(recipe.batch), labels.length, place);
}

/** The batch: rows of the training points, [batch]. */
export function batchRows(task: TrainingTask, update: number): Int32Array {
  return drawnRows(task, update, "batch");
}

/** The training points of rows, [rows, D]. */
export function pointsOf({ points, dimensions: d }: TrainingTask, rows: Int32Array): Float32Array {
  const values = new Float32Array(rows.length * d);
  rows.forEach((row, i) => {
    values.set(points.subarray(row * d, (row + 1) * d), i * d);
  });
  return values;
}

/**
 * z_0, [batch, D]. Starts from q take their classes from the batch: they are still draws of q, whose
 * weights are the classes' shares, and chance surpluses of a class cancel in the loss instead of
 * moving that mode's energy up and down (chains too short to change mode cannot correct it).
 *
 * @param batch what `batchRows` gives
 */
export function chainStart(task: TrainingTask, update: number, batch: Int32Array): Float32Array {
  const { recipe, seed, dimensions, mixture, labels } = task;
  const place = { update, step: 0 };
  const stream = { seed, name: "chainStart" } as const;
  if (recipe.chainStart === "data") return pointsOf(task, drawnRows(task, update, "chainStart"));
  if (recipe.chainStart === "mixture") {
    const classes = batch.map((row) => labels[row]);
    return sampleMixture(mixture, classes, stream, place);
  }
  return normals(stream, new Float32Array(recipe.batch * dimensions), place);
}

/** Noise of the recipe's standard deviation, [size], for the data (side 0) or the negatives (1). */
export function inputNoise(
  { recipe, seed }: TrainingTask,
  update: number,
  size: number,
  side: 0 | 1,
): Float32Array {
  const place = { update, step: side };
  const noise = normals({ seed, name: "inputNoise" }, new Float32Array(size), place);
  return noise.map((value) => recipe.inputNoise * value);
}
