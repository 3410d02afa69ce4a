import { contours, ticks } from "d3";

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
  const lines = contours().size([size, size]);
  const grid = values as unknown as number[];
  return ticks(domain[0], domain[1], 6)
    .map((level) => ({ level, path: pathOf(lines.contour(grid, level).coordinates, size) }))
    .filter(({ path }) => path.includes("L"));
}

/** Rings as a path, their runs along the grid's edge left out. */
function pathOf(polygons: number[][][][], size: number): string {
  const edge = ([x, y]: number[]) => x <= 0 || y <= 0 || x >= size || y >= size;
  let path = "";
  for (const ring of polygons.flat()) {
    let pen = "M";
    ring.forEach((point, i) => {
      if (i > 0 && edge(point) && edge(ring[i - 1])) pen = "M";
      path += `${pen}${point[0].toFixed(1)},${point[1].toFixed(1)}`;
      pen = "L";
    });
  }
  return path;
}
