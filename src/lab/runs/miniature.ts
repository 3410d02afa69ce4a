import { encodeMap } from "../mapCodes.ts";
import type { KeptMap } from "./record.ts";

/** Cells a side of a kept map. */
export const KEPT_SIZE = 64;

/**
 * A map as it is kept: KEPT_SIZE cells a side or as many as it has, each the mean over its area, and
 * a constant added.
 *
 * @param values finite, [size, size]
 * @param extent side of the square [-extent, extent]^2 that it covers
 */
export function miniature(values: Float32Array, size: number, extent: number, shift = 0): KeptMap {
  const small = shrunk(values, size, KEPT_SIZE);
  for (let i = 0; i < small.values.length; i++) small.values[i]! += shift;
  return { ...encodeMap(small.values), size: small.size, extent };
}

/** A square of numbers with `most` cells a side or as many as it has, each the mean over its area. */
export function shrunk(
  values: Float32Array,
  size: number,
  most: number,
): { values: Float64Array; size: number } {
  const side = Math.min(most, size);
  const shares = sharesOf(size, side);
  const narrow = new Float64Array(size * side);
  for (let row = 0; row < size; row++) {
    for (const [cell, of, share] of shares) {
      narrow[row * side + cell]! += share * values[row * size + of]!;
    }
  }
  const small = new Float64Array(side * side);
  for (const [cell, of, share] of shares) {
    for (let column = 0; column < side; column++) {
      small[cell * side + column]! += share * narrow[of * side + column]!;
    }
  }
  return { values: small, size: side };
}

/** Of each of `side` cells: the cells of `size` that it covers, and the share of it that each is. */
function sharesOf(size: number, side: number): [cell: number, of: number, share: number][] {
  const shares: [number, number, number][] = [];
  for (let cell = 0; cell < side; cell++) {
    const [from, to] = [(cell * size) / side, ((cell + 1) * size) / side];
    for (let of = Math.floor(from); of < to; of++) {
      const share = (Math.min(to, of + 1) - Math.max(from, of)) / (to - from);
      if (share > 1e-9) shares.push([cell, of, share]);
    }
  }
  return shares;
}
