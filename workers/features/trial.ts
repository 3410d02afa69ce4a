import type { Collection } from "../../src/data/features.ts";
import type { Comparisons } from "../../src/detection/comparison.ts";
import type { Method } from "../../src/detection/methods.ts";
import type { FeatureSettings } from "../../src/model/recipe.ts";
import type { FeatureResult } from "../protocol/features.ts";
import type { Checkpoints } from "../protocol/timeline.ts";
import type { FeatureTrial } from "../protocol/trial.ts";
import type { Recovery } from "../recovery.ts";
import { messageOf } from "../serve.ts";
import { describe } from "./plan.ts";
import { Preparation } from "./preparation.ts";
import { FeatureRun } from "./run.ts";
import { Scoreboard } from "./scoreboard.ts";
import type { Control, Scored } from "./task.ts";

export interface FeatureTrialTask {
  run: number;
  /** "auto" is taken for the network that this machine has time for. */
  settings: FeatureSettings;
  /** Where its trainings go on from; null from update 0. */
  from: Checkpoints | null;
}

/** Who follows a trial. */
export interface FeatureFollower {
  going: () => boolean;
  /** Told of the updates of all trainings a few times a second. */
  progress: (update: number, updates: number) => void;
  /** Told now and then, and at the end of each training, of a state to go on from. */
  keyframe: (keyframe: { update: number; checkpoints: Checkpoints }) => void;
}

/** Runs over the same files without a page that watches, one after the other. */
export class FeatureTrials {
  private readonly preparation: Preparation;
  /** What plain detectors gave under the settings that they depend on: they are scored once. */
  private scored = { key: "", known: new Map<Method, Scored>() };

  constructor(collection: Collection) {
    this.preparation = new Preparation(collection);
  }

  /**
   * Scores and trains as the Features tab does, to the same numbers, bit for bit.
   *
   * @param recovery with its backend open
   * @throws if it cannot begin, or was stopped; a method that failed is a problem of the trial
   */
  async run(
    { run, settings, from }: FeatureTrialTask,
    recovery: Recovery,
    { going, progress, keyframe }: FeatureFollower,
  ): Promise<FeatureTrial> {
    const prepared = await this.preparation.of(settings, going);
    if (!prepared) throw new Error(STOPPED);
    const { set, mixture, planner } = prepared;
    const plan = await planner.plan(settings);
    const { updates } = plan;
    const control: Control = {
      get cancelled() {
        return !going();
      },
      // Nobody draws preliminary results.
      drawn: false,
    };
    const results: Omit<FeatureResult, "type" | "run">[] = [];
    const losses = new Map<Method, { updates: number; rows: number[] }>();
    let comparison: Comparisons | null = null;
    const task = { settings, plan, from: from ?? {}, known: this.knownFor(settings) };
    const board = new Scoreboard(set, settings);
    const work = new FeatureRun(control, prepared, task, board, recovery, {
      progress: ({ method, training }) => {
        progress(work.updates, updates);
        if (!training) return;
        const { update, loss, gap } = training;
        const own = losses.get(method) ?? { updates: training.updates, rows: [] };
        own.rows.push(update, loss, gap);
        losses.set(method, own);
      },
      result: (result) => results.push(result),
      comparison: (message) => {
        comparison = message;
      },
      keyframe,
      recovered: ({ training }) => {
        const own = training && losses.get(training.method);
        if (own) own.rows = upTo(own.rows, training.update);
      },
    });
    progress(0, updates);
    const problem = await work.go().then(() => null, messageOf);
    if (!going()) throw new Error(STOPPED);
    return {
      ...{ type: "featureTrial", run, backend: work.backend, plan: describe(plan, mixture) },
      ...{ updates: work.updates, seconds: work.seconds, results, comparison, problem },
      trainings: [...losses].map(([method, { updates, rows }]) => {
        return { method, updates, losses: Float32Array.from(rows) };
      }),
    };
  }

  /** The plain detectors' scores under the settings that they depend on. */
  private knownFor({ ebm, correction, network, replicates, ...plain }: FeatureSettings) {
    const { seed, ...rest } = plain;
    const key = JSON.stringify([rest, plain.samplesPerClass > 0 ? seed : null]);
    if (key !== this.scored.key) this.scored = { key, known: new Map() };
    return this.scored.known;
  }
}

const STOPPED = "the trial was stopped";

/** The rows of [update, loss, gap] up to an update. */
function upTo(rows: readonly number[], update: number): number[] {
  return rows.filter((_, i) => rows[i - (i % 3)]! <= update);
}
