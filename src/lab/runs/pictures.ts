import type { EnergyMap } from "../../../workers/protocol/maps.ts";
import { decodeMap } from "../mapCodes.ts";
import type { KeptMap } from "./record.ts";

/** Cells a side of a run's thumbnail. */
export const THUMBNAIL = 32;

/** Share of the mass that the first third of the colours is for, as on the maps of the 2D lab. */
const HELD = 0.95;

/**
 * The colours' range for a map of -log p: from its lowest value to three times the span that holds 95 %
 * of its mass, 3 nats at least.
 */
export function rangeOfMap(values: Float32Array): [low: number, high: number] {
  const sorted = values.slice().sort();
  const low = sorted[0] ?? 0;
  const weights = sorted.map((value) => Math.exp(low - value));
  const mass = weights.reduce((sum, weight) => sum + weight, 0);
  let last = 0;
  for (let held = weights[0] ?? 0; held < HELD * mass; held += weights[last]!) last++;
  const span = (sorted[last] ?? low) - low;
  return [low, low + 3 * Math.max(1, span)];
}

/** A kept map as the page draws it, on the colours of a range; it has no contour lines. */
export const shownMap = (kept: KeptMap, domain: [number, number]): EnergyMap => ({
  ...{ values: decodeMap(kept), domain, diverging: false, contours: [] },
});

/** A map made small: [THUMBNAIL, THUMBNAIL] colours of its own range, 0 to 255, row by row. */
export function thumbnailOf(kept: KeptMap): Uint8Array {
  const values = decodeMap(kept);
  const [low, high] = rangeOfMap(values);
  const { size } = kept;
  const edge = (i: number) => Math.floor((i * size) / THUMBNAIL);
  return Uint8Array.from({ length: THUMBNAIL ** 2 }, (_, i) => {
    const [row, column] = [Math.floor(i / THUMBNAIL), i % THUMBNAIL];
    let sum = 0;
    let count = 0;
    for (let y = edge(row); y < Math.max(edge(row) + 1, edge(row + 1)); y++) {
      for (let x = edge(column); x < Math.max(edge(column) + 1, edge(column + 1)); x++) {
        sum += values[y * size + x]!;
        count++;
      }
    }
    return Math.min(255, Math.max(0, (255 * (sum / count - low)) / (high - low)));
  });
}

/** A thumbnail as the page draws it. */
export const thumbnailMap = (codes: Uint8Array): EnergyMap => ({
  ...{ values: Float32Array.from(codes), domain: [0, 255], diverging: false, contours: [] },
});
