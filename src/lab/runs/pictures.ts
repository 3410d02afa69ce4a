import type { EnergyMap } from "../../../workers/protocol/maps.ts";
import { decodeMap } from "../mapCodes.ts";
import { shrunk } from "./miniature.ts";
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

/** A map at a glance: colours of its own range, 0 to 255, THUMBNAIL a side or as many as it has. */
export function thumbnailOf(kept: KeptMap): Uint8Array {
  const values = decodeMap(kept);
  const [low, high] = rangeOfMap(values);
  return Uint8Array.from(shrunk(values, kept.size, THUMBNAIL).values, (value) =>
    Math.min(255, Math.max(0, (255 * (value - low)) / (high - low))),
  );
}

/** A thumbnail as the page draws it. */
export const thumbnailMap = (codes: Uint8Array): EnergyMap => ({
  ...{ values: Float32Array.from(codes), domain: [0, 255], diverging: false, contours: [] },
});
