import { DeviceLostError } from "../../src/kernels/deviceLoss.ts";
import { type GridTruth, gridTruth } from "../../src/model/quadrature.ts";
import type { ModelKind } from "../../src/model/recipe.ts";
import type { ChainsRequest, ToyChains, ToyUnchained } from "../protocol/chains.ts";
import { messageOf } from "../serve.ts";
import { type Sampled, ToyChainsJob } from "./chains.ts";
import type { ToyMaterial } from "./material.ts";
import { FINE_SIZE } from "./pictures.ts";

/** Milliseconds between two reports of chains under way. */
const INTERVAL = 300;

/** Is told what the chains have done, and why there are none. */
export type Tell = (message: ToyChains | ToyUnchained) => void;

type Parts = ReturnType<ToyChainsJob["parts"]>;

/** Runs the chains that a page asks for beside a run, the newest request's alone. */
export class ToySampling {
  private wanted: ChainsRequest | null = null;
  private job: ToyChainsJob | null = null;
  private parts: Parts | null = null;
  private stopped = false;
  private truth: GridTruth | null = null;
  private due = 0;

  private tell: Tell = () => {};

  /** @param sampled gives a model as it is now, or throws where the run has none */
  constructor(
    private readonly material: ToyMaterial,
    private readonly sampled: (model: ModelKind) => Promise<Sampled>,
  ) {}

  /** Whether there is something to do. */
  get busy(): boolean {
    return this.wanted !== null || this.job !== null;
  }

  /** Takes a request; the chains of the one before are left off. */
  ask(request: ChainsRequest, tell: Tell): void {
    this.wanted = request;
    this.tell = tell;
    this.stopped = false;
  }

  /** Leaves off: the chains are told of as far as they have come. */
  stop(): void {
    this.stopped = true;
  }

  /**
   * Goes on until a time of the clock, with at least one part of bounded work.
   *
   * @throws DeviceLostError; after `reopen` the chains go on from where they were last saved
   */
  async work(until: number): Promise<void> {
    do {
      try {
        await this.part();
      } catch (error) {
        if (error instanceof DeviceLostError) throw error;
        // A request that came while the job failed is not what failed.
        const failed = this.job?.request ?? this.wanted!;
        if (this.wanted === failed) this.wanted = null;
        const { run, id } = failed;
        await this.leave();
        this.tell({ type: "unchained", run, id, message: messageOf(error) });
      }
    } while (this.busy && performance.now() < until);
  }

  private async part(): Promise<void> {
    if (this.wanted) await this.begin(this.wanted);
    const { job } = this;
    if (!job) return;
    this.parts ??= job.parts();
    const ended = this.stopped || (await this.parts.next()).done === true;
    const now = performance.now();
    if (!ended && now < this.due) return;
    this.due = now + INTERVAL;
    const told = job.told(ended);
    if (ended) await this.leave();
    if (told) this.tell(told);
  }

  private async begin(request: ChainsRequest): Promise<void> {
    await this.leave();
    const { material } = this;
    this.truth ??= gridTruth(
      { size: FINE_SIZE, extent: material.density.extent },
      material.density,
    );
    const model = await this.sampled(request.choice.model);
    // A newer request may have come meanwhile.
    if (this.wanted !== request) return;
    this.job = new ToyChainsJob(request, model, this.truth, material);
    this.wanted = null;
    this.due = performance.now() + INTERVAL;
  }

  private async leave(): Promise<void> {
    const { parts, job } = this;
    this.parts = null;
    this.job = null;
    await parts?.return();
    job?.close();
  }

  /** Frees what is on a device that was lost; the chains will go on on the next. */
  async reopen(): Promise<void> {
    const { parts, job } = this;
    this.parts = null;
    await parts?.return();
    job?.close();
  }

  /** Leaves off for good. */
  async dispose(): Promise<void> {
    this.wanted = null;
    await this.leave();
  }
}
