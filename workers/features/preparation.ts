import type { Collection } from "../../src/data/features.ts";
import { fewer } from "../../src/data/fewer.ts";
import { type FeatureSet, featureSet, regrouped } from "../../src/data/rows.ts";
import { type Mixture, mixtureParts } from "../../src/model/mixture.ts";
import type { FeatureSettings } from "../../src/model/recipe.ts";
import { inTurns, yieldTurn } from "../serve.ts";
import { Planner } from "./plan.ts";

/** Milliseconds of fitting between two looks at the messages. */
const SLICE = 50;

/** The rows that a run learns from and scores, q fitted to them, and the times of its parts. */
export interface Prepared {
  set: FeatureSet;
  mixture: Mixture;
  planner: Planner;
}

/** What a collection and the settings amount to, made when first needed and kept for the next. */
export class Preparation {
  private whole: FeatureSet | null = null;
  private fitted: { key: string; prepared: Prepared } | null = null;

  constructor(private collection: Collection) {}

  /**
   * @param going says no to leave off
   * @returns null where it left off
   * @throws if a required array is missing, or q cannot be fitted
   */
  async of(settings: FeatureSettings, going: () => boolean): Promise<Prepared | null> {
    const { samplesPerClass, seed, ridge } = settings;
    const key = [samplesPerClass, samplesPerClass && seed, ridge].join(" ");
    if (this.fitted?.key === key) return this.fitted.prepared;
    if (samplesPerClass === 1) {
      throw new Error(
        "samples a class: 1 leaves no spread to fit, expected 2 or more; raise it, or set 0 for all",
      );
    }
    this.whole ??= await featureSet(this.collection, yieldTurn);
    const set = fewer(this.whole, samplesPerClass, seed);
    const { train, dimensions, classes } = set;
    const parts = mixtureParts(train.features, train.labels, dimensions, classes, ridge);
    const mixture = await inTurns(parts, SLICE, going);
    if (!mixture) return null;
    const prepared = { set, mixture, planner: new Planner(set, mixture) };
    this.fitted = { key, prepared };
    return prepared;
  }

  /** Takes a collection that differs in its groups alone. */
  regroup(collection: Collection): void {
    this.collection = collection;
    if (this.whole) this.whole = regrouped(this.whole, collection);
    if (!this.fitted) return;
    const { prepared } = this.fitted;
    prepared.set = regrouped(prepared.set, collection);
  }

  /** Forgets what was timed: on one backend it says nothing of the next. */
  forgetTimes(): void {
    if (!this.fitted) return;
    const { prepared } = this.fitted;
    prepared.planner = new Planner(prepared.set, prepared.mixture);
  }
}
