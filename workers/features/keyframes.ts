import type { Trainer } from "../../src/training/trainer.ts";
import type { Checkpoints } from "../protocol/timeline.ts";

/** Milliseconds between two while an energy trains: what a page that is ended may lose. */
const AGE = 1500;
/** Bytes a second at most, on the way to where they are kept. */
const RATE = 5e6;

/** Tells, now and then, what another run can go on from. */
export class Keyframes {
  private due = 0;
  private told = -1;

  /** @param checkpoints of the trainings that are under way or over when the run begins */
  constructor(
    private checkpoints: Checkpoints,
    private readonly tell: (keyframe: { update: number; checkpoints: Checkpoints }) => void,
  ) {}

  /**
   * Tells the state of a training with those of the ones before it, if that is due; where it ends it is.
   *
   * @param update of all trainings
   */
  async keep(trainer: Trainer, update: number, end: boolean): Promise<void> {
    if (update === this.told || (!end && performance.now() < this.due)) return;
    const taken = await trainer.checkpoint();
    // The last update may have diverged: its loss is not known yet.
    if (!taken.weights.every(Number.isFinite)) return;
    this.checkpoints = { ...this.checkpoints, [trainer.task.model]: taken };
    this.told = update;
    this.tell({ update, checkpoints: this.checkpoints });
    const seconds = bytesOf(this.checkpoints) / RATE;
    this.due = performance.now() + Math.max(AGE, 1000 * seconds);
  }
}

function bytesOf(checkpoints: Checkpoints): number {
  const arrays = Object.values(checkpoints).flatMap(Object.values);
  return arrays.reduce((sum, part) => sum + (ArrayBuffer.isView(part) ? part.byteLength : 0), 0);
}
