import { normals, uniforms } from "../../model/random.ts";
import type { ToyShape } from "../../model/recipe.ts";
import type { ToyDensity } from "../density.ts";
import { ordinal, surroundings } from "./places.ts";

/** Distance of a blade's middle from the centre, and its standard deviation along that way. */
const RADIUS = 2;
const ALONG = 0.7;
/** Radians that a point is turned a unit of its distance from the centre. */
const TWIST = 0.5;

/** (x, y) turned about the centre by `angle`. */
function turned(x: number, y: number, angle: number): [number, number] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [x * cos - y * sin, x * sin + y * cos];
}

/**
 * Gaussian blades, sd `width` across, twisted by an angle that grows with the distance from the
 * centre: in polar coordinates a shear, which keeps areas, so that the density is a Gaussian's. Class
 * and mode are the blade; the tied covariance takes them all for round.
 */
export function pinwheel({ modes, width }: ToyShape): ToyDensity {
  const part = (2 * Math.PI) / modes;
  const straight = (x: number, y: number) => turned(x, y, -TWIST * Math.hypot(x, y));
  const twisted = (x: number, y: number) => turned(x, y, TWIST * Math.hypot(x, y));
  return {
    name: "pinwheel",
    ...surroundings(RADIUS, Math.max(ALONG, width)),
    classes: modes,
    modes: Array.from({ length: modes }, (_, i) => {
      const [x, y] = twisted(...turned(RADIUS, 0, part * i));
      return { name: ordinal("blade", i, modes), x, y };
    }),
    density(x, y) {
      const [a, b] = straight(x, y);
      let sum = 0;
      for (let i = 0; i < modes; i++) {
        const [along, across] = turned(a, b, -part * i);
        sum += Math.exp(-(((along - RADIUS) / ALONG) ** 2 + (across / width) ** 2) / 2);
      }
      return sum / (2 * Math.PI * ALONG * width * modes);
    },
    modeOf(x, y) {
      const [a, b] = straight(x, y);
      return (Math.round(Math.atan2(b, a) / part) + modes) % modes;
    },
    sample(count, stream) {
      const points = normals(stream, new Float32Array(2 * count), { update: 0, step: 1 });
      const choice = uniforms(stream, new Float32Array(count), { update: 0, step: 3 });
      const labels = Int32Array.from(choice, (u) => Math.min(modes - 1, Math.floor(modes * u)));
      labels.forEach((label, i) => {
        const [along, across] = [RADIUS + ALONG * points[2 * i], width * points[2 * i + 1]];
        points.set(twisted(...turned(along, across, part * label)), 2 * i);
      });
      return { points, labels };
    },
  };
}
