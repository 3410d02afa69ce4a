import { type Packable, pack, unpack } from "../../workers/protocol/packing.ts";
import type { ToyPhases } from "../../workers/protocol/phases.ts";
import type { Checkpoints } from "../../workers/protocol/timeline.ts";
import type { ToyFrame, ToyPrepared } from "../../workers/protocol/toy.ts";
import type { ModelKind, ToySettings } from "../model/recipe.ts";
import { coarse, restored } from "./coarse.ts";
import { type Phases, withPhases } from "./phases.ts";
import { append, EMPTY_TRACE, type Traces } from "./trace.ts";

const RECORDING = "energy-correction-lab/recording@1";
const PAST = "energy-correction-lab/recording-past@1";

/** A finished run, as far as the page shows it. */
export interface Recording {
  settings: ToySettings;
  /** Where it was trained, for people, such as "CPU (SIMD, one thread)". */
  backend: string;
  scene: ToyPrepared;
  /** The run's end; energies on its maps are kept to a thousandth. */
  frame: ToyFrame;
  /** [update, loss, energy gap] of every update, flattened. */
  losses: Partial<Record<ModelKind, Float32Array>>;
  phases: readonly ToyPhases["models"][];
}

/** How such a run came there, and what it can go on from. */
export interface RecordedPast {
  /** Earlier frames in their order, their losses left out; energies are kept to a colour. */
  frames: readonly ToyFrame[];
  /** Where it began, and its end; Adam's first moment, which is forgotten at once, is left out. */
  start: Checkpoints;
  checkpoints: Checkpoints;
}

/** The largest error of an energy on a map is half of this. */
const FINE = 0.002;
const COARSE = 0.05;

/** The recording as the bytes of a file. */
export function packRecording({ scene, frame, ...rest }: Recording) {
  const pictures = coarse({ scene, frame }, FINE);
  return pack({ schema: RECORDING, ...(rest as object), pictures } as Packable);
}

/** The recording in a file's bytes; `name` is the file's, for errors. */
export async function unpackRecording(bytes: Uint8Array<ArrayBuffer>, name: string) {
  const { pictures, ...rest } = await read(bytes, name, RECORDING);
  return { ...rest, ...(restored(pictures!) as object) } as unknown as Recording;
}

/** A recording's past as the bytes of a file. */
export function packPast({ frames, ...states }: RecordedPast) {
  return pack({ schema: PAST, frames: coarse(frames, COARSE), ...states } as unknown as Packable);
}

/** The past in a file's bytes; `name` is the file's, for errors. */
export async function unpackPast(bytes: Uint8Array<ArrayBuffer>, name: string) {
  const { frames, ...states } = await read(bytes, name, PAST);
  return { frames: restored(frames!), ...states } as unknown as RecordedPast;
}

async function read(bytes: Uint8Array<ArrayBuffer>, name: string, schema: string) {
  const { schema: found, ...rest } = (await unpack(bytes, name)) as Record<string, Packable>;
  if (found === schema) return rest;
  throw new Error(`${name}: expected schema ${schema}, found ${found}; it is of another version`);
}

/** What the losses' charts show of a recording. */
export const tracesOf = ({ losses }: Recording): Traces =>
  Object.fromEntries(
    Object.entries(losses).map(([model, triples]) => [model, append(EMPTY_TRACE, triples)]),
  );

/** What the chart of the negative phases shows of a recording. */
export const phasesOf = ({ phases }: Recording): Phases => phases.reduce(withPhases, {} as Phases);
