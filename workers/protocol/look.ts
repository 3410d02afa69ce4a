import type { Distribution } from "../../src/detection/distribution.ts";
import type { ModelKind, OodGroup } from "../../src/model/recipe.ts";
import type { EnergyName, MapLevel, Roc } from "./maps.ts";

/** A point of the maps. */
export type MapPoint = [x: number, y: number];

/** What the page looks at; it changes nothing of the run. */
export interface ToyLook {
  /** The share of held-out ID points that the threshold accepts, 0..1. */
  gamma: number;
  /** OOD points that the reader painted, [n, 2] a group; null where the built-in sets are used. */
  painted: Record<OodGroup, Float32Array> | null;
  probe: MapPoint | null;
}

/** How an energy tells OOD points from held-out ID points. */
export interface EnergyDetection {
  /** A group each; one without points is left out. */
  results: (Roc & { dataset: OodGroup })[];
  /** Its OOD sets are those of `results`, in the same order; energies as the maps show them. */
  distribution: Distribution;
  /** The energy that the share gamma of held-out ID points does not exceed, on the energy's map. */
  level: MapLevel;
}

/** Of what a model scores with, and of E_theta alone where that is only a part of it. */
export interface ModelDetection {
  network: EnergyDetection | null;
  total: EnergyDetection;
}

/** Where a point lies among held-out ID points by an energy. */
export interface Standing {
  /** The share of them with a lower energy, 0..1. */
  percentile: number;
  /** Whether its energy is at most the threshold gamma. */
  accepted: boolean;
}

/** What a model makes of a point: energies and their gradients; null where it has no such part. */
export interface ModelProbe extends Standing {
  energies: Record<EnergyName, number | null> & { total: number };
  gradients: Record<EnergyName, MapPoint | null> & { total: MapPoint };
  /** -log p of the model, in nats. */
  nats: number;
}

/** What the data and the models make of the probe's point. */
export interface ToyProbe {
  at: MapPoint;
  /** By -log p of the data, in nats: infinite where p is 0, or too small for a number. */
  truth: Standing & { nats: number };
  models: Partial<Record<ModelKind, ModelProbe>>;
}

/** The frame's detection and its probe anew, by a look at a run that rests. */
export interface ToyDetected {
  type: "detected";
  run: number;
  /** The frame's. */
  update: number;
  models: Partial<Record<ModelKind, ModelDetection>>;
}

export interface ToyProbed {
  type: "probed";
  run: number;
  update: number;
  probe: ToyProbe | null;
}
