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
  return ticks(domain[0], domain[1], 6)
    .map((level) => ({ level, path: contourPath(values, size, level) }))
    .filter(({ path }) => path.includes("L"));
}

/** The line of one level of a size x size grid as an SVG path, in cells from the bottom left. */
export function contourPath(values: Float32Array, size: number, level: number): string {
  const lines = contours().size([size, size]);
  return pathOf(lines.contour(values as unknown as number[], level).coordinates, size);
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
