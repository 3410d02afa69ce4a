import type { FeatureSet } from "../../src/data/rows.ts";
import { type Detector, spread } from "../../src/detection/detector.ts";
import { distribution } from "../../src/detection/distribution.ts";
import type { Method } from "../../src/detection/methods.ts";
import { metricsOf, rocCurve } from "../../src/detection/roc.ts";
import type { FeatureResult } from "../protocol/features.ts";

/** Rows of an OOD set in a sample; of the test set it takes twice as many. */
const SAMPLED_ROWS = 1000;

/** A method's scores: of the test rows, and of each OOD set in order; null where it has none. */
export interface MethodScores {
  inside: Float32Array;
  outside: (Float32Array | null)[];
}

/** What a method's scores amount to, for the page. */
export function resultOf(
  { method, variant }: { method: Method; variant?: string | undefined },
  { inside, outside }: MethodScores,
  ood: FeatureSet["ood"],
): Omit<FeatureResult, "type" | "run" | "final"> {
  const sets = ood.flatMap(({ dataset, group }, i) => {
    const scores = outside[i];
    return scores ? { dataset, group, scores } : [];
  });
  return {
    method,
    variant: variant ?? null,
    results: sets.map(({ dataset, group, scores }) => ({
      ...{ method, dataset, group },
      ...metricsOf(inside, scores),
      curve: rocCurve(inside, scores),
    })),
    distribution: distribution(
      inside,
      sets.map(({ scores }) => scores),
    ),
  };
}

/** The arrays of a result, to hand over. */
export function arraysOf({
  results,
  distribution,
}: Pick<FeatureResult, "results" | "distribution">) {
  const { id, ood, acceptedId, accepted } = distribution;
  return [...results.map(({ curve }) => curve), id, ...ood, acceptedId, ...accepted];
}

/** A detector's scores on a part of each set's rows, spread evenly. */
export async function sampledScores(
  detector: Detector,
  { test, ood }: FeatureSet,
): Promise<MethodScores> {
  const inside = await detector.score(spread(test, 2 * SAMPLED_ROWS));
  const outside: Float32Array[] = [];
  for (const { rows } of ood) outside.push(await detector.score(spread(rows, SAMPLED_ROWS)));
  return { inside, outside };
}
