import { type Grid, gridPoints } from "../../model/quadrature.ts";
import type { Mode } from "../density.ts";
import { nearest, placeOf } from "./places.ts";

/** Mass of the region whose connected patches are modes. */
const MASS = 0.95;
const MOST = 24;
/** A patch of less than this share of the largest one's mass is a crumb of its neighbour. */
const CRUMB = 0.05;
const NONE = -1;

interface Patch {
  cells: number[];
  mass: number;
}

/**
 * The modes of a density: connected patches of its 95 % highest-density region (Hyndman, 1996) on a
 * grid, the 24 heaviest at most; crumbs go to the nearest.
 *
 * @param density at the grid's points, some of it above 0, [size^2]
 * @returns `modeOf` any point: the patch of its cell, or else the nearest one
 */
export function patchModes(grid: Grid, density: Float64Array) {
  const { size, extent } = grid;
  const points = gridPoints(grid);
  const all = patchesOf(highest(density), size, density).sort((a, b) => b.mass - a.mass);
  const kept = all.slice(0, MOST).filter(({ mass }) => mass >= CRUMB * all[0].mass);

  const owner = new Int32Array(size * size).fill(NONE);
  kept.forEach(({ cells }, patch) => {
    for (const cell of cells) owner[cell] = patch;
  });
  const edge = kept.flatMap(({ cells }) =>
    cells.filter((cell) => neighbours(cell, size).some((other) => owner[other] === NONE)),
  );
  const edgePoints = edge.flatMap((cell) => [points[2 * cell], points[2 * cell + 1]]);
  const known = owner.slice();
  const column = (v: number) =>
    Math.max(0, Math.min(size - 1, Math.floor(((v + extent) * size) / (2 * extent))));
  const modeOf = (x: number, y: number): number => {
    const cell = column(x) + size * column(y);
    if (known[cell] === NONE) {
      const near = nearest(edgePoints, points[2 * cell], points[2 * cell + 1]);
      known[cell] = owner[edge[near]];
    }
    return known[cell];
  };
  return { modes: named(kept, points, extent), modeOf };
}

/** The fewest cells that hold the mass, those of equal density all or none. */
function highest(density: Float64Array): Uint8Array {
  const order = density.slice().sort().reverse();
  const total = order.reduce((sum, value) => sum + value, 0);
  let held = 0;
  let least = order[0];
  for (let i = 0; i < order.length && held < MASS * total; i++) {
    least = order[i];
    held += order[i];
  }
  return Uint8Array.from(density, (value) => (value >= least ? 1 : 0));
}

function neighbours(cell: number, size: number): number[] {
  const [column, row] = [cell % size, Math.floor(cell / size)];
  const found: number[] = [];
  for (let y = Math.max(0, row - 1); y <= Math.min(size - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(size - 1, column + 1); x++) {
      if (x !== column || y !== row) found.push(x + size * y);
    }
  }
  return found;
}

/** The connected patches of the cells that are `inside`, which is used up. */
function patchesOf(inside: Uint8Array, size: number, density: Float64Array): Patch[] {
  const patches: Patch[] = [];
  for (let start = 0; start < inside.length; start++) {
    if (!inside[start]) continue;
    const cells = [start];
    inside[start] = 0;
    let mass = 0;
    for (let i = 0; i < cells.length; i++) {
      mass += density[cells[i]];
      for (const other of neighbours(cells[i], size)) {
        if (!inside[other]) continue;
        inside[other] = 0;
        cells.push(other);
      }
    }
    patches.push({ cells, mass });
  }
  return patches;
}

/** Modes named by the place of their middle; those of one place are counted. */
function named(patches: Patch[], points: Float32Array, extent: number): Mode[] {
  const places = patches.map(({ cells }) => {
    const middle = [0, 1].map(
      (axis) => cells.reduce((sum, cell) => sum + points[2 * cell + axis], 0) / cells.length,
    );
    return { x: middle[0], y: middle[1], name: placeOf(middle[0], middle[1], extent) };
  });
  return places.map(({ name, ...middle }, i) => {
    const alike = places.filter((other) => other.name === name).length;
    const before = places.slice(0, i).filter((other) => other.name === name).length;
    return { name: alike === 1 ? name : `${name} ${before + 1}`, ...middle };
  });
}
