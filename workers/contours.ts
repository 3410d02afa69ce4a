import { ticks } from "d3";

/**
 * Contour lines of a size x size grid as SVG paths, in cells from the bottom left.
 *
 * @param domain where lines are drawn, about six of them at round values
 */
export function contourPaths(
  values: Float32Array,
  size: number,
  domain: [number, number],
): { level: number; path: string }[] {
  const field = new Field(values, size);
  return ticks(domain[0], domain[1], 6)
    .map((level) => ({ level, path: field.line(level) }))
    .filter(({ path }) => path !== "");
}

/** The line of one level of a size x size grid as an SVG path, in cells from the bottom left. */
export function contourPath(values: Float32Array, size: number, level: number): string {
  return new Field(values, size).line(level);
}

/** Sides of a square of four values, as its lines cross them. */
const [BOTTOM, RIGHT, TOP, LEFT] = [0, 1, 2, 3];

/**
 * The sides by which a level's lines enter and leave a square, the higher values on their left, by which
 * of its corners reach the level: 1 bottom left, 2 bottom right, 4 top right, 8 top left.
 */
const CROSSINGS: readonly (readonly number[])[] = [
  [],
  [BOTTOM, LEFT],
  [RIGHT, BOTTOM],
  [RIGHT, LEFT],
  [TOP, RIGHT],
  [BOTTOM, LEFT, TOP, RIGHT],
  [TOP, BOTTOM],
  [TOP, LEFT],
  [LEFT, TOP],
  [BOTTOM, TOP],
  [RIGHT, BOTTOM, LEFT, TOP],
  [RIGHT, TOP],
  [LEFT, RIGHT],
  [BOTTOM, RIGHT],
  [LEFT, BOTTOM],
  [],
];

/**
 * Marching squares between the cells' centres. The outermost values hold to the map's edge, where lines
 * end; d3's rings are closed along it, and take three times as long.
 */
class Field {
  /** Values, those at the edge doubled, [side, side]. */
  private readonly padded: Float32Array;
  private readonly side: number;

  constructor(
    values: Float32Array,
    private readonly size: number,
  ) {
    const side = size + 2;
    const inner = (place: number) => Math.min(size - 1, Math.max(0, place - 1));
    this.side = side;
    this.padded = new Float32Array(side * side);
    for (let row = 0; row < side; row++) {
      for (let column = 0; column < side; column++) {
        this.padded[row * side + column] = values[inner(row) * size + inner(column)];
      }
    }
  }

  line(level: number): string {
    const { next, entered, starts } = this.crossings(level);
    let path = "";
    const follow = (first: number) => {
      let edge = first;
      let pen = "M";
      while (edge >= 0) {
        path += pen + this.point(edge, level);
        pen = "L";
        const to = next[edge];
        next[edge] = -1;
        edge = to;
      }
    };
    for (const edge of starts) if (!entered[edge]) follow(edge);
    for (const edge of starts) if (next[edge] >= 0) follow(edge);
    return path;
  }

  /** Where a line goes on from each edge between two neighbours: flat ones first, then upright ones. */
  private crossings(level: number) {
    const { side, padded } = this;
    const next = new Int32Array(2 * side * side).fill(-1);
    const entered = new Uint8Array(next.length);
    const starts: number[] = [];
    for (let row = 0; row + 1 < side; row++) {
      for (let column = 0; column + 1 < side; column++) {
        const at = row * side + column;
        const corners =
          (padded[at] >= level ? 1 : 0) |
          (padded[at + 1] >= level ? 2 : 0) |
          (padded[at + side + 1] >= level ? 4 : 0) |
          (padded[at + side] >= level ? 8 : 0);
        if (corners === 0 || corners === 15) continue;
        const sides = CROSSINGS[corners];
        for (let i = 0; i < sides.length; i += 2) {
          const [from, to] = [this.edge(at, sides[i]), this.edge(at, sides[i + 1])];
          next[from] = to;
          entered[to] = 1;
          starts.push(from);
        }
      }
    }
    return { next, entered, starts };
  }

  private edge(at: number, side: number): number {
    if (side === BOTTOM) return at;
    if (side === TOP) return at + this.side;
    const upright = this.side * this.side + at;
    return side === LEFT ? upright : upright + 1;
  }

  /** Where the level lies on an edge, to a tenth of a cell. */
  private point(edge: number, level: number): string {
    const { side, size, padded } = this;
    const upright = edge >= side * side;
    const at = upright ? edge - side * side : edge;
    const [low, high] = [padded[at], padded[at + (upright ? side : 1)]];
    const share = (level - low) / (high - low);
    const column = at % side;
    const row = (at - column) / side;
    const place = (from: number, along: boolean) =>
      Math.round(10 * Math.min(size, Math.max(0, from - 0.5 + (along ? share : 0)))) / 10;
    return `${place(column, !upright)},${place(row, upright)}`;
  }
}
