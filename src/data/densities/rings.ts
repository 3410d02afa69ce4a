import { normals, uniforms } from "../../model/random.ts";
import type { ToyShape } from "../../model/recipe.ts";
import type { ToyDensity } from "../density.ts";
import { ordinal, surroundings } from "./places.ts";

const SMALL = [1, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.0360768, 0.0045813];
const LARGE = [
  0.39894228, 0.01328592, 0.00225319, -0.00157565, 0.00916281, -0.02057706, 0.02635537, -0.01647633,
  0.00392377,
];
const polynomial = (coefficients: number[], t: number) =>
  coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);

/** exp(-x) I_0(x) for x >= 0, to 2e-7 (Abramowitz and Stegun, 9.8.1 and 9.8.2). */
export function scaledBessel(x: number): number {
  if (x < 3.75) return Math.exp(-x) * polynomial(SMALL, (x / 3.75) ** 2);
  return polynomial(LARGE, 3.75 / x) / Math.sqrt(x);
}

function ringName(index: number, count: number): string {
  if (count > 1 && index === 0) return "inner ring";
  return count > 1 && index === count - 1 ? "outer ring" : ordinal("ring", index, count);
}

/**
 * Concentric rings of equal mass, noise of sd `width` around each; class and mode are the ring. All
 * classes have the same mean, the centre, where q is highest and no data are.
 */
export function rings({ modes, spacing, width }: ToyShape): ToyDensity {
  const radii = Array.from({ length: modes }, (_, i) => spacing * (i + 1));
  const variance = width * width;
  return {
    name: "rings",
    ...surroundings(spacing * modes, width),
    classes: modes,
    modes: radii.map((radius, i) => ({ name: ringName(i, modes), x: radius, y: 0 })),
    density(x, y) {
      // A round Gaussian whose centre goes round the circle, integrated: a Bessel function.
      const r = Math.hypot(x, y);
      let sum = 0;
      for (const radius of radii) {
        const noise = Math.exp(-((r - radius) ** 2) / (2 * variance));
        if (noise > 0) sum += noise * scaledBessel((r * radius) / variance);
      }
      return sum / (2 * Math.PI * variance * modes);
    },
    modeOf: (x, y) => Math.max(0, Math.min(modes - 1, Math.round(Math.hypot(x, y) / spacing) - 1)),
    sample(count, stream) {
      const points = normals(stream, new Float32Array(2 * count), { update: 0, step: 1 });
      const angles = uniforms(stream, new Float32Array(count), { update: 0, step: 2 });
      const choice = uniforms(stream, new Float32Array(count), { update: 0, step: 3 });
      const labels = Int32Array.from(choice, (u) => Math.min(modes - 1, Math.floor(modes * u)));
      labels.forEach((label, i) => {
        const angle = 2 * Math.PI * angles[i];
        points[2 * i] = radii[label] * Math.cos(angle) + width * points[2 * i];
        points[2 * i + 1] = radii[label] * Math.sin(angle) + width * points[2 * i + 1];
      });
      return { points, labels };
    },
  };
}
