import { DeviceLostError } from "../../src/kernels/deviceLoss.ts";
import type { MotionRequest, ToyDissection, ToyUndissected } from "../protocol/motion.ts";
import { messageOf } from "../serve.ts";
import { type Dissecting, dissecting } from "./dissection.ts";
import type { ToyMaterial } from "./material.ts";
import type { ToyDevice } from "./run.ts";

type Tell = (message: ToyDissection | ToyUndissected) => void;

/** Takes updates of a run at rest apart, the newest request's alone. */
export class ToyMotion {
  private wanted: MotionRequest | null = null;
  private job: { request: MotionRequest; parts: Dissecting } | null = null;
  private tell: Tell = () => {};

  /** @param device gives what the run has on the device now */
  constructor(
    private readonly material: ToyMaterial,
    private readonly device: () => ToyDevice,
  ) {}

  /** Whether there is something to do. */
  get busy(): boolean {
    return this.wanted !== null;
  }

  /** Takes a request; the one before is left off. */
  ask(request: MotionRequest, tell: Tell): void {
    this.wanted = request;
    this.tell = tell;
  }

  /**
   * Goes on until a time of the clock, with at least one part of bounded work.
   *
   * @throws DeviceLostError; after `reopen` it begins anew
   */
  async work(until: number): Promise<void> {
    do {
      const request = this.wanted!;
      if (this.job?.request !== request) {
        await this.reopen();
        this.job = { request, parts: dissecting(request, this.device(), this.material) };
      }
      const answer = await this.part(request);
      if (!answer) continue;
      this.job = null;
      // A newer request may have come meanwhile.
      if (this.wanted === request) this.wanted = null;
      this.tell(answer);
    } while (this.busy && performance.now() < until);
  }

  private async part({ run, id }: MotionRequest): Promise<ToyDissection | ToyUndissected | null> {
    try {
      const { done, value } = await this.job!.parts.next();
      return done ? value : null;
    } catch (error) {
      if (error instanceof DeviceLostError) throw error;
      return { type: "undissected", run, id, message: messageOf(error) };
    }
  }

  /** Frees what is under way on a device, which may be lost; it begins anew. */
  async reopen(): Promise<void> {
    const { job } = this;
    this.job = null;
    await job?.parts.return(undefined as never);
  }

  /** Leaves off: the update that was asked about is no longer the next. */
  async leave(): Promise<void> {
    this.wanted = null;
    await this.reopen();
  }
}
