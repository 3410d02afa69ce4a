import { normals, type Stream, uniforms } from "../../model/random.ts";
import type { ToyShape } from "../../model/recipe.ts";
import type { ToyDensity } from "../density.ts";
import { cellName } from "./places.ts";

/** Density at (x, y) of an equal mixture of two Gaussians along the diagonals, sd 1 along and `across`. */
function crossDensity(x: number, y: number, across: number): number {
  const u = (x + y) * Math.SQRT1_2;
  const v = (x - y) * Math.SQRT1_2;
  const arm = (along: number, side: number) => Math.exp(-(along ** 2 + (side / across) ** 2) / 2);
  return (arm(u, v) + arm(v, u)) / (4 * Math.PI * across);
}

function sampleCrosses(count: number, stream: Stream, width: number): Float32Array {
  const points = normals(stream, new Float32Array(2 * count), { update: 0, step: 1 });
  const arms = uniforms(stream, new Float32Array(count), { update: 0, step: 2 });
  for (let i = 0; i < count; i++) {
    const along = points[2 * i];
    const across = (arms[i] < 0.5 ? width : -width) * points[2 * i + 1];
    points[2 * i] = (along + across) * Math.SQRT1_2;
    points[2 * i + 1] = (arms[i] < 0.5 ? along - across : across - along) * Math.SQRT1_2;
  }
  return points;
}

/** Figure 1's data: one class, two Gaussians crossing at right angles; its modes are the four arms. */
export function cross({ armWidth }: ToyShape): ToyDensity {
  return {
    name: "cross",
    extent: 6,
    farRing: [4.5, 5.5],
    classes: 1,
    modes: [
      { name: "top right", x: 1, y: 1 },
      { name: "top left", x: -1, y: 1 },
      { name: "bottom right", x: 1, y: -1 },
      { name: "bottom left", x: -1, y: -1 },
    ],
    density: (x, y) => crossDensity(x, y, armWidth),
    modeOf: (x, y) => (x >= 0 ? 0 : 1) + (y >= 0 ? 0 : 2),
    sample: (count, stream) => ({
      points: sampleCrosses(count, stream, armWidth),
      labels: new Int32Array(count),
    }),
  };
}

/** Size of the grid's crosses. */
const SCALE = 0.5;

/** Figure 2's data: crosses at half size on a square grid; class and mode are the cross. */
export function grid({ gridSize, spacing, armWidth }: ToyShape): ToyDensity {
  const count = gridSize * gridSize;
  const middle = (gridSize - 1) / 2;
  const centres = Array.from({ length: gridSize }, (_, i) => spacing * (i - middle));
  const reach = spacing * middle;
  const extent = reach + 3.5;
  const inner = Math.max(extent - 0.5, Math.SQRT2 * reach + 1.5);
  const cell = (v: number) => Math.max(0, Math.min(gridSize - 1, Math.round(v / spacing + middle)));
  return {
    name: "grid",
    extent,
    farRing: [inner, inner + 0.5],
    classes: count,
    modes: centres.flatMap((y, row) =>
      centres.map((x, column) => ({ name: cellName(column, row, gridSize), x, y })),
    ),
    density(x, y) {
      let sum = 0;
      for (const cy of centres) {
        for (const cx of centres) sum += crossDensity((x - cx) / SCALE, (y - cy) / SCALE, armWidth);
      }
      return sum / (count * SCALE * SCALE);
    },
    modeOf: (x, y) => cell(x) + gridSize * cell(y),
    sample(size, stream) {
      const points = sampleCrosses(size, stream, armWidth);
      const choice = uniforms(stream, new Float32Array(size), { update: 0, step: 3 });
      const labels = Int32Array.from(choice, (u) => Math.min(count - 1, Math.floor(count * u)));
      labels.forEach((label, i) => {
        points[2 * i] = SCALE * points[2 * i] + centres[label % gridSize];
        points[2 * i + 1] = SCALE * points[2 * i + 1] + centres[Math.floor(label / gridSize)];
      });
      return { points, labels };
    },
  };
}
