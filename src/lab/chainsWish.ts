import type { ChainsChoice, ToyChains } from "../../workers/protocol/chains.ts";
import { type ChoiceField, choice, type Field, type NumberField, number } from "./fields.ts";

/** What the reader wants of the chains; null is as in the training of the model. */
export type ChainsWish = { [Key in keyof ChainsChoice]: ChainsChoice[Key] | null };

/** The chains beside the run: the newest request and the newest answer. */
export interface ChainsState {
  /** Of the newest request. */
  id: number;
  /** Whether more is to be told of it. */
  pending: boolean;
  /** Whether the reader has stopped them; they begin again when asked to, or with the next run. */
  stopped: boolean;
  /** The last ones told of, which may be of an older request or run. */
  chains: ToyChains | null;
  /** Why the newest request has none, if it has none. */
  refusal: string | null;
  /** Which saved time the maps show; null for the last. */
  time: number | null;
}

/** Forgets all wishes that a training has a choice for. */
export const AS_IN_TRAINING = { start: null, sampler: null, steps: null };

export const FIRST_WISH: ChainsWish = { model: null, chains: null, ...AS_IN_TRAINING };

export const FIRST_CHAINS: ChainsState = {
  ...{ id: 0, pending: false, stopped: false, chains: null, refusal: null, time: null },
};

export const START: ChoiceField = {
  key: "start",
  ...choice(
    ["Run", "chains.start", "Chains begin at"],
    {
      mixture: "the mixture q",
      normal: "N(0, I)",
      uniform: "the data's box",
      data: "data points",
      persistent: "where training's chains ended",
    },
    "Where z₀ is drawn; chains that mix forget it, so start them where the mass is not to see whether they do.",
  ),
};
export const SAMPLER: ChoiceField = {
  key: "sampler",
  ...choice(
    ["Run", "chains.sampler", "Moved by"],
    { langevin: "Langevin", mala: "MALA", hmc: "HMC" },
    "What a step is, at the step size of the run's settings; choose MALA or HMC for samples without an error from the step size, Langevin to see what training does.",
  ),
};
export const STEPS: NumberField = {
  key: "steps",
  ...number(
    ["Run", "chains.steps", "Steps a chain"],
    [1, 20_000],
    "How long the chains are; few show what training sees, raise it to see where chains would go if they had the time.",
    { kind: "integer", unit: "steps" },
  ),
};
export const COUNT: ChoiceField = {
  key: "chains",
  ...choice(
    ["Run", "chains.count", "Number of chains"],
    { 64: "64", 128: "128", 256: "256" },
    "How many chains run side by side; more tell shares more exactly, and take longer.",
  ),
};

/** START of a model that is trained without chains. */
const DRAWN: ChoiceField = {
  ...START,
  options: START.options.filter(({ value }) => value !== "persistent"),
};

/** What the reader can choose of the chains, beside their model; `chained` if it is trained by chains. */
export const chainsFields = (chained: boolean): readonly Field[] => [
  chained ? START : DRAWN,
  SAMPLER,
  STEPS,
  COUNT,
];
