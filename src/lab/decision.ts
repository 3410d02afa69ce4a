import type { FeatureSummary } from "../../workers/protocol/features.ts";
import type { Distribution } from "../detection/distribution.ts";
import type { OodGroup } from "../model/recipe.ts";
import { percent } from "./format.ts";
import type { ScoredMethod } from "./report.ts";

/** What a method's threshold decides on the rows of a set. */
export interface Decision {
  /** Null for the test rows. */
  dataset: string | null;
  group: OodGroup | null;
  /** The share of rows taken for in-distribution: those at most at the threshold. */
  accepted: number;
  /** Rows of the set; null where the scores are a sample's. */
  rows: number | null;
  verdict: string;
}

/** The place of a share of ID rows, in %, among a distribution's thresholds. */
const placeOf = (gamma: number) => Math.round(2 * gamma);

/** Scores with their results on OOD sets, in the same order: a method's, or a 2D energy's. */
export interface Scored {
  distribution: Distribution;
  results: { dataset: string }[];
}

/** Gamma: the largest score that is accepted. */
export function thresholdAt({ distribution }: Scored, gamma: number): number {
  return distribution.thresholds[placeOf(gamma)]!;
}

/** The shares of OOD and ID rows that the threshold accepts: a point of the ROC curve. */
export function operatingPoint(
  { distribution, results }: Scored,
  dataset: string,
  gamma: number,
): [ood: number, id: number] {
  const set = results.findIndex((result) => result.dataset === dataset);
  const place = placeOf(gamma);
  return [distribution.accepted[set]![place]!, distribution.acceptedId[place]!];
}

/** The share of ID rows, in %, whose threshold is nearest to a score. */
export function gammaOf({ distribution }: Scored, score: number): number {
  let nearest = 0;
  distribution.thresholds.forEach((level, i, all) => {
    if (Math.abs(level - score) < Math.abs(all[nearest]! - score)) nearest = i;
  });
  return nearest / 2;
}

/** The share that two histograms have in common, 0..1: 1 where scores tell nothing apart. */
export function overlap(some: Float32Array, others: Float32Array): number {
  return some.reduce((sum, share, bin) => sum + Math.min(share, others[bin]!), 0);
}

/** What the threshold decides: first on the test rows, then on each OOD set. */
export function decisionsOf(
  result: ScoredMethod,
  gamma: number,
  { ready, ood }: FeatureSummary,
): Decision[] {
  const place = placeOf(gamma);
  const { acceptedId, accepted } = result.distribution;
  const inside = acceptedId[place]!;
  const counted = (count = 0) => (result.final && count > 0 ? count : null);
  return [
    {
      ...{ dataset: null, group: null, accepted: inside, rows: counted(ready?.testRows) },
      verdict: `${percent(1 - inside)} % false alarms`,
    },
    ...result.results.map(({ dataset, group }, i) => {
      const set = ood.find((one) => one.dataset === dataset);
      return {
        ...{ dataset, group: set?.group ?? group, accepted: accepted[i]![place]! },
        rows: counted(set?.rows),
        verdict: verdictOf(accepted[i]![place]!, inside),
      };
    }),
  ];
}

/** How well a set is found, in words. */
export function verdictOf(accepted: number, inside: number): string {
  if (accepted >= inside) return "no better than chance";
  if (accepted <= 0.05) return "found";
  if (accepted <= 0.2) return "mostly found";
  return accepted <= 0.5 ? "often missed" : "mostly missed";
}
