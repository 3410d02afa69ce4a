import type { ModelKind } from "../../src/model/recipe.ts";
import type { Trainer } from "../../src/training/trainer.ts";

/** A model of a run, with the losses that the page has not heard of. */
export class ToyMember {
  /** Why its training has stopped for good, if it has. */
  problem: string | null = null;
  private losses: number[] = [];

  /** @param trainer null for the mixture, which has nothing to train */
  constructor(
    readonly kind: ModelKind,
    readonly trainer: Trainer | null,
  ) {}

  /** Updates still to do. */
  get left(): number {
    if (!this.trainer || this.problem) return 0;
    return this.trainer.task.updates - this.trainer.update;
  }

  /** Reads the losses; a training that has diverged goes back to its last good state. */
  async read(): Promise<void> {
    if (!this.trainer || this.problem) return;
    const rows = await this.trainer.losses();
    for (let i = 0; i < rows.length; i += 3) {
      const row = rows.subarray(i, i + 3);
      if (row.every(Number.isFinite)) this.losses.push(...row);
    }
    if (!rows.every(Number.isFinite)) this.diverge("the loss");
  }

  /** Goes back to the last good state, for good. */
  diverge(what: string): void {
    const trainer = this.trainer!;
    const reached = trainer.update;
    trainer.restore();
    this.problem =
      `training diverged by update ${reached}: ${what} is no longer a finite number; the state of ` +
      `update ${trainer.update} is kept`;
  }

  /** The losses since the last call: [update, loss, energy gap] an update. */
  takeLosses(): Float32Array {
    const losses = Float32Array.from(this.losses);
    this.losses = [];
    return losses;
  }

  /** Takes over from a member whose device was lost; losses beyond this one's update are void. */
  follow({ losses, problem }: ToyMember): void {
    const update = this.trainer?.update ?? 0;
    this.losses = losses.filter((_, i) => losses[i - (i % 3)] <= update);
    this.problem = problem;
  }
}
