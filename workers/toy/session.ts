import type { ToySettings } from "../../src/model/recipe.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import type { ToyFrame, ToyPrepared, ToyRecovered } from "../protocol/toy.ts";
import { lossNotice, type Recovery } from "../recovery.ts";
import { inTurns, yieldTurn } from "../serve.ts";
import { arraysOf, FINE_SIZE, LIVE_SIZE } from "./pictures.ts";
import { buildToy, disposeToy, type ToyDevice, type ToyMaterial, toyMaterial } from "./run.ts";

/** Of each set, as many as a picture can show. */
const DRAWN_POINTS = 1000;

/** Milliseconds of updates between two looks at the messages. */
const SLICE = 30;
/** A live frame may take this share of the time. */
const FRAME_SHARE = 0.25;

/** The frame and its arrays, ready to post. */
export interface FrameMessage {
  frame: ToyFrame;
  arrays: Float32Array[];
}

/** One run of the 2D lab: its data, its mixture, its trainer. */
export class ToySession {
  /** Whether the page has drawn the last frame. */
  drawn = true;
  private running = false;
  private seconds = 0;
  private losses: number[] = [];

  private constructor(
    readonly run: number,
    private readonly settings: ToySettings,
    private readonly material: ToyMaterial,
    private device: ToyDevice,
    private readonly recovery: Recovery,
    private readonly recovered: (message: ToyRecovered) => void,
  ) {}

  /**
   * Makes the data, fits the mixture and initialises the network.
   *
   * @param recovery with its backend open; it carries the run over the loss of the GPU
   * @param recovered told whenever it has
   */
  static async open(
    run: number,
    settings: ToySettings,
    recovery: Recovery,
    recovered: (message: ToyRecovered) => void,
  ): Promise<ToySession> {
    const material = toyMaterial(settings);
    const device = await recovery.run(
      () => buildToy(settings, material, null),
      async () => {
        const backend = recovery.backend!;
        recovered({
          ...{ type: "recovered", run, backend, update: 0 },
          message: lossNotice(backend, null),
        });
      },
    );
    return new ToySession(run, settings, material, device, recovery, recovered);
  }

  /** What the page draws beneath the frames. */
  get prepared(): Omit<ToyPrepared, "type" | "run" | "backend"> {
    const { density, points, ood } = this.material;
    const some = (all: Float32Array) => all.slice(0, 2 * DRAWN_POINTS);
    return {
      extent: density.extent,
      points: some(points),
      ood: { near: some(ood.near), mid: some(ood.mid), far: some(ood.far) },
    };
  }

  private get trainer(): Trainer | null {
    return this.device.trainer;
  }

  /** Updates still to do. */
  get left(): number {
    return this.trainer ? this.settings.updates - this.trainer.update : 0;
  }

  /** Trains until the run is over, `pause` is called, or it diverges, which throws. */
  async train(show: (message: FrameMessage) => void): Promise<void> {
    this.running = true;
    try {
      await this.surely(() => this.loop(show));
    } finally {
      this.running = false;
    }
  }

  private async loop(show: (message: FrameMessage) => void): Promise<void> {
    let nextFrame = 0;
    while (this.running && this.left > 0) {
      const start = performance.now();
      do await this.update();
      while (this.running && this.left > 0 && performance.now() - start < SLICE);
      await this.read();
      this.seconds += (performance.now() - start) / 1000;
      await this.keep();
      const now = performance.now();
      if (this.drawn && now >= nextFrame && this.left > 0) {
        const frame = await this.draw(LIVE_SIZE);
        this.drawn = false;
        show(frame);
        const cost = performance.now() - now;
        nextFrame = performance.now() + cost * (1 / FRAME_SHARE - 1);
      }
      await yieldTurn();
    }
    await this.keep(true);
  }

  /** One update, left off where `pause` is called between two of its parts. */
  private async update(): Promise<void> {
    if (this.trainer) await inTurns(this.trainer.parts(), SLICE, () => this.running);
  }

  /** One update. */
  async step(): Promise<void> {
    const start = performance.now();
    this.running = true;
    try {
      await this.surely(async () => {
        await this.update();
        await this.read();
        await this.keep(true);
      });
    } finally {
      this.running = false;
    }
    this.seconds += (performance.now() - start) / 1000;
  }

  /** Makes `train` return after the update under way, or before a slow one is finished. */
  pause(): void {
    this.running = false;
  }

  /** Reads the losses; a run that has diverged goes back to its last good state and throws. */
  private async read(): Promise<void> {
    const rows = (await this.trainer?.losses()) ?? new Float32Array(0);
    const finite = rows.every(Number.isFinite);
    for (let i = 0; i < rows.length; i += 3) {
      const row = rows.subarray(i, i + 3);
      if (row.every(Number.isFinite)) this.losses.push(...row);
    }
    if (!finite) this.diverged("the loss");
  }

  /** Goes back to the last good state and throws. */
  private diverged(what: string): never {
    const trainer = this.trainer!;
    const reached = trainer.update;
    trainer.restore();
    throw new Error(
      `training diverged by update ${reached}: ${what} is no longer a finite number; the state of ` +
        `update ${trainer.update} is kept; try a smaller step size or learning rate, or a larger L2`,
    );
  }

  private async keep(resting = false): Promise<void> {
    if (this.trainer) await this.recovery.keep(this.trainer, resting);
  }

  /** Does work on the device; where that is lost, goes back to the last checkpoint and does it again. */
  private surely<Output>(work: () => Promise<Output>): Promise<Output> {
    return this.recovery.run(work, () => this.rebuild());
  }

  /** Puts the run on the backend that was opened for the lost one. */
  private async rebuild(): Promise<void> {
    const old = this.device;
    this.device = await buildToy(this.settings, this.material, this.recovery.checkpoint);
    disposeToy(old);
    const backend = this.recovery.backend!;
    const update = this.trainer?.update ?? 0;
    const { losses } = this;
    this.losses = losses.filter((_, i) => losses[i - (i % 3)] <= update);
    const training = old.trainer && { lost: old.trainer.update, update };
    const message = lossNotice(backend, training);
    this.recovered({ type: "recovered", run: this.run, backend, update, message });
  }

  /**
   * The current state as a fine frame, for a run at rest.
   *
   * @throws if the last update made an energy that is not finite; the next frame is the last good one
   */
  frame(): Promise<FrameMessage> {
    return this.surely(() => this.draw(FINE_SIZE));
  }

  private async draw(size: number): Promise<FrameMessage> {
    const { trainer, pictures: painter } = this.device;
    const pictures = await painter.draw(trainer?.energy ?? null, size);
    if (!pictures) return this.diverged("the energy");
    const particles = ((await trainer?.particles()) ?? new Float32Array(0)).slice();
    const losses = Float32Array.from(this.losses);
    this.losses = [];
    const frame: ToyFrame = {
      type: "frame",
      run: this.run,
      update: trainer?.update ?? 0,
      seconds: this.seconds,
      ...pictures,
      particles,
      losses,
    };
    return { frame, arrays: [...arraysOf(pictures), particles, losses] };
  }

  /** Frees the run's tensors. */
  dispose(): void {
    disposeToy(this.device);
  }
}
