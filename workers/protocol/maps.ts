import type { Metrics } from "../../src/detection/report.ts";

/** The three energies of every picture. `total` is what the model scores with. */
export const ENERGIES = ["reference", "network", "total"] as const;
export type EnergyName = (typeof ENERGIES)[number];

/** An energy on a size x size grid, row-major from the bottom left, with its contour lines. */
export interface EnergyMap {
  values: Float32Array;
  /** Range for the colours, wide enough for the ID points and a rim around them. */
  domain: [number, number];
  /** Whether the colours part at 0, the middle of the domain. */
  diverging: boolean;
  contours: MapLevel[];
}

/** One energy of a map, and its contour line as an SVG path, in cells from the bottom left. */
export interface MapLevel {
  level: number;
  path: string;
}

/** A ROC curve as [x0, y0, x1, y1, ...]: x the OOD share accepted, y the ID share accepted. */
export interface Roc extends Metrics {
  curve: Float32Array;
}
