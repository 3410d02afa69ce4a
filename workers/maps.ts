import { contourPaths } from "./contours.ts";
import type { EnergyMap } from "./protocol/maps.ts";

/** The range of energies that colours are spread over. */
export type Domain = [low: number, high: number];

/** An energy on a grid with its colours' range and its contour lines. */
export function mapOf(values: Float32Array, size: number, domain: Domain): EnergyMap {
  const diverging = domain[0] === -domain[1];
  return { values, domain, diverging, contours: contourPaths(values, size, domain) };
}

/** Symmetric about 0, as wide as 95 % of each set's energies need. */
export function symmetric(sets: Float32Array[]): Domain {
  const reaches = sets.map((energies) => {
    const sizes = energies.map(Math.abs).sort();
    return sizes[Math.floor(0.95 * (sizes.length - 1))] ?? 0;
  });
  const reach = Math.max(1e-3, ...reaches);
  return [-reach, reach];
}
