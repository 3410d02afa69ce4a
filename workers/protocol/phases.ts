import type { ModelKind } from "../../src/model/recipe.ts";

/** How good an estimate of the negative phase E_p[grad E_theta] / T is, p by quadrature. */
export interface PhaseEstimate {
  /** |estimate - exact| / |exact|. */
  error: number;
  /** Of the angle between the estimate and the exact negative phase, -1..1. */
  cosine: number;
  /** The estimate of E_p[E_theta] / T, in nats. */
  energy: number;
  /** Degrees between the likelihood's exact gradient and the one with the estimate in it, 0..180. */
  angle: number;
}

/** The negative phase of one update of a model. */
export interface NegativePhase {
  /** The update whose chains these were. */
  update: number;
  /** E_p[E_theta] / T by quadrature, in nats. */
  energy: number;
  /** The chains' ends. */
  chains: PhaseEstimate;
  /** Independent draws of p, as many as chains: the mean of a few such sets. */
  draws: PhaseEstimate;
  /** How many chains there are. */
  count: number;
  /** The share of their ends that lie outside the quadrature's square, 0..1. */
  outside: number;
}

/** The exact negative phases beside the estimates that training used, of each model that has one. */
export interface ToyPhases {
  type: "phases";
  run: number;
  models: Partial<Record<ModelKind, NegativePhase>>;
}
