import type { OodGroup } from "../model/recipe.ts";

export const METHODS = ["MSP", "ODIN", "Energy", "KNN", "SSD", "MoG", "EBM", "Correction"] as const;
export type Method = (typeof METHODS)[number];

/** The methods that look at logits, not at features. */
export const LOGIT_METHODS: readonly Method[] = ["MSP", "ODIN", "Energy"];

/** One method on one OOD set; both numbers in 0..1, in-distribution is the positive class. */
export interface Result {
  method: Method;
  dataset: string;
  group: OodGroup;
  auroc: number;
  fpr95: number;
}

/** How well a density fits the 2D data, by quadrature; NLL in nats. */
export interface ToyQuality {
  nll: number;
  mixtureNll: number;
  trueNll: number;
  modeMass: number[];
  /** Total variation between the modes' masses and the truth, 0..1. */
  tv: number;
}

/** What "Download report" saves, on both tabs. */
export interface Report {
  schema: "energy-correction-lab/report@1";
  settings: unknown;
  backend: string;
  updates: number;
  seconds: number;
  toy: ToyQuality | null;
  results: Result[];
}
