import type { ToyData, ToyShape } from "../../model/recipe.ts";
import type { Mode, ToyDensity } from "../density.ts";
import { KernelDensity } from "./kernels.ts";
import { nearest, ordinal, surroundings } from "./places.ts";

/** Gaussians that stand for a curve: nearer to each other than any width that can be set. */
const PARTS = 400;
/** Every so many of them a mark, by which the nearest curve is found. */
const MARK = 4;

/** A curve by its length's share, 0 to 1. */
type Curve = (share: number) => [x: number, y: number];

/** Noise of sd `width` around curves of equal mass; class and mode are the curve. */
function around(
  name: ToyData,
  curves: { name: string; at: Curve }[],
  radius: number,
  width: number,
): ToyDensity {
  const points = curves.flatMap(({ at }) =>
    Array.from({ length: PARTS }, (_, i) => at((i + 0.5) / PARTS)).flat(),
  );
  const labels = Array.from({ length: points.length / 2 }, (_, i) => Math.floor(i / PARTS));
  const kernels = new KernelDensity(points, labels, width);
  const marks = points.filter((_, i) => (i >> 1) % MARK === 0);
  const modes: Mode[] = curves.map(({ name, at }) => {
    const [x, y] = at(0.5);
    return { name, x, y };
  });
  return {
    name,
    ...surroundings(radius, width),
    classes: curves.length,
    modes,
    density: (x, y) => kernels.at(x, y),
    modeOf: (x, y) => labels[MARK * nearest(marks, x, y)],
    sample: (count, stream) => kernels.sample(count, stream),
  };
}

const MOON = 2;

/**
 * Two half circles that reach into each other. The tied covariance makes two like ellipses of them,
 * with most of q where the other moon's tip or nothing is.
 */
export function moons({ width }: ToyShape): ToyDensity {
  const moon = (sign: number): Curve => {
    return (share) => {
      const angle = Math.PI * share;
      return [
        sign * (MOON * Math.cos(angle) - MOON / 2),
        sign * (MOON * Math.sin(angle) - MOON / 4),
      ];
    };
  };
  const curves = [
    { name: "upper moon", at: moon(1) },
    { name: "lower moon", at: moon(-1) },
  ];
  return around("moons", curves, 1.5 * MOON, width);
}

const INNER = 0.5;
const OUTER = 3.5;
const TURN = 2.5 * Math.PI;

/**
 * Arms of Archimedean spirals from the same centre. All classes have nearly the same mean, so that
 * q is one round Gaussian, which knows of no arm.
 */
export function spirals({ modes, width }: ToyShape): ToyDensity {
  const arm = (index: number): Curve => {
    return (share) => {
      // The length of a spiral grows with the square of its radius, nearly.
      const radius = Math.sqrt(INNER ** 2 + share * (OUTER ** 2 - INNER ** 2));
      const angle = (TURN * (radius - INNER)) / (OUTER - INNER) + (2 * Math.PI * index) / modes;
      return [radius * Math.cos(angle), radius * Math.sin(angle)];
    };
  };
  const curves = Array.from({ length: modes }, (_, i) => ({
    name: ordinal("arm", i, modes),
    at: arm(i),
  }));
  return around("spirals", curves, OUTER, width);
}
