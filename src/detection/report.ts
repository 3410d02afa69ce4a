import type { ModelKind, OodGroup } from "../model/recipe.ts";
import type { Method } from "./methods.ts";

/** What detection is measured by, 0..1 each: FPR95 by two conventions, which `roc.ts` defines. */
export const METRICS = ["auroc", "fpr95", "fpr95OodPositive"] as const;
export type Metric = (typeof METRICS)[number];
export type Metrics = Record<Metric, number>;

/** One method on one OOD set; `fpr95` has in-distribution as the positive class. */
export interface Result extends Metrics {
  method: Method;
  dataset: string;
  group: OodGroup;
}

/** A 95 % interval, by the bootstrap's 2.5 and 97.5 percentiles. */
export type Interval = [low: number, high: number];

/** How well a density fits the 2D data, by quadrature; NLL and KL in nats. */
export interface ToyQuality {
  nll: number;
  mixtureNll: number;
  trueNll: number;
  /** KL (data || model). */
  kl: number;
  modeMass: number[];
  trueModeMass: number[];
  /** Total variation between the modes' masses and the truth, 0..1. */
  tv: number;
  /** The quadrature's cells are so fine that the truth's entropy is off by at most this, in nats. */
  quadratureError: number;
}

/**
 * What in-distribution rows that an energy has not learned from say of it; E is E_theta / T, in nats. No
 * OOD row has a part in it.
 */
export interface HeldOut {
  /** Of the test set, evenly spread. */
  rows: number;
  /** Mean E at the ends of fresh chains less that of the rows; 0 where E does not tell them apart. */
  gap: number;
  /**
   * How much more likely E makes the rows than the reference E_G / T_G alone does, in nats a row. Null for
   * the plain EBM, which has none. Other T_G, other reference: those are not to be compared.
   */
  likelihood: number | null;
  /** The share of the reference's draws that the likelihood in effect rests on, 0..1. */
  effective: number | null;
}

/** What Export, Report (JSON) saves, on both tabs. */
export interface Report {
  schema: "energy-correction-lab/report@1";
  settings: unknown;
  backend: string;
  updates: number;
  seconds: number;
  /** The 2D model's fit; null on Features, and where a run is of all models. */
  toy: ToyQuality | null;
  /** The fits of the 2D run's models, the mixture's among them. */
  models?: Partial<Record<ModelKind, ToyQuality>>;
  /** The files that the results are of; on Features only. */
  data?: { file: string; sha256: string | null }[];
  /** Of the energies that were trained to the end; on Features only. */
  heldOut?: Partial<Record<Method, HeldOut>>;
  /** With their intervals where the run had a bootstrap. */
  results: (Result & { intervals?: Record<Metric, Interval> })[];
}
