/**
 * Receiver operating characteristic with in-distribution (ID) as the positive class (A.2): scores
 * are higher for out-of-distribution (OOD), a row is accepted when its score is at most the
 * threshold. Every function takes finite scores, at least one of each kind, and throws otherwise.
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
 * The threshold that accepts 95 % of the ID scores: their 95th percentile, linear between scores.
 */
export function threshold95(id: Float32Array): number {
  const inside = sorted("in-distribution", id);
  const place = 0.95 * (inside.length - 1);
  const below = Math.floor(place);
  const above = Math.min(below + 1, inside.length - 1);
  return inside[below] + (place - below) * (inside[above] - inside[below]);
}

/** The share of OOD scores below `threshold95`, 0..1 (FPR95 of A.2). */
export function fpr95(id: Float32Array, ood: Float32Array): number {
  const threshold = threshold95(id);
  const outside = sorted("out-of-distribution", ood);
  return outside.filter((score) => score < threshold).length / outside.length;
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
  return scores.slice().sort();
}
