import type { OpenBackend } from "../src/kernels/backend.ts";
import { DeviceLostError } from "../src/kernels/deviceLoss.ts";
import type { Checkpoint } from "../src/training/checkpoint.ts";
import type { Trainer } from "../src/training/trainer.ts";

/** Milliseconds between two checkpoints, and the most of the time that they may take. */
const INTERVAL = 2000;
const SHARE = 0.02;

/**
 * Carries a run over the loss of its GPU device: keeps checkpoints while it trains, and opens a
 * backend again where the device is gone.
 */
export class Recovery {
  /** In use since `open`. */
  backend: OpenBackend | null = null;
  /** The newest checkpoints of the trainings under way, one a trainer; none at their beginning. */
  checkpoints: readonly Checkpoint[] = [];
  private due = 0;

  /** @param reopen opens the backend that the reader chose, or what can be had of it, or the CPU */
  constructor(private readonly reopen: (cpu: boolean) => Promise<OpenBackend>) {}

  /** Opens the backend. */
  async open(cpu = false): Promise<OpenBackend> {
    this.backend = await this.reopen(cpu);
    return this.backend;
  }

  /** Another training begins, at its beginning or at checkpoints of its own. */
  begin(checkpoints: readonly Checkpoint[] = []): void {
    this.checkpoints = checkpoints;
    this.due = 0;
  }

  /**
   * Does `work`, and does it again whenever the device was lost in it, after `rebuild` has put what
   * it needs on the backend that is then open. Where a second device is lost before another
   * checkpoint, that is the CPU, which cannot be lost: the work itself may be what no device bears.
   *
   * @throws what `work` and `rebuild` throw, a DeviceLostError excepted
   */
  async run<Output>(work: () => Promise<Output>, rebuild: () => Promise<void>): Promise<Output> {
    let lost = false;
    let stuck = false;
    let reached: readonly Checkpoint[] | undefined;
    for (;;) {
      try {
        if (lost) {
          await this.open(stuck);
          await rebuild();
          lost = false;
        }
        return await work();
      } catch (error) {
        if (!(error instanceof DeviceLostError)) throw error;
        lost = true;
        stuck = reached === this.checkpoints;
        reached = this.checkpoints;
      }
    }
  }

  /**
   * Takes a checkpoint of all trainings where the device can be lost and one is due: every two
   * seconds, less often where reading takes long, and whenever they come to rest.
   */
  async keep(trainers: readonly Trainer[], resting = false): Promise<void> {
    const start = performance.now();
    if (this.backend?.name !== "webgpu" || !(resting || start >= this.due)) return;
    const taken = await Promise.all(trainers.map((trainer) => trainer.checkpoint()));
    // The last update may have diverged: its loss is not known yet.
    if (taken.every(({ weights }) => weights.every(Number.isFinite))) this.checkpoints = taken;
    const end = performance.now();
    this.due = end + Math.max(INTERVAL, (end - start) * (1 / SHARE - 1));
  }
}

/** What the page tells its reader: where the run was, and where it goes on. */
export function lossNotice(
  backend: OpenBackend,
  training: { name?: string; lost: number; update: number } | null,
): string {
  if (!training) return `The GPU was lost. Work resumed on ${backend.label}.`;
  const { name, lost, update } = training;
  const place = `update ${lost}${name ? ` of ${name}` : ""}`;
  const resumed =
    update === lost ? "The run resumed from there" : `Training resumed from update ${update}`;
  return `The GPU was lost at ${place}. ${resumed} on ${backend.label}.`;
}
