import type { Method } from "../../src/detection/methods.ts";
import type { FeatureProgress } from "../protocol/features.ts";

/** Milliseconds between two messages. */
const EVERY = 250;

/** Tells how far a run is, a few times a second; the time left follows the pace so far. */
export class Pace {
  private readonly start = performance.now();
  private last = 0;
  /** Planned seconds of what is done. */
  past = 0;
  /** Planned seconds of what was done before the run began. */
  private skipped = 0;

  /** @param planned seconds of the whole run */
  constructor(
    private readonly planned: number,
    private readonly post: (message: Omit<FeatureProgress, "type" | "run">) => void,
  ) {}

  /** Seconds since the run began. */
  get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** So many planned seconds were done before the run began: they say nothing of its pace. */
  skip(seconds: number): void {
    this.skipped += seconds;
  }

  /** @param share 0..1 of what is under way, which was planned to take `seconds` */
  tell(
    method: Method,
    share: number,
    seconds: number,
    training: FeatureProgress["training"],
  ): void {
    const now = performance.now();
    if (now - this.last < EVERY) return;
    this.last = now;
    const done = this.past + share * seconds;
    const own = done - this.skipped;
    const pace = own > 0.02 * this.planned ? this.seconds / own : 1;
    const secondsLeft = Math.max(0, this.planned - done) * pace;
    this.post({ method, share: done / this.planned, secondsLeft, training });
  }
}
