import type { FeatureSet } from "../src/data/rows.ts";
import type { Comparisons } from "../src/detection/comparison.ts";
import { type Detector, type Rows, scoreInChunks } from "../src/detection/detector.ts";
import { energy } from "../src/detection/energy.ts";
import { knn } from "../src/detection/knn.ts";
import { correction, ebm } from "../src/detection/learned.ts";
import { LOGIT_METHODS, type Method } from "../src/detection/methods.ts";
import { mog } from "../src/detection/mog.ts";
import { msp } from "../src/detection/msp.ts";
import { odin } from "../src/detection/odin.ts";
import { ssd } from "../src/detection/ssd.ts";
import { type Bank, openBank } from "../src/kernels/evaluate.ts";
import { disposeMixture, type MixtureTensors, mixtureTensors } from "../src/kernels/tensors.ts";
import type { Mixture } from "../src/model/mixture.ts";
import type { FeatureSettings, Recipe } from "../src/model/recipe.ts";
import { recipeFor, updatesOf } from "../src/training/featureRecipe.ts";
import type { TrainedEnergy, TrainingTask } from "../src/training/task.ts";
import { Trainer } from "../src/training/trainer.ts";
import { Pace } from "./featurePace.ts";
import { type Plan, totalSeconds } from "./featurePlan.ts";
import { type MethodScores, resultOf, sampledScores } from "./featureResults.ts";
import { trainThrough } from "./featureTraining.ts";
import type { FeatureProgress, FeatureResult, FeaturesRecovered } from "./protocol.ts";
import { lossNotice, type Recovery } from "./recovery.ts";
import type { Scoreboard } from "./scoreboard.ts";
import { messageOf, yieldTurn } from "./serve.ts";

/** Rows a chunk of scoring; cancel is heard between chunks. */
const CHUNK = 512;
/** T of ODIN (A.4). */
const ODIN_TEMPERATURE = 1000;

/** Where a run's messages go; `drawn` says whether the page is ready for the next preliminary one. */
export interface Outlet {
  progress(message: Omit<FeatureProgress, "type" | "run">): void;
  result(message: Omit<FeatureResult, "type" | "run">): void;
  comparison(message: Comparisons): void;
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
  /** The energies that were trained to the end. */
  readonly trained: TrainedEnergy[] = [];
  private readonly pace: Pace;
  private device: Device;
  /** Updates of the trainings that are over, and the one under way. */
  private updatesBefore = 0;
  private training: { method: Method; trainer: Trainer } | null = null;

  constructor(
    private readonly set: FeatureSet,
    private readonly mixture: Mixture,
    private readonly settings: FeatureSettings,
    private readonly plan: Plan,
    private readonly board: Scoreboard,
    private readonly recovery: Recovery,
    private readonly outlet: Outlet,
  ) {
    this.pace = new Pace(totalSeconds(plan), outlet.progress);
    this.device = this.build();
  }

  /** Updates of all trainings. */
  get updates(): number {
    return this.updatesBefore + (this.training?.trainer.update ?? 0);
  }

  get seconds(): number {
    return this.pace.seconds;
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
          this.pace.tell(detector.method, (done + scored) / total, seconds, null),
        pause: yieldTurn,
      });
      done += rows.count;
      return scores;
    };
    const inside = await run(this.set.test);
    const outside: MethodScores["outside"] = [];
    for (const { rows } of this.set.ood) {
      const scores = inside && usable(rows) ? await run(rows) : null;
      if (this.cancelled) return;
      outside.push(scores);
    }
    if (!inside) return;
    this.pace.past += seconds;
    await this.finish(detector.method, { inside, outside });
  }

  /** Posts a method's final results, and then all finished methods side by side. */
  private async finish(method: Method, scores: MethodScores): Promise<void> {
    const { ood } = this.set;
    this.outlet.result({ ...resultOf(method, scores, ood), final: true });
    await this.board.add(method, scores, () => !this.cancelled);
    if (!this.cancelled) this.outlet.comparison(this.board.comparison(ood));
  }

  private async train(method: "EBM" | "Correction"): Promise<void> {
    if (this.cancelled) return;
    const { set, settings, plan, pace } = this;
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
      mixture: this.mixture,
    };
    this.recovery.begin();
    try {
      await this.surely(async () => {
        pace.past = past;
        const trainer = new Trainer(task, this.recovery.checkpoint ?? undefined);
        this.training = { method, trainer };
        const seconds = plan.seconds[key];
        const detector = () => detectorOf(method, trainer, this.device.reference, recipe);
        try {
          await trainThrough(trainer, method, {
            going: () => !this.cancelled,
            progress: (training) =>
              pace.tell(method, training.update / training.updates, seconds, training),
            ready: () => this.drawn,
            preliminary: async () => {
              const scores = await sampledScores(detector(), set);
              this.drawn = false;
              this.outlet.result({ ...resultOf(method, scores, set.ood), final: false });
            },
            keep: (end) => this.recovery.keep(trainer, end),
          });
          if (this.cancelled) return;
          pace.past += seconds;
          await this.score(detector(), 0);
          const { average: weights } = await trainer.checkpoint();
          const { network } = trainer;
          this.trained.push({ model: key, recipe, seed: settings.seed, network, weights });
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

function detectorOf(
  method: "EBM" | "Correction",
  trainer: Trainer,
  reference: MixtureTensors,
  { temperature, mixtureTemperature }: Recipe,
): Detector {
  if (method === "EBM") return ebm(trainer.energy);
  return correction(trainer.energy, reference, temperature, mixtureTemperature);
}
