import { densityOf } from "../src/data/density.ts";
import { toyOod } from "../src/data/ood.ts";
import { disposeMixture, type MixtureTensors, mixtureTensors } from "../src/kernels/tensors.ts";
import { fitMixture } from "../src/model/mixture.ts";
import type { ToySettings } from "../src/model/recipe.ts";
import { Trainer } from "../src/training/trainer.ts";
import type { ToyFrame, ToyPrepared } from "./protocol.ts";
import { inTurns, yieldTurn } from "./serve.ts";
import { arraysOf, FINE_SIZE, LIVE_SIZE, ToyPictures } from "./toyPictures.ts";

const TRAINING_POINTS = 10_000;
const HELD_OUT_POINTS = 3000;
const OOD_POINTS = 1500;
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
    readonly prepared: Omit<ToyPrepared, "type" | "run" | "backend">,
    private readonly mixture: MixtureTensors,
    private readonly pictures: ToyPictures,
    private readonly trainer: Trainer | null,
  ) {}

  /** Makes the data, fits the mixture and initialises the network. */
  static async open(run: number, settings: ToySettings): Promise<ToySession> {
    const { seed, model, updates } = settings;
    const density = densityOf(settings.data);
    const { points, labels } = density.sample(TRAINING_POINTS, { seed, name: "points" });
    const inside = density.sample(HELD_OUT_POINTS, { seed, name: "heldOut" }).points;
    const fitted = fitMixture(points, labels, 2, density.classes);
    const ood = toyOod(density, fitted, inside, OOD_POINTS, seed);
    const mixture = mixtureTensors(fitted);
    const pictures = await ToyPictures.open(settings, mixture, density, inside, ood);
    const task = { recipe: settings, updates, seed, points, labels, dimensions: 2 };
    const trainer = model === "mixture" ? null : new Trainer({ ...task, model, mixture: fitted });
    const some = (all: Float32Array) => all.slice(0, 2 * DRAWN_POINTS);
    const drawing = {
      extent: density.extent,
      points: some(points),
      ood: { near: some(ood.near), mid: some(ood.mid), far: some(ood.far) },
    };
    return new ToySession(run, settings, drawing, mixture, pictures, trainer);
  }

  /** Updates still to do. */
  get left(): number {
    return this.trainer ? this.settings.updates - this.trainer.update : 0;
  }

  /** Trains until the run is over, `pause` is called, or it diverges, which throws. */
  async train(show: (message: FrameMessage) => void): Promise<void> {
    this.running = true;
    let nextFrame = 0;
    try {
      while (this.running && this.left > 0) {
        const start = performance.now();
        do await this.update();
        while (this.running && this.left > 0 && performance.now() - start < SLICE);
        await this.read();
        this.seconds += (performance.now() - start) / 1000;
        const now = performance.now();
        if (this.drawn && now >= nextFrame && this.left > 0) {
          this.drawn = false;
          show(await this.frame(LIVE_SIZE));
          const cost = performance.now() - now;
          nextFrame = performance.now() + cost * (1 / FRAME_SHARE - 1);
        }
        await yieldTurn();
      }
    } finally {
      this.running = false;
    }
  }

  /** One update, left off where `pause` is called between two of its parts. */
  private async update(): Promise<void> {
    if (this.trainer) await inTurns(this.trainer.parts(), SLICE, () => this.running);
  }

  /** One update. */
  async step(): Promise<void> {
    const start = performance.now();
    this.running = true;
    await this.update();
    this.running = false;
    await this.read();
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

  /**
   * The current state as a frame; the fine one is for a run at rest.
   *
   * @throws if the last update made an energy that is not finite; the next frame is the last good one
   */
  async frame(size: typeof LIVE_SIZE | typeof FINE_SIZE = FINE_SIZE): Promise<FrameMessage> {
    const { trainer } = this;
    const pictures = await this.pictures.draw(trainer?.energy ?? null, size);
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
    this.trainer?.dispose();
    disposeMixture(this.mixture);
  }
}
