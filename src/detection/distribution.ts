import { thresholds } from "./roc.ts";

/** Bins of a histogram. */
const BINS = 60;

/** The shares of ID rows that a threshold can accept: 0 to 1 in steps of 0.005. */
export const ID_SHARES: readonly number[] = Array.from({ length: 201 }, (_, i) => i / 200);

/** How a method's scores lie, for pictures. */
export interface Distribution {
  /** The histograms' range; scores outside it are counted in the outermost bins. */
  domain: [low: number, high: number];
  /** The share of ID rows in each bin. */
  id: Float32Array;
  /** The share of each OOD set's rows in each bin. */
  ood: Float32Array[];
  /** The threshold gamma that accepts each of `ID_SHARES`. */
  thresholds: Float64Array;
  /** The share of ID rows at most at each of the thresholds: `ID_SHARES`, but for ties and few rows. */
  acceptedId: Float32Array;
  /** The share of each OOD set's rows at most at each of the thresholds: at 0.95 its FPR95. */
  accepted: Float32Array[];
}

/**
 * Describes a method's scores. The range of the histograms leaves out the outermost half per cent of
 * the ID scores and of each OOD set, so that a few far rows do not flatten all others.
 */
export function distribution(id: Float32Array, ood: readonly Float32Array[]): Distribution {
  const levels = thresholds(id, ID_SHARES);
  const ends = [id, ...ood].map((scores) => thresholds(scores, [0.005, 0.995]));
  const low = Math.min(...ends.map(([first]) => first));
  const high = Math.max(...ends.map(([, last]) => last));
  const shares = (scores: Float32Array) => histogram(scores, low, high);
  return {
    domain: [low, high],
    id: shares(id),
    ood: ood.map(shares),
    thresholds: levels,
    acceptedId: acceptedShares(id, levels),
    accepted: ood.map((scores) => acceptedShares(scores, levels)),
  };
}

function histogram(scores: Float32Array, low: number, high: number): Float32Array {
  const shares = new Float32Array(BINS);
  const scale = high > low ? BINS / (high - low) : 0;
  for (const score of scores) {
    const bin = Math.floor((score - low) * scale);
    shares[Math.min(BINS - 1, Math.max(0, bin))] += 1 / scores.length;
  }
  return shares;
}

/** @param levels ascending */
function acceptedShares(scores: Float32Array, levels: Float64Array): Float32Array {
  const ordered = scores.slice().sort();
  let below = 0;
  return Float32Array.from(levels, (level) => {
    while (below < ordered.length && ordered[below] <= level) below++;
    return below / ordered.length;
  });
}
