import type { Checkpoint } from "../../src/training/checkpoint.ts";
import type { Checkpoints } from "../protocol/timeline.ts";
import type { ToyMember } from "./member.ts";

/** Keyframes of a whole run, about. */
const COUNT = 16;
/** Milliseconds between two while training, at least, and the most of the time that they may take. */
const INTERVAL = 250;
const SHARE = 0.02;
/** Milliseconds after which one is due however far the run is: what a page that is ended may lose. */
const AGE = 750;

/** Keeps, now and then, what another run can go on from. */
export class Keyframes {
  /** The update of the last one. */
  private taken: number | null = null;
  private due = 0;
  private takenAt = 0;

  /**
   * The trainings' checkpoints, if one is due; at rest it always is, unless there is one of that update.
   * None where a model has diverged, or an update was left off between two models.
   */
  async take(
    members: readonly ToyMember[],
    updates: number,
    resting = false,
  ): Promise<{ update: number; checkpoints: Checkpoints } | null> {
    const trained = members.filter(({ trainer }) => trainer);
    const update = trained[0]?.trainer?.update ?? null;
    if (update === null || update === this.taken) return null;
    if (trained.some(({ trainer, problem }) => problem || trainer!.update !== update)) return null;
    const start = performance.now();
    const next = (this.taken ?? 0) + updates / COUNT;
    const early = update < next && start - this.takenAt < AGE;
    if (!resting && (start < this.due || early)) return null;
    const taken = await Promise.all(
      trained.map(async ({ kind, trainer }) => [kind, await trainer!.checkpoint()] as const),
    );
    const end = performance.now();
    this.takenAt = end;
    this.due = end + Math.max(INTERVAL, (end - start) * (1 / SHARE - 1));
    // The last update may have diverged: its loss is not known yet.
    if (!taken.every(([, { weights }]) => weights.every(Number.isFinite))) return null;
    this.taken = update;
    return { update, checkpoints: Object.fromEntries(taken) as Record<string, Checkpoint> };
  }

  /** The run went back to an earlier update: its keyframes come again. */
  goBack(): void {
    this.taken = null;
  }
}
