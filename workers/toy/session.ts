import type { Drawing, ToySettings } from "../../src/model/recipe.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import type { ToyPhases } from "../protocol/phases.ts";
import type { Checkpoints, ToyKeyframe, ToyOrigin } from "../protocol/timeline.ts";
import type { ToyFrame, ToyRecovered } from "../protocol/toy.ts";
import type { ToyLosses } from "../protocol/trial.ts";
import { lossNotice, type Recovery } from "../recovery.ts";
import { inTurns, yieldTurn } from "../serve.ts";
import { Share } from "../share.ts";
import { sampledOf } from "./chains.ts";
import { type Audience, departure } from "./departure.ts";
import { arraysOf, drawModels, type FrameMessage } from "./frames.ts";
import { Keyframes } from "./keyframes.ts";
import { ToyLooks } from "./looks.ts";
import { type ToyMaterial, toyMaterial } from "./material.ts";
import type { ToyMember } from "./member.ts";
import { ToyMotion } from "./motion.ts";
import { PhaseMeter } from "./phases.ts";
import { FINE_SIZE, LIVE_POINTS, LIVE_SIZE } from "./pictures.ts";
import { TruthProbe } from "./probe.ts";
import { buildToy, disposeToy, type ToyDevice } from "./run.ts";
import { ToySampling } from "./sampling.ts";
import { type Scene, sceneOf } from "./scene.ts";

/** Milliseconds of updates between two looks at the messages. */
const SLICE = 30;
/** Live frames, and chains beside the training, may take these shares of the time. */
const FRAME_SHARE = 0.4;
const CHAINS_SHARE = 0.15;
/** Milliseconds from one live frame to the next, at least: more of them than eyes need cost training. */
const FRAME_TIME = 60;
/** One frame is computed while the page draws another; a page that falls behind gets no more. */
const FRAMES_AHEAD = 2;
/** Milliseconds of such chains at once. */
const CHAINS_SLICE = 10;

/** Milliseconds between two reports of a training that nobody watches. */
const REPORTS = 250;

type Show = (message: FrameMessage) => void;
type Tell = (message: ToyPhases | ToyKeyframe | Reached) => void;

/** How far a training is that nobody watches. */
export interface Reached {
  type: "reached";
  update: number;
}

const PATIENT: Audience = { going: () => true, tell: () => {} };

/** One run of the 2D lab: its data, its mixture, its models in training. */
export class ToySession {
  /** Live frames that the page has yet to draw. */
  private undrawn = 0;
  /** The chains that the page asks for beside the run. */
  readonly sampling: ToySampling;
  /** What the page looks at. */
  readonly looks: ToyLooks;
  /** Takes the next update apart. */
  readonly motion: ToyMotion;
  private running = false;
  /** Of training so far, pauses left out. */
  seconds = 0;
  private readonly meter = new PhaseMeter();
  private readonly keyframes = new Keyframes();

  private constructor(
    readonly run: number,
    private readonly settings: ToySettings,
    private readonly material: ToyMaterial,
    private device: ToyDevice,
    private readonly recovery: Recovery,
    private readonly recovered: (message: ToyRecovered) => void,
  ) {
    this.sampling = new ToySampling(material, (kind) => sampledOf(kind, this.members, settings));
    this.looks = new ToyLooks(settings, new TruthProbe(material.density, material.inside));
    this.motion = new ToyMotion(material, () => this.device);
  }

  /**
   * Makes the data, fits the mixture and initialises the networks.
   *
   * @param recovery with its backend open; it carries the run over the loss of the GPU
   * @param recovered told whenever it has
   * @param drawing what the reader drew, where that is the data
   * @param origin where it goes on from, if not from its beginning
   * @param audience waits for it to get there
   * @throws if it cannot go on from there, or the audience has gone
   */
  static async open(
    run: number,
    settings: ToySettings,
    recovery: Recovery,
    recovered: (message: ToyRecovered) => void,
    drawing: Drawing | null = null,
    origin: ToyOrigin | null = null,
    audience: Audience = PATIENT,
  ): Promise<ToySession> {
    const material = toyMaterial(settings, drawing);
    const device = await recovery.run(
      async () => {
        recovery.begin(origin ? await departure(origin, settings, material, audience) : []);
        return buildToy(settings, material, recovery.checkpoints);
      },
      async () => {
        const backend = recovery.backend!;
        recovered({
          ...{ type: "recovered", run, backend, update: origin?.update ?? 0 },
          message: lossNotice(backend, null),
        });
      },
    );
    return new ToySession(run, settings, material, device, recovery, recovered);
  }

  /** What the page draws beneath the frames. */
  prepared(): Promise<Scene> {
    return this.surely(() => sceneOf(this.settings.model, this.material, this.device.pictures));
  }

  private get members(): ToyMember[] {
    return this.device.members;
  }

  private get trainers(): Trainer[] {
    return this.members.flatMap(({ trainer }) => trainer ?? []);
  }

  /** The models in training as they are now. */
  async checkpoints(): Promise<Checkpoints> {
    const entries = this.members.flatMap(({ kind, trainer }) =>
      trainer ? [{ kind, trainer }] : [],
    );
    const taken = entries.map(async ({ kind, trainer }) => [kind, await trainer.checkpoint()]);
    return Object.fromEntries(await Promise.all(taken));
  }

  /** The losses that neither a frame nor this has given yet, of the updates done. */
  takeLosses(): ToyLosses {
    const trained = this.members.filter(({ trainer }) => trainer);
    return Object.fromEntries(trained.map((member) => [member.kind, member.takeLosses()]));
  }

  /** Updates still to do. */
  get left(): number {
    return Math.max(...this.members.map(({ left }) => left));
  }

  /** Updates done by every model that has not stopped for good. */
  private get reached(): number {
    const going = this.members.filter(({ problem }) => !problem);
    const some = going.some(({ trainer }) => trainer) ? going : this.members;
    const updates = some.flatMap(({ trainer }) => trainer?.update ?? []);
    return updates.length > 0 ? Math.min(...updates) : 0;
  }

  /**
   * Trains until the run is over, `pause` is called, or all its models diverged, which throws.
   *
   * @param show given live frames; null where nobody watches: then there are neither frames nor
   *   negative phases, and `tell` is told a few times a second how far it is
   * @param tell told of the negative phases and of keyframes meanwhile
   * @param end the update that it rests at, where that comes before the run's end
   */
  async train(
    show: Show | null,
    tell: Tell = () => {},
    end = Number.POSITIVE_INFINITY,
  ): Promise<void> {
    this.running = true;
    try {
      await this.motion.leave();
      await this.surely(() => this.loop(show, tell, end));
    } finally {
      this.running = false;
    }
  }

  private async loop(show: Show | null, tell: Tell, end: number): Promise<void> {
    const going = () => this.running && this.left > 0 && this.reached < end;
    let told = performance.now();
    const frames = new Share(FRAME_SHARE, FRAME_TIME);
    const chains = new Share(CHAINS_SHARE);
    const due = () => show !== null && this.undrawn < FRAMES_AHEAD && frames.due;
    while (going()) {
      const start = performance.now();
      do await this.update();
      while (going() && performance.now() - start < SLICE && !due());
      await this.read();
      this.seconds += (performance.now() - start) / 1000;
      await this.keep();
      const keyframe = await this.mark();
      if (keyframe) tell(keyframe);
      if (show && due() && going()) {
        await frames.take(async () => {
          const frame = await this.draw(LIVE_SIZE, LIVE_POINTS);
          this.undrawn++;
          show(frame);
        });
      }
      if (this.sampling.busy && chains.due) {
        await chains.take(() => this.sampling.work(performance.now() + CHAINS_SLICE));
      }
      if (!show && performance.now() - told >= REPORTS) {
        told = performance.now();
        tell({ type: "reached", update: this.reached });
      }
      if (show && this.meter.due) {
        const models = await this.meter.work(this.members, () => this.phaseGrid());
        if (models) tell({ type: "phases", run: this.run, models });
      }
      await yieldTurn();
    }
    await this.keep(true);
  }

  /**
   * One update of every model; those that are behind go first. An update is left off where `pause`
   * is called between two of its parts.
   */
  private async update(): Promise<void> {
    const reached = this.reached;
    for (const { trainer, left } of this.members) {
      if (!trainer || left === 0 || trainer.update > reached) continue;
      await inTurns(trainer.parts(), SLICE, () => this.running);
    }
  }

  private phaseGrid() {
    return this.device.pictures.grid(LIVE_SIZE);
  }

  /** The negative phases of the last update; null of NCE, and where `going` says no meanwhile. */
  async phases(going: () => boolean): Promise<ToyPhases | null> {
    const models = await this.surely(async () =>
      this.meter.now(this.members, await this.phaseGrid(), going),
    );
    return models && { type: "phases", run: this.run, models };
  }

  /** What another run can go on from; null where there is none of this state, or the page has it. */
  keyframe(): Promise<ToyKeyframe | null> {
    return this.surely(() => this.mark(true));
  }

  private async mark(resting = false): Promise<ToyKeyframe | null> {
    const taken = await this.keyframes.take(this.members, this.settings.updates, resting);
    return taken && { type: "keyframe", run: this.run, ...taken };
  }

  /** One update, or several, as `train` does them. */
  async step(updates = 1, show: Show = () => {}, tell: Tell = () => {}): Promise<void> {
    if (updates > 1) return this.train(show, tell, this.reached + updates);
    const start = performance.now();
    this.running = true;
    try {
      await this.motion.leave();
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

  /** Answers looks and runs the chains that were asked for while `going` says that nothing else is. */
  async rest(going: () => boolean): Promise<void> {
    const { looks, sampling, motion } = this;
    while (going() && (looks.asked || sampling.busy || motion.busy)) {
      await this.surely(async () => {
        if (looks.asked) await looks.answer(this.run, this.reached, this.device);
        if (motion.busy) await motion.work(performance.now() + SLICE);
        if (sampling.busy) await sampling.work(performance.now() + SLICE);
      });
      await yieldTurn();
    }
  }

  /** The page has drawn a frame. */
  drawn(): void {
    this.undrawn = Math.max(0, this.undrawn - 1);
  }

  /** Makes `train` return after the update under way, or before a slow one is finished. */
  pause(): void {
    this.running = false;
  }

  private async read(): Promise<void> {
    for (const member of this.members) await member.read();
    this.needOne();
  }

  /** Throws where every model has diverged. */
  private needOne(): void {
    const trained = this.members.filter(({ trainer }) => trainer);
    const problem = trained[0]?.problem;
    if (problem && trained.every((member) => member.problem)) throw new Error(problem);
  }

  private async keep(resting = false): Promise<void> {
    if (this.trainers.length > 0) await this.recovery.keep(this.trainers, resting);
  }

  /** Does work on the device; where that is lost, goes back to the last checkpoint and does it again. */
  private surely<Output>(work: () => Promise<Output>): Promise<Output> {
    return this.recovery.run(work, () => this.rebuild());
  }

  /** Puts the run on the backend that was opened for the lost one. */
  private async rebuild(): Promise<void> {
    const old = this.device;
    const lost = this.reached;
    this.device = await buildToy(this.settings, this.material, this.recovery.checkpoints);
    await this.meter.leave();
    this.keyframes.goBack();
    disposeToy(old);
    await this.sampling.reopen();
    await this.motion.reopen();
    for (const [i, member] of this.members.entries()) member.follow(old.members[i]!);
    const backend = this.recovery.backend!;
    const update = this.reached;
    const message = lossNotice(backend, this.trainers.length > 0 ? { lost, update } : null);
    this.recovered({ type: "recovered", run: this.run, backend, update, message });
  }

  /**
   * The current state as a fine frame, for a run at rest.
   *
   * @throws if the last update made an energy that is not finite and no other model is left; the
   *   next frame is the last good one
   */
  frame(): Promise<FrameMessage> {
    return this.surely(() => this.draw(FINE_SIZE));
  }

  private async draw(size: number, most?: number): Promise<FrameMessage> {
    const { models, diverged } = await drawModels(
      this.device,
      this.material.density,
      this.looks,
      size,
      most,
    );
    if (diverged) {
      if (diverged.problem) throw new Error(diverged.problem);
      diverged.diverge("the energy");
      this.needOne();
      return this.draw(size, most);
    }
    // Only now, so that a frame that is not to be has taken none.
    for (const member of this.members) models[member.kind]!.losses = member.takeLosses();
    const frame: ToyFrame = {
      type: "frame",
      ...{ run: this.run, update: this.reached, seconds: this.seconds, size, models },
      probe: await this.looks.probe(this.device),
    };
    return { frame, arrays: Object.values(models).flatMap(arraysOf) };
  }

  /** Frees the run's tensors. */
  async dispose(): Promise<void> {
    disposeToy(this.device);
    await this.meter.leave();
    await this.sampling.dispose();
    await this.motion.leave();
  }
}
