import type { Metrics } from "./report.ts";

/**
 * Receiver operating characteristic with in-distribution (ID) as the positive class (A.2): scores
 * are higher for out-of-distribution (OOD), a row is accepted when its score is at most the
 * threshold. Every function takes finite scores, at least one of each kind, and throws otherwise; those
 * that ascend are not sorted again.
 */

/**
 * The area under the ROC curve, 0..1: the probability that an OOD score exceeds an ID score, ties
 * counting half (the rank statistic of Mann and Whitney), exact.
 */
export function auroc(id: Float32Array, ood: Float32Array): number {
  const inside = sorted("in-distribution", id);
  const outside = sorted("out-of-distribution", ood);
  let below = 0;
  let upTo = 0;
  let sum = 0;
  for (const score of outside) {
    while (below < inside.length && inside[below] < score) below++;
    upTo = Math.max(upTo, below);
    while (upTo < inside.length && inside[upTo] === score) upTo++;
    sum += (below + upTo) / 2;
  }
  return sum / (inside.length * outside.length);
}

/**
 * The thresholds gamma that accept the given shares of the ID scores (A.2): their percentiles, linear
 * between scores.
 */
export function thresholds(id: Float32Array, shares: readonly number[]): Float64Array {
  const inside = sorted("in-distribution", id);
  return Float64Array.from(shares, (share) => percentile(inside, share));
}

/** The value below which `share` (0..1) of ascending values lie, linear between values. */
export function percentile(ordered: Float32Array | Float64Array, share: number): number {
  const place = share * (ordered.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, ordered.length - 1);
  return ordered[below] + (place - below) * (ordered[above] - ordered[below]);
}

/**
 * The share of OOD scores at most at the threshold that accepts 95 % of the ID scores, 0..1 (A.2).
 *
 * The paper's G rejects from gamma on. That differs where scores tie at gamma alone, and there it would
 * accept less than 95 % of the ID scores, or none, at an FPR95 of 0.
 */
export function fpr95(id: Float32Array, ood: Float32Array): number {
  const [threshold] = thresholds(id, [0.95]);
  const outside = sorted("out-of-distribution", ood);
  return outside.filter((score) => score <= threshold).length / outside.length;
}

/**
 * FPR95 with OOD as the positive class, as OpenOOD counts since August 2023: the share of ID scores
 * that reach the largest threshold which 95 % of the OOD scores reach, 0..1.
 */
export function fpr95OodPositive(id: Float32Array, ood: Float32Array): number {
  const outside = sorted("out-of-distribution", ood);
  const inside = sorted("in-distribution", id);
  const threshold = outside[outside.length - detected(outside.length)];
  return inside.filter((score) => score >= threshold).length / inside.length;
}

/** The least number of `count` OOD scores that is 95 % of them. */
export function detected(count: number): number {
  return Math.ceil((95 * count) / 100);
}

/** All metrics of a method on an OOD set. */
export function metricsOf(id: Float32Array, ood: Float32Array): Metrics {
  const inside = sorted("in-distribution", id);
  const outside = sorted("out-of-distribution", ood);
  return {
    auroc: auroc(inside, outside),
    fpr95: fpr95(inside, outside),
    fpr95OodPositive: fpr95OodPositive(inside, outside),
  };
}

/**
 * The ROC curve as [x0, y0, x1, y1, ...] from (0, 0) to (1, 1): x the OOD share accepted, y the ID
 * share accepted, one point a distinct score. A longer curve is thinned to at most `points` of its
 * own points, spread evenly over x + y, so that no part of it is off by more than 2 / points.
 */
export function rocCurve(id: Float32Array, ood: Float32Array, points = 200): Float32Array {
  const inside = sorted("in-distribution", id);
  const outside = sorted("out-of-distribution", ood);
  const curve: [number, number][] = [[0, 0]];
  for (let i = 0, o = 0; i < inside.length || o < outside.length; ) {
    const score = Math.min(inside[i] ?? Infinity, outside[o] ?? Infinity);
    while (inside[i] === score) i++;
    while (outside[o] === score) o++;
    curve.push([o / outside.length, i / inside.length]);
  }
  return Float32Array.from(thin(curve, points).flat());
}

/** Keeps both ends and the first point of each of `points - 2` equal pieces of x + y. */
function thin(curve: [number, number][], points: number): [number, number][] {
  if (curve.length <= points) return curve;
  let piece = -1;
  return curve.filter(([x, y], i) => {
    if (i === 0 || i === curve.length - 1) return true;
    const own = Math.min(points - 3, Math.floor(((x + y) / 2) * (points - 2)));
    if (own === piece) return false;
    piece = own;
    return true;
  });
}

function sorted(kind: string, scores: Float32Array): Float32Array {
  if (scores.length === 0) throw new Error(`roc: no ${kind} scores, expected at least one`);
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad >= 0) {
    throw new Error(
      `roc: ${kind} score ${bad + 1} of ${scores.length} is ${scores[bad]}, expected a finite number`,
    );
  }
  for (let i = 1; i < scores.length; i++) {
    if (scores[i - 1] > scores[i]) return scores.slice().sort();
  }
  return scores;
}
