import type { FeatureSet } from "../src/data/rows.ts";
import type { Detector, Rows } from "../src/detection/detector.ts";
import type { Method } from "../src/detection/report.ts";
import { auroc, fpr95, rocCurve } from "../src/detection/roc.ts";
import type { FeatureResult } from "./protocol.ts";

/** Rows of an OOD set in a sample; of the test set it takes twice as many. */
const SAMPLED_ROWS = 1000;

/** How well a method's scores tell a set's rows from the test set's. */
export function measure(method: Method, inside: Float32Array, outside: Float32Array) {
  return {
    method,
    auroc: auroc(inside, outside),
    fpr95: fpr95(inside, outside),
    curve: rocCurve(inside, outside),
  };
}

/** Results on a part of each set's rows, spread evenly. */
export async function sampledResults(
  detector: Detector,
  { test, ood }: FeatureSet,
): Promise<FeatureResult["results"]> {
  const inside = await detector.score(thinned(test, 2 * SAMPLED_ROWS));
  const results: FeatureResult["results"] = [];
  for (const { dataset, group, rows } of ood) {
    const outside = await detector.score(thinned(rows, SAMPLED_ROWS));
    results.push({ dataset, group, ...measure(detector.method, inside, outside) });
  }
  return results;
}

/** At most `count` rows, evenly spread: files are often sorted by class. */
function thinned(rows: Rows, count: number): Rows {
  if (rows.count <= count) return rows;
  const d = rows.features.length / rows.count;
  const features = new Float32Array(count * d);
  for (let i = 0; i < count; i++) {
    const row = Math.floor((i * rows.count) / count);
    features.set(rows.features.subarray(row * d, (row + 1) * d), i * d);
  }
  return { count, features, logits: null };
}
