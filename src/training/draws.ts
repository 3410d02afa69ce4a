import { sampleMixture } from "../model/mixture.ts";
import { integers, normals, type StreamName, uniforms } from "../model/random.ts";
import type { Recipe } from "../model/recipe.ts";
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

/** Where chains can start that begin anew. */
export type FreshStart = Exclude<Recipe["chainStart"], "persistent">;

/**
 * z_0, [batch, D]. Starts from q take their classes from the batch: they are still draws of q, whose
 * weights are the classes' shares, and chance surpluses of a class cancel in the loss instead of
 * moving that mode's energy up and down (chains too short to change mode cannot correct it).
 *
 * @param batch what `batchRows` gives
 */
export function chainStart(
  task: TrainingTask,
  update: number,
  batch: Int32Array,
  from: FreshStart,
): Float32Array {
  const { recipe, seed, dimensions, mixture, labels } = task;
  const place = { update, step: 0 };
  const stream = { seed, name: "chainStart" } as const;
  const room = () => new Float32Array(recipe.batch * dimensions);
  switch (from) {
    case "data":
      return pointsOf(task, drawnRows(task, update, "chainStart"));
    case "mixture": {
      const classes = batch.map((row) => labels[row]);
      return sampleMixture(mixture, classes, stream, place);
    }
    case "uniform": {
      const { low, high } = boxOf(task);
      return uniforms(stream, room(), place).map((share, i) => {
        const d = i % dimensions;
        return low[d] + share * (high[d] - low[d]);
      });
    }
    case "normal":
      return normals(stream, room(), place);
  }
}

interface Box {
  low: Float32Array;
  high: Float32Array;
}
const boxes = new WeakMap<TrainingTask, Box>();

/** The least and the greatest coordinates of the training points, [D] each. */
function boxOf(task: TrainingTask): Box {
  const known = boxes.get(task);
  if (known) return known;
  const { points, dimensions } = task;
  const box = { low: points.slice(0, dimensions), high: points.slice(0, dimensions) };
  points.forEach((value, i) => {
    const d = i % dimensions;
    box.low[d] = Math.min(box.low[d], value);
    box.high[d] = Math.max(box.high[d], value);
  });
  boxes.set(task, box);
  return box;
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
