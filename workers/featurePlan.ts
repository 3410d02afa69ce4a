import type { FeatureSet } from "../src/data/rows.ts";
import * as kernels from "../src/kernels/evaluate.ts";
import type { Mixture } from "../src/model/mixture.ts";
import { parameterCount } from "../src/model/network.ts";
import { normals } from "../src/model/random.ts";
import { type FeatureSettings, NETWORK_CHOICES } from "../src/model/recipe.ts";
import { type NetworkSize, recipeFor, updatesOf } from "../src/training/featureRecipe.ts";
import { networkOf, Trainer } from "../src/training/trainer.ts";

/** "auto" takes the largest network that trains within this many seconds. */
const BUDGET = 300;
/** Langevin steps of a timed update. */
const TIMED_STEPS = 4;
/** An update costs about this many Langevin steps besides its chain: loss, gradient, Adam. */
const UPDATE_STEPS = 4;
const TIMED_QUERIES = 64;
/** What is timed runs at least so often, and for so many milliseconds. */
const MIN_RUNS = 3;
const WARM_UP = 250;

/** What a run will do and how long each part takes on this machine, in seconds. */
export interface Plan {
  size: NetworkSize;
  parameters: number;
  seconds: { knn: number; ebm: number; correction: number };
}

/** The sum of a plan's parts. */
export function totalSeconds({ seconds }: Plan): number {
  return seconds.knn + seconds.ebm + seconds.correction;
}

/** Times this machine on real updates, and remembers what it found. */
export class Planner {
  private readonly stepSeconds = new Map<NetworkSize, number>();
  private knnSeconds: number | null = null;

  constructor(
    private readonly set: FeatureSet,
    private readonly mixture: Mixture,
  ) {}

  /** The network that the settings mean here, and the time that scoring and training take. */
  async plan(settings: FeatureSettings): Promise<Plan> {
    if (settings.network !== "auto") return this.planFor(settings, settings.network);
    const sizes = NETWORK_CHOICES.filter((choice) => choice !== "auto").reverse();
    let best = await this.planFor(settings, sizes[0]);
    for (const size of sizes.slice(1)) {
      const next = await this.planFor(settings, size);
      if (totalSeconds(next) > BUDGET) break;
      best = next;
    }
    return best;
  }

  private async planFor(settings: FeatureSettings, size: NetworkSize): Promise<Plan> {
    const { train, dimensions } = this.set;
    const step = await this.secondsPerStep(settings, size);
    const duration = (recipe: FeatureSettings["ebm"]) =>
      updatesOf(recipe, train.count) * (recipe.steps + UPDATE_STEPS) * step;
    const seconds = {
      knn: await this.secondsForKnn(settings.neighbours),
      ebm: duration(settings.ebm),
      correction: duration(settings.correction),
    };
    const network = networkOf(recipeFor(settings.correction, size, dimensions), dimensions);
    return { size, parameters: parameterCount(network), seconds };
  }

  /** Seconds of one Langevin step of the correction, batch and all. */
  private async secondsPerStep(settings: FeatureSettings, size: NetworkSize): Promise<number> {
    const known = this.stepSeconds.get(size);
    if (known !== undefined) return known;
    const { train, dimensions } = this.set;
    const recipe = { ...recipeFor(settings.correction, size, dimensions), steps: TIMED_STEPS };
    const trainer = new Trainer({
      model: "correction",
      recipe,
      updates: 1,
      seed: 0,
      points: train.features,
      labels: train.labels,
      dimensions,
      mixture: this.mixture,
    });
    const update = await fastest(async () => {
      trainer.step();
      await trainer.losses();
    });
    const seconds = update / (TIMED_STEPS + UPDATE_STEPS);
    trainer.dispose();
    this.stepSeconds.set(size, seconds);
    return seconds;
  }

  private async secondsForKnn(neighbours: number): Promise<number> {
    if (this.knnSeconds !== null) return this.knnSeconds;
    const { train, test, ood, dimensions } = this.set;
    const bank = kernels.openBank(train.features, dimensions);
    const queries = normals(
      { seed: 0, name: "subset" },
      new Float32Array(TIMED_QUERIES * dimensions),
    );
    const k = Math.min(neighbours, train.count);
    const each =
      (await fastest(async () => {
        await kernels.kthSquaredDistances(queries, bank, k);
      })) / TIMED_QUERIES;
    bank.dispose();
    const rows = ood.reduce((sum, { rows }) => sum + rows.count, test.count);
    this.knnSeconds = each * rows;
    return this.knnSeconds;
  }
}

/**
 * Seconds of the fastest of several runs: the first ones compile shaders or run WebAssembly before
 * the browser has optimised it.
 */
async function fastest(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < MIN_RUNS || performance.now() - begin < WARM_UP; run++) {
    const start = performance.now();
    await work();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}
