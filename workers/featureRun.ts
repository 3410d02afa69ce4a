import type { FeatureSet } from "../src/data/rows.ts";
import { type Detector, type Rows, scoreInChunks } from "../src/detection/detector.ts";
import { energy } from "../src/detection/energy.ts";
import { knn } from "../src/detection/knn.ts";
import { correction, ebm } from "../src/detection/learned.ts";
import { mog } from "../src/detection/mog.ts";
import { msp } from "../src/detection/msp.ts";
import { odin } from "../src/detection/odin.ts";
import { LOGIT_METHODS, type Method } from "../src/detection/report.ts";
import { ssd } from "../src/detection/ssd.ts";
import { type Bank, openBank } from "../src/kernels/evaluate.ts";
import { disposeMixture, type MixtureTensors, mixtureTensors } from "../src/kernels/tensors.ts";
import type { Mixture } from "../src/model/mixture.ts";
import type { FeatureSettings, Recipe } from "../src/model/recipe.ts";
import { recipeFor, updatesOf } from "../src/training/featureRecipe.ts";
import type { TrainingTask } from "../src/training/task.ts";
import { Trainer } from "../src/training/trainer.ts";
import { type Plan, totalSeconds } from "./featurePlan.ts";
import { measure, sampledResults } from "./featureResults.ts";
import type { FeatureProgress, FeatureResult, FeaturesRecovered } from "./protocol.ts";
import { lossNotice, type Recovery } from "./recovery.ts";
import { inTurns, messageOf, yieldTurn } from "./serve.ts";

/** Rows a chunk of scoring; cancel is heard between chunks. */
const CHUNK = 512;
/** Milliseconds of updates between two looks at the messages. */
const SLICE = 50;
/** Preliminary results may take this share of the time. */
const LIVE_SHARE = 0.1;
const PROGRESS_EVERY = 250;
/** T of ODIN (A.4). */
const ODIN_TEMPERATURE = 1000;

/** Where a run's messages go; `drawn` says whether the page is ready for the next preliminary one. */
export interface Outlet {
  progress(message: Omit<FeatureProgress, "type" | "run">): void;
  result(message: Omit<FeatureResult, "type" | "run">): void;
  recovered(message: Omit<FeaturesRecovered, "type">): void;
}

/** What a run keeps on the device: it is lost with it. */
interface Device {
  reference: MixtureTensors;
  bank: Bank;
}

/**
 * One "Score and train": the plain detectors, then the correction, then the EBM, whose chains are
 * ten times as long in the paper's recipe.
 */
export class FeatureRun {
  cancelled = false;
  /** Whether the page has drawn the last preliminary result. */
  drawn = true;
  private readonly start = performance.now();
  private past = 0;
  private readonly planned: number;
  private lastProgress = 0;
  private device: Device;
  /** Updates of the trainings that are over, and the one under way. */
  private updatesBefore = 0;
  private training: { method: Method; trainer: Trainer } | null = null;

  constructor(
    private readonly set: FeatureSet,
    private readonly mixture: Mixture,
    private readonly settings: FeatureSettings,
    private readonly plan: Plan,
    private readonly recovery: Recovery,
    private readonly outlet: Outlet,
  ) {
    this.planned = totalSeconds(plan);
    this.device = this.build();
  }

  /** Updates of all trainings. */
  get updates(): number {
    return this.updatesBefore + (this.training?.trainer.update ?? 0);
  }

  get seconds(): number {
    return (performance.now() - this.start) / 1000;
  }

  /** Runs to the end or until cancelled; throws at the end where a training diverged. */
  async go(): Promise<void> {
    const { settings } = this;
    const neighbours = Math.min(settings.neighbours, this.set.train.count);
    const plain: [() => Detector, number][] = [
      [() => msp, 0],
      [() => odin(ODIN_TEMPERATURE), 0],
      [() => energy, 0],
      [() => ssd(this.device.reference), 0],
      [() => mog(this.device.reference), 0],
      [() => knn(this.device.bank, neighbours), this.plan.seconds.knn],
    ];
    try {
      for (const [detector, seconds] of plain) {
        await this.surely(() => this.score(detector(), seconds));
      }
      const failures: string[] = [];
      for (const method of ["Correction", "EBM"] as const) {
        await this.train(method).catch((error) => failures.push(messageOf(error)));
      }
      if (failures.length > 0) throw new Error(failures.join("; "));
    } finally {
      this.release();
    }
  }

  private build(): Device {
    const { train, dimensions } = this.set;
    return {
      reference: mixtureTensors(this.mixture),
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
      const update = this.recovery.checkpoint?.update ?? 0;
      const { method: name, trainer } = this.training ?? {};
      const notice = trainer && name ? { name, lost: trainer.update, update } : null;
      this.outlet.recovered({
        backend,
        training: name ? { method: name, update } : null,
        message: lossNotice(backend, notice),
      });
    });
  }

  /** Scores every set with a detector and posts the results; sets without its input are left out. */
  private async score(detector: Detector, seconds: number): Promise<void> {
    const usable = (rows: Rows) => rows.logits !== null || !LOGIT_METHODS.includes(detector.method);
    const sets = this.set.ood.filter(({ rows }) => usable(rows));
    if (!usable(this.set.test) || sets.length === 0) return;
    const total = sets.reduce((sum, { rows }) => sum + rows.count, this.set.test.count);
    let done = 0;
    const run = async (rows: Rows) => {
      const scores = await scoreInChunks(detector, rows, {
        chunk: CHUNK,
        signal: () => this.cancelled,
        onProgress: (scored) =>
          this.progress(detector.method, (done + scored) / total, seconds, null),
        pause: yieldTurn,
      });
      done += rows.count;
      return scores;
    };
    const inside = await run(this.set.test);
    const results: FeatureResult["results"] = [];
    for (const { dataset, group, rows } of sets) {
      const outside = inside && (await run(rows));
      if (!outside) return;
      results.push({ dataset, group, ...measure(detector.method, inside, outside) });
    }
    this.past += seconds;
    this.outlet.result({ method: detector.method, final: true, results });
  }

  private async train(method: "EBM" | "Correction"): Promise<void> {
    if (this.cancelled) return;
    const { set, settings, plan, past } = this;
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
      mixture: this.mixture,
    };
    this.recovery.begin();
    try {
      await this.surely(async () => {
        this.past = past;
        const trainer = new Trainer(task, this.recovery.checkpoint ?? undefined);
        this.training = { method, trainer };
        const detector = () => detectorOf(method, trainer, this.device.reference, recipe);
        try {
          await this.loop(trainer, method, plan.seconds[key], detector);
          if (this.cancelled) return;
          this.past += plan.seconds[key];
          await this.score(detector(), 0);
        } finally {
          trainer.dispose();
        }
      });
    } finally {
      this.updatesBefore = this.updates;
      this.training = null;
    }
  }

  private async loop(
    trainer: Trainer,
    method: "EBM" | "Correction",
    seconds: number,
    detector: () => Detector,
  ): Promise<void> {
    const { updates } = trainer.task;
    let nextLive = performance.now();
    while (trainer.update < updates && !this.cancelled) {
      const start = performance.now();
      do await inTurns(trainer.parts(), SLICE, () => !this.cancelled);
      while (!this.cancelled && trainer.update < updates && performance.now() - start < SLICE);
      const losses = await this.losses(trainer, method);
      if (losses.length === 0) continue;
      const [loss, gap] = losses.slice(-2);
      const training = { update: trainer.update, updates, loss, gap };
      this.progress(method, trainer.update / updates, seconds, training);
      await this.recovery.keep(trainer);
      const now = performance.now();
      if (this.drawn && now >= nextLive) {
        await this.preliminary(detector());
        const cost = performance.now() - now;
        nextLive = performance.now() + Math.max(1000, cost * (1 / LIVE_SHARE - 1));
      }
      await yieldTurn();
    }
    if (!this.cancelled) await this.recovery.keep(trainer, true);
  }

  /** Reads the losses; throws where one is not finite. */
  private async losses(trainer: Trainer, method: Method): Promise<Float32Array> {
    const rows = await trainer.losses();
    if (rows.every(Number.isFinite)) return rows;
    throw new Error(
      `${method}: training diverged by update ${trainer.update}: the loss is no longer a finite ` +
        "number; the finished methods are kept; try a smaller step size or learning rate, or a larger L2",
    );
  }

  /** Posts results on a part of the rows. */
  private async preliminary(detector: Detector): Promise<void> {
    const results = await sampledResults(detector, this.set);
    this.drawn = false;
    this.outlet.result({ method: detector.method, final: false, results });
  }

  /** Posts progress a few times a second; the time left follows the pace of what is under way. */
  private progress(
    method: Method,
    share: number,
    seconds: number,
    training: FeatureProgress["training"],
  ): void {
    const now = performance.now();
    if (now - this.lastProgress < PROGRESS_EVERY) return;
    this.lastProgress = now;
    const done = this.past + share * seconds;
    const pace = done > 0.02 * this.planned ? this.seconds / done : 1;
    const secondsLeft = Math.max(0, this.planned - done) * pace;
    this.outlet.progress({ method, share: done / this.planned, secondsLeft, training });
  }
}

function detectorOf(
  method: "EBM" | "Correction",
  trainer: Trainer,
  reference: MixtureTensors,
  { temperature, mixtureTemperature }: Recipe,
): Detector {
  if (method === "EBM") return ebm(trainer.energy);
  return correction(trainer.energy, reference, temperature, mixtureTemperature);
}
