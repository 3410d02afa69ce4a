import { type Mixture, sampleClasses, sampleMixture } from "../model/mixture.ts";
import { type Stream, uniforms } from "../model/random.ts";
import type { OodGroup } from "../model/recipe.ts";
import type { ToyDensity } from "./density.ts";

/** Times that a set's size is drawn before the set is left short. */
const ROUNDS = 40;

/**
 * Out-of-distribution points for a 2D density, [count, 2] a group. All lie where the true density
 * is below the 5 % quantile of its own draws.
 *
 * A set that cannot be filled is short.
 *
 * near: draws of the fitted q, what a Gaussian cannot tell from the data; mid: uniform in the
 * data's bounding box; far: a ring well outside, maybe in the corners of the map alone.
 *
 * @param inside held-out draws of the density, [n, 2]
 */
export function toyOod(
  truth: ToyDensity,
  mixture: Mixture,
  inside: Float32Array,
  count: number,
  seed: number,
): Record<OodGroup, Float32Array> {
  // In full precision: where the density is flat, many points tie with the threshold.
  const densities = new Float64Array(inside.length / 2);
  const low = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const high = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < densities.length; i++) {
    const point = inside.subarray(2 * i, 2 * i + 2);
    densities[i] = truth.density(point[0], point[1]);
    point.forEach((value, axis) => {
      low[axis] = Math.min(low[axis], value);
      high[axis] = Math.max(high[axis], value);
    });
  }
  const threshold = densities.sort()[Math.floor(0.05 * densities.length)];
  const stream: Stream = { seed, name: "ood" };
  const uniform = (round: number, index: number) =>
    uniforms(stream, new Float32Array(2 * count), { update: round, step: index });

  const fill = (draw: (round: number) => Float32Array): Float32Array => {
    const kept: number[] = [];
    for (let round = 0; kept.length < 2 * count && round < ROUNDS; round++) {
      const points = draw(round);
      for (let i = 0; i < points.length && kept.length < 2 * count; i += 2) {
        if (truth.density(points[i], points[i + 1]) >= threshold) continue;
        kept.push(points[i], points[i + 1]);
      }
    }
    return Float32Array.from(kept);
  };
  return {
    near: fill((round) => {
      const classes = sampleClasses(mixture, count, stream, { update: round, step: 0 });
      return sampleMixture(mixture, classes, stream, { update: round, step: 1 });
    }),
    mid: fill((round) =>
      uniform(round, 2).map((u, i) => low[i % 2] + u * (high[i % 2] - low[i % 2])),
    ),
    far: fill((round) => {
      const points = uniform(round, 3);
      const [inner, outer] = truth.farRing;
      for (let i = 0; i < points.length; i += 2) {
        const radius = inner + (outer - inner) * points[i];
        const angle = 2 * Math.PI * points[i + 1];
        points[i] = radius * Math.cos(angle);
        points[i + 1] = radius * Math.sin(angle);
      }
      return points;
    }),
  };
}
