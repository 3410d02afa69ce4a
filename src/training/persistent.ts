import * as tf from "@tensorflow/tfjs-core";
import { uniforms } from "../model/random.ts";
import type { TrainingTask } from "./task.ts";

/**
 * Chains that go on where they ended (persistent contrastive divergence; Tieleman, ICML 2008): a
 * buffer of batches, one of which goes on an update, in turns.
 *
 * The first turn of each begins afresh. Later ones keep all chains but a share of them, drawn by the
 * seed and the update, that begins afresh (Du and Mordatch, NeurIPS 2019), so that a chain in a far
 * place does not stay there for ever.
 */
export class PersistentChains {
  /** Last states, [batch, D] each, of the batches that have had a turn. */
  private readonly ends: tf.Tensor2D[];

  /**
   * @param update updates done
   * @param states what `states` gave then
   * @throws if there are not as many states as the chains have reached by then
   */
  constructor(
    private readonly task: TrainingTask,
    update: number,
    states: Float32Array,
  ) {
    const { recipe, dimensions } = task;
    const shape: [number, number] = [recipe.batch, dimensions];
    const size = recipe.batch * dimensions;
    const expected = Math.min(update, recipe.buffer) * size;
    if (states.length !== expected) {
      throw new Error(
        `checkpoint: expected ${expected} numbers in chains, found ${states.length}; use the settings that it was taken with`,
      );
    }
    this.ends = Array.from({ length: expected / size }, (_, i) =>
      tf.tensor2d(states.slice(i * size, (i + 1) * size), shape),
    );
  }

  /** z_0 of an update, [batch, D], of fresh starts and the states of its batch of chains. */
  start(update: number, fresh: tf.Tensor2D): tf.Tensor2D {
    const last = this.ends[update % this.task.recipe.buffer];
    if (!last) return fresh.clone();
    const { seed, recipe, dimensions } = this.task;
    const shares = uniforms({ seed, name: "refresh" }, new Float32Array(recipe.batch), {
      update,
      step: 0,
    });
    const anew = new Uint8Array(last.size);
    shares.forEach((share, row) => {
      if (share <= recipe.refresh) anew.fill(1, row * dimensions, (row + 1) * dimensions);
    });
    return tf.tidy(() => tf.where(tf.tensor2d(anew, last.shape, "bool"), fresh, last));
  }

  /** Takes the states that an update's chains ended in; they stay the caller's. */
  end(update: number, states: tf.Tensor2D): void {
    const slot = update % this.task.recipe.buffer;
    this.ends[slot]?.dispose();
    this.ends[slot] = states.clone();
  }

  /** All states one after the other, [batches with a turn * batch, D], as of the moment of the call. */
  async states(): Promise<Float32Array> {
    const batches = await Promise.all(this.ends.map((end) => end.data()));
    const size = this.task.recipe.batch * this.task.dimensions;
    const all = new Float32Array(batches.length * size);
    for (const [i, values] of batches.entries()) all.set(values, i * size);
    return all;
  }

  dispose(): void {
    tf.dispose(this.ends);
  }
}
