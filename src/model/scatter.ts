import type { Parts } from "./parts.ts";

/** Rows of a panel, and the products of a part: a few milliseconds of work. */
const PANEL = 128;
const PRODUCTS = 2 ** 24;

/**
 * The mean of the outer products of rows, X^T X / n in float64, [D, D].
 *
 * A panel of rows is held column by column; a tile of 2 x 4 sums stays in registers.
 *
 * @param count n, 1 or more
 * @param read writes row `i` of X into `row`, [D]
 */
export function* meanOuterProduct(
  count: number,
  dimensions: number,
  read: (i: number, row: Float64Array) => void,
): Parts<Float64Array> {
  const side = 4 * Math.ceil(dimensions / 4);
  const sums = new Float64Array(side * side);
  const panel = new Float64Array(side * PANEL);
  const row = new Float64Array(dimensions);
  let products = 0;
  for (let first = 0; first < count; first += PANEL) {
    const rows = Math.min(PANEL, count - first);
    if (rows < PANEL) panel.fill(0);
    for (let r = 0; r < rows; r++) {
      read(first + r, row);
      for (let d = 0; d < dimensions; d++) panel[d * PANEL + r] = row[d];
    }
    for (let i = 0; i < side; i += 2) {
      addPair(sums, panel, i, side);
      products += 2 * i * PANEL;
      if (products < PRODUCTS) continue;
      products = 0;
      yield;
    }
  }
  const mean = new Float64Array(dimensions * dimensions);
  for (let i = 0; i < dimensions; i++) {
    for (let j = 0; j <= i; j++) {
      mean[i * dimensions + j] = sums[i * side + j] / count;
      mean[j * dimensions + i] = mean[i * dimensions + j];
    }
  }
  return mean;
}

/** Adds the panel's products of coordinates i and i + 1 with those up to them. */
function addPair(sums: Float64Array, panel: Float64Array, i: number, side: number): void {
  const first = i * PANEL;
  const second = first + PANEL;
  for (let j = 0; j <= i; j += 4) {
    const column = j * PANEL;
    let a0 = 0;
    let a1 = 0;
    let a2 = 0;
    let a3 = 0;
    let b0 = 0;
    let b1 = 0;
    let b2 = 0;
    let b3 = 0;
    for (let r = 0; r < PANEL; r++) {
      const a = panel[first + r];
      const b = panel[second + r];
      const x0 = panel[column + r];
      const x1 = panel[column + PANEL + r];
      const x2 = panel[column + 2 * PANEL + r];
      const x3 = panel[column + 3 * PANEL + r];
      a0 += a * x0;
      a1 += a * x1;
      a2 += a * x2;
      a3 += a * x3;
      b0 += b * x0;
      b1 += b * x1;
      b2 += b * x2;
      b3 += b * x3;
    }
    const at = i * side + j;
    sums[at] += a0;
    sums[at + 1] += a1;
    sums[at + 2] += a2;
    sums[at + 3] += a3;
    sums[at + side] += b0;
    sums[at + side + 1] += b1;
    sums[at + side + 2] += b2;
    sums[at + side + 3] += b3;
  }
}
