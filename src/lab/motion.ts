import type { StepPart, ToyDissection } from "../../workers/protocol/motion.ts";
import type { MotionScene } from "./place.ts";

/** Who takes the next step of the slow motion. */
export const ACTORS = ["step", "chain", "update", "epoch"] as const;
export type Actor = (typeof ACTORS)[number];

/** Scenes a second are as in the table of `seconds` times this. */
export const SPEEDS = [0.25, 0.5, 1, 2, 4] as const;

/** The slow motion: what is asked for, the newest answer, and how it plays. */
export interface MotionState {
  /** The model that the reader chose in a run of all. */
  model: "ebm" | "correction";
  /** Of the newest request. */
  id: number;
  pending: boolean;
  /** The last update taken apart, which may be of an older request or run. */
  dissection: ToyDissection | null;
  /** Why the newest request has none, if it has none. */
  refusal: string | null;
  playing: boolean;
  speed: number;
  /** Which of the traced chains is seen enlarged. */
  chain: number;
}

export const FIRST_MOTION: MotionState = {
  ...{ model: "correction", id: 0, pending: false, dissection: null, refusal: null },
  ...{ playing: false, speed: 1, chain: 0 },
};

/** The scenes of an update in their order; one for each time of the chains that is kept. */
export function scenesOf({ times }: ToyDissection): MotionScene[] {
  return ["batch", "start", ...times.subarray(1), "energies", "loss", "weights"];
}

/** Which scene is on: the one that is asked for, or the last step where chains have no such step. */
export function sceneIndex({ times }: ToyDissection, scene: MotionScene): number {
  if (scene === "batch") return 0;
  if (scene === "start") return 1;
  const steps = times.length - 1;
  if (typeof scene === "number") {
    const found = times.findIndex((time) => time >= scene);
    return 1 + (found < 0 ? steps : Math.max(1, found));
  }
  return 2 + steps + ["energies", "loss", "weights"].indexOf(scene);
}

/** Where an actor's step within an update leads from a scene; null where that is behind. */
export function sceneAfter(
  dissection: ToyDissection,
  scene: MotionScene,
  actor: "step" | "chain",
): MotionScene | null {
  const last = dissection.times.length;
  const index = sceneIndex(dissection, scene);
  if (index >= last) return null;
  return scenesOf(dissection)[actor === "chain" ? last : Math.max(2, index + 1)]!;
}

/** How long a scene is on at speed 1, in seconds: one of words longer than a step among steps. */
export const seconds = (scene: MotionScene) => (typeof scene === "number" && scene > 1 ? 0.5 : 3);

/** Updates that see as many points as there are. */
export const updatesInEpoch = ({ points, recipe }: ToyDissection) =>
  Math.ceil(points / recipe.batch);

/** What of an update is drawn in a scene. */
export interface Moment {
  /** Which of the kept times of the chains; null before they begin. */
  time: number | null;
  /** Steps done by then. */
  step: number;
  /** Whether the step that led there is drawn, in its parts. */
  moved: boolean;
  /** Whether the batch is lit. */
  batch: boolean;
  /** Whether the change of E_theta is shown instead of it. */
  changed: boolean;
}

export function momentOf(dissection: ToyDissection, scene: MotionScene): Moment {
  const { times } = dissection;
  const still = { moved: false, batch: true, changed: false };
  if (scene === "batch") return { time: null, step: 0, ...still };
  const last = times.length - 1;
  const time = Math.min(last, sceneIndex(dissection, scene) - 1);
  const moved = typeof scene === "number";
  return { time, step: times[time]!, moved, batch: !moved, changed: scene === "weights" };
}

/** The lengths of the arrows that a step of the traced chains is drawn with. */
export interface Magnification {
  /** Of a whole step and its parts, and of a pull on the map of its own energy. */
  step: number;
  pull: number;
}

/** By how much arrows are drawn longer than they are, so that most steps are an eighth of the map, or less. */
export function magnificationOf({ traced }: ToyDissection, extent: number): Magnification {
  const { reference, network, noise } = traced.parts;
  const room = (2 * extent) / 8;
  const round = (factor: number) => {
    const power = 10 ** Math.floor(Math.log10(factor));
    return power * [8, 6, 5, 4, 3, 2, 1].find((step) => step * power <= factor * (1 + 1e-9))!;
  };
  const suited = (...parts: Float32Array[]) => {
    const lengths = Float64Array.from({ length: noise.length / 2 }, (_, i) =>
      Math.max(...parts.map((part) => Math.hypot(part[2 * i]!, part[2 * i + 1]!))),
    ).sort();
    const long = lengths[Math.floor(0.9 * (lengths.length - 1))] ?? 0;
    return round(Math.min(1000, Math.max(1, room / Math.max(1e-9, long))));
  };
  return { step: suited(reference, network, noise), pull: suited(reference, network) };
}

/** A vector of the plane. */
export type Vector = [x: number, y: number];

/** What a traced chain's step, counted from 1, is the sum of, and that sum. */
export function tracedStep(
  { traced: { states, parts }, recipe: { steps } }: ToyDissection,
  chain: number,
  step: number,
): Record<StepPart | "sum", Vector> & { from: Vector } {
  const at = (values: Float32Array, i: number): Vector => [values[2 * i]!, values[2 * i + 1]!];
  const before = chain * (steps + 1) + step - 1;
  const [from, to] = [at(states, before), at(states, before + 1)];
  const move = chain * steps + step - 1;
  return {
    ...{ from, sum: [to[0] - from[0], to[1] - from[1]] },
    ...{ reference: at(parts.reference, move), network: at(parts.network, move) },
    noise: at(parts.noise, move),
  };
}
