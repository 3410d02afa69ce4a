import { normals, type Stream, uniforms } from "../model/random.ts";
import type { ToyData } from "../model/recipe.ts";

/** Standard deviations of a cross along and across its arms. */
const ALONG = 1;
const ACROSS = 0.15;

/** A 2D density known in closed form, its classes and its modes. */
export interface ToyDensity {
  name: ToyData;
  /** Maps and quadrature cover [-extent, extent]^2. */
  extent: number;
  /** Inner and outer radius of the far OOD ring. */
  farRing: [number, number];
  classes: number;
  modes: number;
  /** Density at (x, y). */
  density(x: number, y: number): number;
  /** The mode that (x, y) belongs to: the arm of the cross, or the cross of the grid. */
  modeOf(x: number, y: number): number;
  /** Draws `count` points [count, 2] with their class. */
  sample(count: number, stream: Stream): { points: Float32Array; labels: Int32Array };
}

/** Density of one cross: an equal mixture of two Gaussians along the diagonals. */
function crossDensity(x: number, y: number): number {
  const u = (x + y) * Math.SQRT1_2;
  const v = (x - y) * Math.SQRT1_2;
  const peak = 1 / (2 * Math.PI * ALONG * ACROSS);
  const arm = (along: number, across: number) =>
    Math.exp(-((along / ALONG) ** 2 + (across / ACROSS) ** 2) / 2);
  return (peak * (arm(u, v) + arm(v, u))) / 2;
}

function sampleCrosses(count: number, stream: Stream): Float32Array {
  const points = normals(stream, new Float32Array(2 * count), { update: 0, step: 1 });
  const arms = uniforms(stream, new Float32Array(count), { update: 0, step: 2 });
  for (let i = 0; i < count; i++) {
    const along = ALONG * points[2 * i];
    const across = (arms[i] < 0.5 ? ACROSS : -ACROSS) * points[2 * i + 1];
    points[2 * i] = (along + across) * Math.SQRT1_2;
    points[2 * i + 1] = (arms[i] < 0.5 ? along - across : across - along) * Math.SQRT1_2;
  }
  return points;
}

/** Figure 1's data: one class, two Gaussians crossing at right angles; its modes are the arms. */
export const cross: ToyDensity = {
  name: "cross",
  extent: 6,
  farRing: [4.5, 5.5],
  classes: 1,
  modes: 4,
  density: crossDensity,
  modeOf: (x, y) => (x >= 0 ? 0 : 1) + (y >= 0 ? 0 : 2),
  sample: (count, stream) => ({
    points: sampleCrosses(count, stream),
    labels: new Int32Array(count),
  }),
};

const CENTRES = [-3, 0, 3];
const SCALE = 0.5;

/** Figure 2's data: nine crosses at half size on a 3 x 3 grid; class and mode are the cross. */
export const grid: ToyDensity = {
  name: "grid",
  extent: 6.5,
  farRing: [6, 6.5],
  classes: 9,
  modes: 9,
  density(x, y) {
    let sum = 0;
    for (const cy of CENTRES) {
      for (const cx of CENTRES) sum += crossDensity((x - cx) / SCALE, (y - cy) / SCALE);
    }
    return sum / (9 * SCALE * SCALE);
  },
  modeOf(x, y) {
    const cell = (v: number) => (v < -1.5 ? 0 : v < 1.5 ? 1 : 2);
    return cell(x) + 3 * cell(y);
  },
  sample(count, stream) {
    const points = sampleCrosses(count, stream);
    const choice = uniforms(stream, new Float32Array(count), { update: 0, step: 3 });
    const labels = Int32Array.from(choice, (u) => Math.min(8, Math.floor(9 * u)));
    labels.forEach((label, i) => {
      points[2 * i] = SCALE * points[2 * i] + CENTRES[label % 3];
      points[2 * i + 1] = SCALE * points[2 * i + 1] + CENTRES[Math.floor(label / 3)];
    });
    return { points, labels };
  },
};

/** The density of a name. */
export function densityOf(data: ToyData): ToyDensity {
  return data === "cross" ? cross : grid;
}
