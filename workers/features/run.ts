import type { FeatureSet } from "../../src/data/rows.ts";
import { joined } from "../../src/detection/composed.ts";
import { type Detector, type Rows, scoreInChunks } from "../../src/detection/detector.ts";
import type { Method } from "../../src/detection/methods.ts";
import type { HeldOut } from "../../src/detection/report.ts";
import { openBank } from "../../src/kernels/evaluate.ts";
import { disposeMixture, mixtureTensors } from "../../src/kernels/tensors.ts";
import type { Mixture } from "../../src/model/mixture.ts";
import type { FeatureSettings } from "../../src/model/recipe.ts";
import { recipeFor, updatesOf } from "../../src/training/featureRecipe.ts";
import type { TrainedEnergy, TrainingTask } from "../../src/training/task.ts";
import { Trainer } from "../../src/training/trainer.ts";
import type { Backend } from "../protocol/backend.ts";
import { lossNotice, type Recovery } from "../recovery.ts";
import { messageOf, yieldTurn } from "../serve.ts";
import { type Device, type PlainDetector, plainDetectors } from "./detectors.ts";
import { Keyframes } from "./keyframes.ts";
import { Pace } from "./pace.ts";
import { type Plan, totalSeconds } from "./plan.ts";
import type { Prepared } from "./preparation.ts";
import { type MethodScores, resultOf, sampledScores } from "./results.ts";
import type { Scoreboard } from "./scoreboard.ts";
import type { Control, FeatureTask, Named, Outlet } from "./task.ts";
import { heldOutRows, learnedDetector, trainThrough } from "./training.ts";

/** Rows a chunk of scoring; cancel is heard between chunks. */
const CHUNK = 512;
/** The same where neighbours are sought: every chunk goes through the whole bank. */
const NEIGHBOUR_CHUNK = 2048;

/**
 * One "Score and train": the plain detectors, then the correction, then the EBM, whose chains are
 * ten times as long in the paper's recipe.
 */
export class FeatureRun {
  /** The energies that were trained to the end. */
  readonly trained: TrainedEnergy[] = [];
  readonly settings: FeatureSettings;
  private readonly plan: Plan;
  private readonly pace: Pace;
  private readonly keyframes: Keyframes;
  private readonly scores = new Map<Method, MethodScores>();
  private device: Device;
  /** Updates of the trainings that are over, and the one under way. */
  private updatesBefore = 0;
  private training: { method: Method; trainer: Trainer } | null = null;

  constructor(
    private readonly control: Control,
    private readonly prepared: Pick<Prepared, "set" | "mixture">,
    private readonly task: FeatureTask,
    private readonly board: Scoreboard,
    private readonly recovery: Recovery,
    private readonly outlet: Outlet,
  ) {
    this.settings = task.settings;
    this.plan = task.plan;
    this.pace = new Pace(totalSeconds(task.plan), outlet.progress);
    this.keyframes = new Keyframes(task.from, (keyframe) =>
      outlet.keyframe({ ...keyframe, seconds: this.seconds }),
    );
    this.device = this.build();
  }

  /** Updates of all trainings. */
  get updates(): number {
    return this.updatesBefore + (this.training?.trainer.update ?? 0);
  }

  /** Where the run is, or ended. */
  get backend(): Backend {
    return this.recovery.backend!;
  }

  get seconds(): number {
    return this.pace.seconds;
  }

  get mixture(): Mixture {
    return this.prepared.mixture;
  }

  get set(): FeatureSet {
    return this.prepared.set;
  }

  /** Runs to the end or until cancelled; throws at the end where a method failed. */
  async go(): Promise<void> {
    const { set, mixture } = this.prepared;
    const quickFirst = plainDetectors(set, mixture, this.settings).sort(
      (one, other) => one.queries(1) - other.queries(1),
    );
    const failures: string[] = [];
    const take = (error: unknown) => failures.push(messageOf(error));
    try {
      for (const plain of quickFirst) await this.surely(() => this.try(plain)).catch(take);
      for (const method of ["Correction", "EBM"] as const) await this.train(method).catch(take);
      if (failures.length > 0) throw new Error(failures.join("; "));
    } finally {
      this.release();
    }
  }

  private readonly going = () => !this.control.cancelled;

  private build(): Device {
    const { set, mixture } = this.prepared;
    const { train, dimensions } = set;
    return {
      reference: mixtureTensors(mixture),
      bank: openBank(train.features, dimensions),
    };
  }

  private release(): void {
    this.device.bank.dispose();
    disposeMixture(this.device.reference);
  }

  /** Does work on the device; where that is lost, does it again on another. */
  private surely(work: () => Promise<void>): Promise<void> {
    return this.recovery.run(work, async () => {
      this.release();
      this.device = this.build();
      const backend = this.recovery.backend!;
      const update = this.recovery.checkpoints[0]?.update ?? 0;
      const { method: name, trainer } = this.training ?? {};
      const notice = trainer && name ? { name, lost: trainer.update, update } : null;
      this.outlet.recovered({
        backend,
        training: name ? { method: name, update } : null,
        message: lossNotice(backend, notice),
      });
    });
  }

  /** Makes a detector, and scores every set that has its input with it. */
  private async try(plain: PlainDetector): Promise<void> {
    const { test, ood } = this.prepared.set;
    const usable = ood.filter(({ rows }) => plain.usable(rows));
    if (!this.going() || !plain.usable(test) || usable.length === 0) return;
    const { known } = this.task;
    const before = known.get(plain.method);
    if (before) return this.finish(before, before.scores);
    const total = usable.reduce((sum, { rows }) => sum + rows.count, test.count);
    const detector = await plain.make(this.device, this.going);
    if (!detector) return;
    try {
      const members = joined(detector, this.scores);
      if (members) await this.finish(detector, members);
      else {
        const seconds = plain.queries(total) * this.plan.secondsPerQuery;
        const chunk = seconds > 0 ? NEIGHBOUR_CHUNK : CHUNK;
        await this.score(detector, plain.usable, seconds, chunk);
      }
      const scores = this.scores.get(plain.method);
      const { method, variant } = detector;
      if (scores) known.set(method, { method, variant, scores });
    } finally {
      detector.dispose?.();
    }
  }

  /** Scores every set that a detector can use, and posts the results. */
  private async score(
    detector: Detector,
    usable: (rows: Rows) => boolean,
    seconds: number,
    chunk = CHUNK,
    heldOut: HeldOut | null = null,
  ): Promise<void> {
    const { test, ood } = this.prepared.set;
    const sets = [test, ...ood.map(({ rows }) => rows)].map((rows) => (usable(rows) ? rows : null));
    const total = sets.reduce((sum, rows) => sum + (rows?.count ?? 0), 0);
    const scores: MethodScores["outside"] = [];
    let done = 0;
    for (const rows of sets) {
      const found =
        rows &&
        (await scoreInChunks(detector, rows, {
          chunk,
          signal: () => !this.going(),
          onProgress: (scored) =>
            this.pace.tell(detector.method, (done + scored) / total, seconds, null),
          pause: yieldTurn,
        }));
      if (!this.going()) return;
      scores.push(found);
      done += rows?.count ?? 0;
    }
    const [inside, ...outside] = scores;
    if (!inside) return;
    this.pace.past += seconds;
    await this.finish(detector, { inside, outside }, heldOut);
  }

  /** Posts a method's final results, and then all finished methods side by side. */
  private async finish(
    detector: Named,
    scores: MethodScores,
    heldOut: HeldOut | null = null,
  ): Promise<void> {
    const { ood } = this.prepared.set;
    this.scores.set(detector.method, scores);
    const result = resultOf(detector, scores, ood);
    this.outlet.result({ ...result, ...(heldOut && { heldOut }), final: true });
    if (!this.going()) return;
    const { pace, plan } = this;
    const seconds = plan.secondsPerBootstrap;
    await this.board.add(detector.method, scores, this.going, (share) => {
      if (this.going()) pace.tell(detector.method, share, seconds, null);
    });
    pace.past += seconds;
    if (this.going()) this.outlet.comparison(this.board.comparison(ood));
  }

  private async train(method: "EBM" | "Correction"): Promise<void> {
    if (!this.going()) return;
    const { prepared, settings, plan, pace, control } = this;
    const { set, mixture } = prepared;
    const { past } = pace;
    const key = method === "EBM" ? "ebm" : "correction";
    const recipe = recipeFor(settings[key], plan.size, set.dimensions);
    const { features: points, labels } = set.train;
    const task: TrainingTask = {
      model: key,
      recipe,
      updates: updatesOf(settings[key], set.train.count),
      seed: settings.seed,
      points,
      labels,
      dimensions: set.dimensions,
      mixture,
    };
    const from = this.task.from[key];
    this.recovery.begin(from ? [from] : []);
    try {
      await this.surely(async () => {
        pace.past = past;
        const trainer = new Trainer(task, this.recovery.checkpoints[0]);
        this.training = { method, trainer };
        const seconds = plan.seconds[key];
        if (from) pace.skip((seconds * from.update) / task.updates);
        const detector = () => learnedDetector(method, trainer, this.device.reference, recipe);
        try {
          await trainThrough(trainer, method, {
            going: this.going,
            progress: (training) =>
              pace.tell(method, training.update / training.updates, seconds, training),
            ready: () => control.drawn,
            preliminary: async () => {
              const scores = await sampledScores(detector(), set);
              control.drawn = false;
              this.outlet.result({ ...resultOf(detector(), scores, set.ood), final: false });
            },
            keep: async (end) => {
              await this.recovery.keep([trainer], end);
              await this.keyframes.keep(trainer, this.updates, end);
            },
          });
          if (!this.going()) return;
          pace.past += seconds;
          const { average: weights } = await trainer.checkpoint();
          const { network } = trainer;
          const energy = { model: key, recipe, seed: settings.seed, network, weights } as const;
          const heldOut = await heldOutRows(task, energy, set.test, this.going);
          if (!heldOut) return;
          await this.score(detector(), () => true, 0, CHUNK, heldOut);
          this.trained.push(energy);
        } finally {
          trainer.dispose();
        }
      });
    } finally {
      this.updatesBefore = this.updates;
      this.training = null;
    }
  }
}
