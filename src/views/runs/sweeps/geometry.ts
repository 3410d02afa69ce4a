/** Of the parallel coordinates, in CSS pixels. */
export const HEIGHT = 340;
export const TOP = 52;
export const BOTTOM = 40;
export const SIDE = 56;

/** Where the column of a number is across the chart. */
export const across = (column: number, count: number, width: number): number =>
  count > 1 ? SIDE + (column * (width - 2 * SIDE)) / (count - 1) : width / 2;

/** Where a share of a column is down the chart; what failed is below all. */
export const down = (share: number | null): number =>
  share === null ? HEIGHT - BOTTOM + 22 : TOP + (1 - share) * (HEIGHT - TOP - BOTTOM);
