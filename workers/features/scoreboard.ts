import type { FeatureSet } from "../../src/data/rows.ts";
import { bootstrap } from "../../src/detection/bootstrap.ts";
import {
  ABLATION,
  type Comparisons,
  compare,
  type Measured,
} from "../../src/detection/comparison.ts";
import type { Method } from "../../src/detection/methods.ts";
import { metricsOf } from "../../src/detection/roc.ts";
import type { OodGroup } from "../../src/model/recipe.ts";
import { inTurns } from "../serve.ts";
import type { MethodScores } from "./results.ts";

/** Milliseconds of replicates between two looks at the messages. */
const SLICE = 50;

/** The finished methods of a run: their metrics, and the bootstrap's replicates of them. */
export class Scoreboard {
  private readonly measured = new Map<Method, Map<string, Measured>>();

  private readonly datasets: readonly string[];

  /** @param set its OOD sets are in the order of every method's scores */
  constructor(
    { ood }: Pick<FeatureSet, "ood">,
    private readonly settings: { seed: number; replicates: number },
  ) {
    this.datasets = ood.map(({ dataset }) => dataset);
  }

  /**
   * Takes a method's scores; left out again where `going` says no before its replicates are there.
   *
   * @param onProgress told the share of the replicates that are there, 0..1
   */
  async add(
    method: Method,
    { inside, outside }: MethodScores,
    going: () => boolean,
    onProgress: (share: number) => void = () => {},
  ): Promise<void> {
    const { settings } = this;
    function* parts() {
      const all = bootstrap(inside, outside, settings);
      for (let replicates = 1; ; replicates++) {
        const { done, value } = all.next();
        if (done) return value;
        onProgress(replicates / settings.replicates);
        yield;
      }
    }
    const replicates = await inTurns(parts(), SLICE, going);
    if (!replicates) return;
    const sets = new Map<string, Measured>();
    this.datasets.forEach((dataset, i) => {
      const ood = outside[i];
      if (!ood) return;
      const drawn = settings.replicates > 0 ? replicates[i] : null;
      sets.set(dataset, { metrics: metricsOf(inside, ood), replicates: drawn });
    });
    this.measured.set(method, sets);
  }

  /** All finished methods side by side, by the groups as they are now. */
  comparison(ood: readonly { dataset: string; group: OodGroup }[]): Comparisons {
    const parts = [...this.measured].filter(([method]) => ABLATION.includes(method));
    return { ...compare(ood, this.measured), ablation: compare(ood, new Map(parts)) };
  }
}
