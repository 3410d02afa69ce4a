import * as tf from "@tensorflow/tfjs-core";
import type { MixtureTensors, NetworkTensors } from "../kernels/tensors.ts";
import { type Ends, runChains } from "./chains.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { chainStart, type FreshStart } from "./draws.ts";
import { PersistentChains } from "./persistent.ts";
import type { TrainingTask } from "./task.ts";

/** Draws the negatives of a training's updates, and keeps its persistent chains. */
export class Negatives {
  private readonly persistent: PersistentChains | null;

  /**
   * @param reference what chains add to E_theta; null for the plain EBM
   * @throws if the checkpoint's chains are not those of the task's recipe
   */
  constructor(
    private readonly task: TrainingTask,
    private readonly reference: MixtureTensors | null,
    from: Checkpoint,
  ) {
    const { chainStart, objective } = task.recipe;
    const persistent = chainStart === "persistent" && objective === "likelihood";
    this.persistent = persistent ? new PersistentChains(task, from.update, from.chains) : null;
  }

  /**
   * An update's negatives, in parts of bounded work: the ends of chains on the energy, or for NCE
   * draws of q. Persistent chains have then moved on.
   *
   * @param batch the update's rows; draws of q are of their classes
   */
  *draw(update: number, batch: Int32Array, energy: NetworkTensors): Generator<void, Ends, void> {
    const start = this.start(update, batch);
    if (this.task.recipe.objective === "nce") return { states: start, acceptance: null };
    const ends = yield* runChains(start, energy, this.reference, this.task, update);
    this.persistent?.end(update, ends.states);
    return ends;
  }

  /** z_0 of an update, [batch, D]; draws of q are of the batch's classes. */
  start(update: number, batch: Int32Array): tf.Tensor2D {
    const { task, persistent } = this;
    const { recipe, model, dimensions } = task;
    const fresh = (from: FreshStart) =>
      tf.tensor2d(chainStart(task, update, batch, from), [recipe.batch, dimensions]);
    if (recipe.objective === "nce") return fresh("mixture");
    if (recipe.chainStart !== "persistent") return fresh(recipe.chainStart);
    const anew = model === "correction" ? "mixture" : "normal";
    return tf.tidy(() => persistent!.start(update, fresh(anew)));
  }

  /** The persistent chains' states, [rows, D], as of the moment of the call; empty without any. */
  async chains(): Promise<Float32Array> {
    return this.persistent?.states() ?? new Float32Array(0);
  }

  dispose(): void {
    this.persistent?.dispose();
  }
}
