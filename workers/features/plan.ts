import type { FeatureRows, FeatureSet } from "../../src/data/rows.ts";
import { bootstrap } from "../../src/detection/bootstrap.ts";
import * as kernels from "../../src/kernels/evaluate.ts";
import type { Mixture } from "../../src/model/mixture.ts";
import { parameterCount } from "../../src/model/network.ts";
import { normals } from "../../src/model/random.ts";
import {
  type FeatureRecipe,
  type FeatureSettings,
  NETWORK_CHOICES,
} from "../../src/model/recipe.ts";
import { chainGradients } from "../../src/model/schedule.ts";
import { type NetworkSize, recipeFor, updatesOf } from "../../src/training/featureRecipe.ts";
import { networkOf } from "../../src/training/task.ts";
import { Trainer } from "../../src/training/trainer.ts";
import type { FeaturePlan } from "../protocol/features.ts";
import { plainDetectors } from "./detectors.ts";

/** "auto" takes the largest network that trains within this many seconds. */
const BUDGET = 300;
/** Steps of a timed update's chains. */
const TIMED_STEPS = 4;
/** An update costs about this many gradients of its chain besides it: loss, weight gradient, Adam. */
const UPDATE_GRADIENTS = 4;
const TIMED_QUERIES = 64;
const TIMED_REPLICATES = 20;
/** What is timed runs at least so often, and for so many milliseconds. */
const MIN_RUNS = 3;
const WARM_UP = 250;

/** What a run will do and how long each part takes on this machine, in seconds. */
export interface Plan {
  size: NetworkSize;
  parameters: number;
  /** Of all trainings. */
  updates: number;
  seconds: { neighbours: number; bootstrap: number; ebm: number; correction: number };
  /** Of one search for neighbours. */
  secondsPerQuery: number;
  /** Of one method's bootstrap. */
  secondsPerBootstrap: number;
  /** True where "auto" found no network within its budget and took the smallest. */
  overBudget: boolean;
}

/** The sum of a plan's parts. */
export function totalSeconds({ seconds }: Plan): number {
  return seconds.neighbours + seconds.bootstrap + seconds.ebm + seconds.correction;
}

/** What a plan says to people. */
export function describe(plan: Plan, { ridge }: Mixture): FeaturePlan {
  const { size: network, parameters, updates, overBudget } = plan;
  return { network, parameters, updates, seconds: totalSeconds(plan), overBudget, ridge };
}

/** Times this machine on real updates, and remembers what it found. */
export class Planner {
  /** Seconds of a chain's gradient, by what it depends on, and of a KNN query, by k. */
  private readonly gradientSeconds = new Map<string, number>();
  private readonly querySeconds = new Map<number, number>();
  /** Seconds of a replicate of one method on all sets. */
  private replicateSeconds: number | null = null;

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
    return { ...best, overBudget: totalSeconds(best) > BUDGET };
  }

  private async planFor(settings: FeatureSettings, size: NetworkSize): Promise<Plan> {
    const { train, dimensions } = this.set;
    const duration = async (model: "ebm" | "correction") => {
      const recipe = settings[model];
      const gradient = await this.secondsPerGradient(recipe, model, size);
      return updatesOf(recipe, train.count) * gradientsOf(recipe) * gradient;
    };
    const secondsPerQuery = await this.secondsForQuery(settings.neighbours);
    const secondsPerBootstrap = settings.replicates * this.secondsPerReplicate();
    const methods = 2 + plainDetectors(this.set, this.mixture, settings).length;
    const seconds = {
      bootstrap: methods * secondsPerBootstrap,
      neighbours: this.queries(settings) * secondsPerQuery,
      ebm: await duration("ebm"),
      correction: await duration("correction"),
    };
    const network = networkOf(recipeFor(settings.correction, size, dimensions), dimensions);
    const parameters = parameterCount(network);
    const { ebm, correction } = settings;
    const updates = updatesOf(ebm, train.count) + updatesOf(correction, train.count);
    return {
      ...{ size, parameters, updates, seconds, secondsPerQuery, secondsPerBootstrap },
      overBudget: false,
    };
  }

  /** Seconds of one gradient of a training's chains, batch and all. */
  private async secondsPerGradient(
    given: FeatureRecipe,
    model: "ebm" | "correction",
    size: NetworkSize,
  ): Promise<number> {
    const { batch, activation, fourierFeatures, objective, sampler } = given;
    const key = [size, model, batch, activation, fourierFeatures, objective, sampler].join(" ");
    const known = this.gradientSeconds.get(key);
    if (known !== undefined) return known;
    const { train, dimensions } = this.set;
    const recipe = { ...recipeFor(given, size, dimensions), steps: TIMED_STEPS, leapfrogs: 1 };
    const trainer = new Trainer({
      model,
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
    }).finally(() => trainer.dispose());
    const seconds = update / gradientsOf(recipe);
    this.gradientSeconds.set(key, seconds);
    return seconds;
  }

  /** Searches for neighbours, of all detectors that the settings ask for. */
  private queries(settings: FeatureSettings): number {
    const { test, ood } = this.set;
    const rows = ood.reduce((sum, { rows }) => sum + rows.count, test.count);
    return plainDetectors(this.set, this.mixture, settings).reduce(
      (sum, detector) => sum + detector.queries(rows),
      0,
    );
  }

  private async secondsForQuery(neighbours: number): Promise<number> {
    const k = Math.min(neighbours, this.set.train.count);
    const each = this.querySeconds.get(k) ?? (await this.secondsPerQuery(k));
    this.querySeconds.set(k, each);
    return each;
  }

  /** Of a replicate of one method on all sets; ranking, which comes once, is left out. */
  private secondsPerReplicate(): number {
    if (this.replicateSeconds !== null) return this.replicateSeconds;
    const { test, ood } = this.set;
    const scores = ({ count }: FeatureRows) =>
      normals({ seed: 0, name: "subset" }, new Float32Array(count));
    const sets = ood.map(({ rows }) => scores(rows));
    const replicates = 1 + TIMED_REPLICATES;
    const parts = bootstrap(scores(test), sets, { seed: 0, replicates });
    parts.next();
    const start = performance.now();
    for (let i = 0; i < TIMED_REPLICATES; i++) parts.next();
    this.replicateSeconds = (performance.now() - start) / 1000 / TIMED_REPLICATES;
    return this.replicateSeconds;
  }

  private async secondsPerQuery(k: number): Promise<number> {
    const { train, dimensions } = this.set;
    const bank = kernels.openBank(train.features, dimensions);
    const queries = normals(
      { seed: 0, name: "subset" },
      new Float32Array(TIMED_QUERIES * dimensions),
    );
    const seconds = await fastest(async () => {
      await kernels.kthSquaredDistances(queries, bank, k);
    }).finally(() => bank.dispose());
    return seconds / TIMED_QUERIES;
  }
}

/** What an update costs, in gradients of its chain. */
function gradientsOf(recipe: Parameters<typeof chainGradients>[0]): number {
  return chainGradients(recipe) + UPDATE_GRADIENTS;
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
