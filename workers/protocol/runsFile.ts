import { type Packable, pack, unpack } from "./packing.ts";
import type { Checkpoints } from "./timeline.ts";

const RUNS = "energy-correction-lab/runs@1";

/** A run as it is stored; details and each state's checkpoints are packed. */
export interface PackedRun {
  record: unknown;
  details: Uint8Array<ArrayBuffer> | null;
  states: readonly { update: number; bytes: Uint8Array<ArrayBuffer> }[];
}

/** All of a run: what of it could be unpacked, whatever it is. */
export interface UnpackedRun {
  record: unknown;
  details: unknown;
  states: readonly { update: unknown; checkpoints: unknown }[];
}

export const packState = (checkpoints: Checkpoints) => pack(checkpoints as unknown as Packable);

export async function packRun(run: {
  record: object;
  details: Packable | null;
  states: readonly { update: number; checkpoints: Checkpoints }[];
}): Promise<PackedRun> {
  const states = run.states.map(async ({ update, checkpoints }) => ({
    ...{ update, bytes: await packState(checkpoints) },
  }));
  const details = run.details === null ? null : await pack(run.details);
  return { record: run.record, details, states: await Promise.all(states) };
}

/**
 * A run that was packed.
 *
 * @param name the file's, for errors
 * @throws if any part of it is damaged
 */
export async function unpackRun(
  { record, details, states }: PackedRun,
  name: string,
): Promise<UnpackedRun> {
  const unpacked = states.map(async ({ update, bytes }) => ({
    ...{ update, checkpoints: await unpack(bytes, name) },
  }));
  return {
    record,
    details: details && (await unpack(details, name)),
    states: await Promise.all(unpacked),
  };
}

/** Runs as the bytes of one file. */
export const packRuns = (runs: readonly PackedRun[]) =>
  pack({ schema: RUNS, runs } as unknown as Packable);

/**
 * The runs in a file's bytes, as they were stored: nothing is said of what is in them.
 *
 * @param name the file's, for errors
 * @throws if it is no such file, or not all of one
 */
export async function unpackRuns(
  bytes: Uint8Array<ArrayBuffer>,
  name: string,
): Promise<readonly PackedRun[]> {
  const found = (await unpack(bytes, name)) as { schema?: unknown; runs?: unknown } | null;
  if (found?.schema !== RUNS || !Array.isArray(found.runs)) {
    throw new Error(`${name}: expected a file of runs (${RUNS}), found ${schemaOf(found)}`);
  }
  return found.runs as PackedRun[];
}

const schemaOf = (found: { schema?: unknown } | null) =>
  typeof found?.schema === "string" ? found.schema : "another one";
