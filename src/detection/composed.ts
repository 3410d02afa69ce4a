import type { JoinRule, Member } from "../model/recipe.ts";
import type { Detector } from "./detector.ts";
import type { Method } from "./methods.ts";

/** Mean and standard deviation of a detector's scores of in-distribution training rows. */
export interface Scale {
  mean: number;
  deviation: number;
}

/** A member of a composed detector. */
export interface ScaledMember {
  method: Member;
  detector: Detector;
  scale: Scale;
}

/**
 * The scale of a member's scores.
 *
 * @throws if the scores do not differ, or are not finite
 */
export function scaleOf(method: Member, scores: Float32Array): Scale {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  const squares = scores.reduce((sum, score) => sum + (score - mean) ** 2, 0);
  const deviation = Math.sqrt(squares / scores.length);
  // Float32 scores that differ do so by more than this share of their size.
  if (!(deviation > 1e-7 * Math.abs(mean) && Number.isFinite(deviation))) {
    throw new Error(
      `Composed: ${method} scores ${scores.length} training rows ${mean.toPrecision(3)} with a ` +
        `deviation of ${deviation.toPrecision(2)}, expected some spread; leave ${method} out`,
    );
  }
  return { mean, deviation };
}

/**
 * Joins scores [n] of several detectors, each less its mean and over its deviation: their sum, or
 * log sum exp, which is near to the largest.
 */
export function join(
  scores: readonly Float32Array[],
  scales: readonly Scale[],
  rule: JoinRule,
): Float32Array {
  const scaled = (m: number, i: number) => (scores[m][i] - scales[m].mean) / scales[m].deviation;
  return scores[0].map((_, i) => {
    let [top, sum, exponentials] = [Number.NEGATIVE_INFINITY, 0, 0];
    for (let m = 0; m < scores.length; m++) top = Math.max(top, scaled(m, i));
    for (let m = 0; m < scores.length; m++) {
      sum += scaled(m, i);
      exponentials += Math.exp(scaled(m, i) - top);
    }
    return rule === "sum" ? sum : top + Math.log(exponentials);
  });
}

/** A composed detector; where its members' scores are there, `join` is all that is left to do. */
export interface ComposedDetector extends Detector {
  members: Member[];
  /** The composed scores of the members' scores, in their order, [n] each. */
  join(scores: readonly Float32Array[]): Float32Array;
}

/**
 * Several detectors as one, after the composed energies of HEAT (Lafon et al., "Hybrid Energy Based
 * Model in the Feature Space for Out-of-Distribution Detection", ICML 2023). Members are scaled by
 * in-distribution training rows alone; no OOD row is ever seen.
 */
export function composed(members: readonly ScaledMember[], rule: JoinRule): ComposedDetector {
  const scales = members.map(({ scale }) => scale);
  const methods = members.map(({ method }) => method);
  const joined = (scores: readonly Float32Array[]) => join(scores, scales, rule);
  return {
    method: "Composed",
    variant: `${methods.join(" + ")}, ${rule === "sum" ? "sum" : "log-sum-exp"}`,
    members: methods,
    join: joined,
    async score(rows) {
      const scores: Float32Array[] = [];
      for (const { detector } of members) scores.push(await detector.score(rows));
      return joined(scores);
    },
    dispose: () => {
      for (const { detector } of members) detector.dispose?.();
    },
  };
}

/** Composed scores from the members' own of the same rows; null where a member's are not there. */
export function joined(
  detector: Detector,
  known: ReadonlyMap<Method, { inside: Float32Array; outside: (Float32Array | null)[] }>,
) {
  if (!isComposed(detector)) return null;
  const parts = detector.members.flatMap((member) => known.get(member) ?? []);
  if (parts.length < detector.members.length) return null;
  const outside = parts[0].outside.map((_, i) => {
    const scores = parts.map((part) => part.outside[i]);
    return scores.every((each) => each !== null) ? detector.join(scores) : null;
  });
  return { inside: detector.join(parts.map(({ inside }) => inside)), outside };
}

function isComposed(detector: Detector): detector is ComposedDetector {
  return "members" in detector;
}
