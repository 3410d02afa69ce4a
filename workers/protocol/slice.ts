import type { Surface } from "../../src/model/plane.ts";
import type { FeatureSettings, ModelKind, OodGroup } from "../../src/model/recipe.ts";
import type { Axis } from "../../src/model/slice.ts";
import type { EnergyMap, EnergyName, MapLevel } from "./maps.ts";

/** Which plane: two principal axes, counted from 0; three classes' means; a class and an OOD row. */
export type PlaneChoice =
  | { by: "principal"; of: "features" | "means"; axes: [number, number] }
  | { by: "means"; classes: [number, number, number] }
  /** Null: the class nearest to the row; the row, counted from 0, that looks most in-distribution. */
  | { by: "line"; from: number | null; dataset: string; row: number | null };

/** What is drawn of the feature space. */
export interface SliceChoice {
  plane: PlaneChoice;
  surface: Surface;
  energy: "correction" | "ebm";
  /** Rows are drawn that are as near as this share of the ID test rows are, 0..1. */
  nearest: number;
}

export interface SliceRequest {
  type: "slice";
  /** Higher with every request. */
  id: number;
  choice: SliceChoice;
  /** What E_G is fitted by where there is no run to draw. */
  settings: FeatureSettings;
}

export interface SliceMap extends EnergyMap {
  /** The energy that 95 % of the ID test rows do not exceed, and its contour line. */
  threshold: MapLevel;
}

/** Rows of one set near the plane. */
export interface SlicePoints {
  /** Null for the ID test rows. */
  ood: { dataset: string; group: OodGroup } | null;
  /** Some of the rows that are near enough, evenly spread, [n, 2]. */
  points: Float32Array;
  /** Rows near enough and within the map, and rows in all. */
  near: number;
  rows: number;
  /** Median distance of all rows from what they are drawn as. */
  distance: number;
}

/** Energies on a plane of the feature space, over [-extent, extent]^2 around its origin. */
export interface FeatureSlice {
  type: "slice";
  id: number;
  choice: SliceChoice;
  /** "mixture" where the energy asked for is not trained. */
  model: ModelKind;
  /** E_G is divided by this on its map; 1 where no energy is trained. */
  mixtureTemperature: number;
  size: number;
  extent: number;
  /** Only `reference` where nothing is trained; an EBM has no `total`. */
  maps: Partial<Record<EnergyName, SliceMap>>;
  axes: [Axis, Axis];
  marks: { label: string; x: number; y: number }[];
  /** The largest distance of a row that is drawn. */
  reach: number;
  points: SlicePoints[];
}
