import { normals, uniforms } from "../../model/random.ts";
import type { ToyShape } from "../../model/recipe.ts";
import type { ToyDensity } from "../density.ts";
import { nearest, ordinal, surroundings } from "./places.ts";

/**
 * Centres whose distances from one to the next are in geometric progression, `spacing` on average: a
 * regular polygon where they are equal, and else a spiral of equal turns. [modes, 2], centred.
 */
function centresOf({ modes, spacing, distanceRatio }: ToyShape): Float64Array {
  const steps = Array.from({ length: modes - 1 }, (_, i) => distanceRatio ** i);
  const total = steps.reduce((sum, step) => sum + step, 0);
  const centres = new Float64Array(2 * modes);
  steps.forEach((step, i) => {
    const distance = (spacing * step * steps.length) / total;
    const heading = (2 * Math.PI * i) / modes;
    centres[2 * i + 2] = centres[2 * i] + distance * Math.cos(heading);
    centres[2 * i + 3] = centres[2 * i + 1] + distance * Math.sin(heading);
  });
  for (const axis of [0, 1]) {
    const values = centres.filter((_, i) => i % 2 === axis);
    const middle = (Math.min(...values) + Math.max(...values)) / 2;
    for (let i = axis; i < centres.length; i += 2) centres[i] -= middle;
  }
  return centres;
}

/**
 * Round Gaussians of sd `width`, weights and distances in geometric progression. They are one class:
 * q is one wide Gaussian, highest between the modes, and knows nothing of their weights.
 */
export function gaussians(shape: ToyShape): ToyDensity {
  const { modes, weightRatio, width } = shape;
  const centres = centresOf(shape);
  const parts = Array.from({ length: modes }, (_, i) => weightRatio ** i);
  const total = parts.reduce((sum, part) => sum + part, 0);
  const weights = parts.map((part) => part / total);
  const radius = Math.max(...weights.map((_, i) => Math.hypot(centres[2 * i], centres[2 * i + 1])));
  return {
    name: "gaussians",
    ...surroundings(radius, width),
    classes: 1,
    modes: weights.map((_, i) => ({
      name: ordinal("Gaussian", i, modes),
      x: centres[2 * i],
      y: centres[2 * i + 1],
    })),
    density(x, y) {
      let sum = 0;
      for (let i = 0; i < modes; i++) {
        const square = (x - centres[2 * i]) ** 2 + (y - centres[2 * i + 1]) ** 2;
        sum += weights[i] * Math.exp(-square / (2 * width * width));
      }
      return sum / (2 * Math.PI * width * width);
    },
    modeOf: (x, y) => nearest(centres, x, y),
    sample(count, stream) {
      const points = normals(stream, new Float32Array(2 * count), { update: 0, step: 1 });
      const choice = uniforms(stream, new Float32Array(count), { update: 0, step: 3 });
      choice.forEach((u, i) => {
        let mode = 0;
        for (let edge = weights[0]; u >= edge && mode < modes - 1; ) edge += weights[++mode];
        points[2 * i] = centres[2 * mode] + width * points[2 * i];
        points[2 * i + 1] = centres[2 * mode + 1] + width * points[2 * i + 1];
      });
      return { points, labels: new Int32Array(count) };
    },
  };
}
