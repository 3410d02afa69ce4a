import { uniforms } from "../../model/random.ts";
import type { ToyShape } from "../../model/recipe.ts";
import type { ToyDensity } from "../density.ts";
import { cellName, nearest } from "./places.ts";

/** Cells a side of the coarser map: the squares' edges lie on cells' edges of both maps. */
const CELLS = 100;
/** Of these, the board takes about so many. */
const BOARD_CELLS = 64;

/**
 * Uniform on every second square of a board of `modes` squares a side, 2 at least, each of the side
 * `spacing`; a square is a mode. They are one class: q is one Gaussian, smooth over every edge.
 */
export function checkerboard({ modes, spacing }: ToyShape): ToyDensity {
  const side = Math.max(2, modes);
  // An odd number of squares is centred on the map's cells only if a square is an even number of them.
  const square = Math.floor(BOARD_CELLS / side / 2) * 2;
  const extent = (spacing * CELLS) / square / 2;
  const reach = (spacing * side) / 2;
  const squares = Array.from({ length: side * side }, (_, i) => ({
    column: i % side,
    row: Math.floor(i / side),
  })).filter(({ column, row }) => (column + row) % 2 === 0);
  const filled = squares.map(({ column, row }) => ({
    name: cellName(column, row, side),
    x: (column + 0.5) * spacing - reach,
    y: (row + 0.5) * spacing - reach,
  }));
  const centres = filled.flatMap(({ x, y }) => [x, y]);
  const within = (v: number) => Math.floor((v + reach) / spacing);
  return {
    name: "checkerboard",
    extent,
    farRing: [Math.SQRT2 * reach + 0.1 * extent, Math.SQRT2 * reach + 0.2 * extent],
    classes: 1,
    modes: filled,
    density(x, y) {
      const [column, row] = [within(x), within(y)];
      if (column < 0 || row < 0 || column >= side || row >= side) return 0;
      return (column + row) % 2 === 0 ? 1 / (filled.length * spacing * spacing) : 0;
    },
    modeOf: (x, y) => nearest(centres, x, y),
    sample(count, stream) {
      const points = uniforms(stream, new Float32Array(2 * count), { update: 0, step: 1 });
      const choice = uniforms(stream, new Float32Array(count), { update: 0, step: 3 });
      choice.forEach((u, i) => {
        const { x, y } = filled[Math.min(filled.length - 1, Math.floor(filled.length * u))];
        points[2 * i] = x + (points[2 * i] - 0.5) * spacing;
        points[2 * i + 1] = y + (points[2 * i + 1] - 0.5) * spacing;
      });
      return { points, labels: new Int32Array(count) };
    },
  };
}
