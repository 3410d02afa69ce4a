/** Where things lie in the plane, and what such places are called. */

/** The least distance from the data to the edge of the map. */
const MARGIN = 2;
/** Standard deviations that the map leaves around the data. */
const DEVIATIONS = 5;

/** The map and the far ring around data within `radius` of 0, but for noise of sd `spread`. */
export function surroundings(
  radius: number,
  spread: number,
): { extent: number; farRing: [number, number] } {
  const margin = Math.max(MARGIN, DEVIATIONS * spread);
  const extent = radius + margin;
  return { extent, farRing: [radius + 0.75 * margin, extent] };
}

/** "arm 2 of 3", or the thing alone where there is one. */
export function ordinal(thing: string, index: number, count: number): string {
  return count === 1 ? thing : `${thing} ${index + 1} of ${count}`;
}

/** "top left", "centre": the place of (x, y) in a square of half the side `reach`, by thirds. */
export function placeOf(x: number, y: number, reach: number): string {
  const third = (v: number, low: string, high: string) =>
    v < -reach / 3 ? low : v > reach / 3 ? high : "";
  return `${third(y, "bottom", "top")} ${third(x, "left", "right")}`.trim() || "centre";
}

/** A cell's name in a square of `side` cells a side, rows counted from the top. */
export function cellName(column: number, row: number, side: number): string {
  const middle = (side - 1) / 2;
  if (side <= 3) return placeOf(column - middle, row - middle, middle);
  return `row ${side - row}, column ${column + 1}`;
}

/** The index of the one of [n, 2] points that is nearest to (x, y). */
export function nearest(points: ArrayLike<number>, x: number, y: number): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < points.length; i += 2) {
    const dx = points[i] - x;
    const dy = points[i + 1] - y;
    const distance = dx * dx + dy * dy;
    if (distance < least) {
      least = distance;
      best = i / 2;
    }
  }
  return best;
}
