/**
 * The GPU device is gone, and every tensor on it: the driver was reset, the computer changed GPUs, or
 * the browser took it away. `openBackend` opens another; what was on it must be built anew.
 */
export class DeviceLostError extends Error {
  override name = "DeviceLostError";

  constructor({ message }: Pick<GPUDeviceLostInfo, "message">) {
    super(`webgpu: the GPU device was lost (${message}); open a backend again`);
  }
}

/** Losses in this time, in milliseconds, are more than bad luck. */
const WINDOW = 60_000;

/** Remembers when devices were lost, and says whether another may be tried. */
export class LossRecord {
  private last = Number.NEGATIVE_INFINITY;
  private before = Number.NEGATIVE_INFINITY;

  /** @param now milliseconds on any clock that goes forward */
  add(now: number): void {
    this.before = this.last;
    this.last = now;
  }

  /** Whether two devices were lost within the last minute: a third would not last either. */
  twice(now: number): boolean {
    return now - this.before < WINDOW;
  }
}
