import type { SweepRecord } from "./design.ts";
import type { SweepDraft } from "./draft.ts";

/** The sweep that this page runs. */
export interface LiveSweep {
  id: string;
  /** Where it runs, for people, such as "CPU (relaxed SIMD, one thread)". */
  backend: string;
  workers: number;
  /** The trials under way. */
  active: readonly { trial: number; update: number; updates: number }[];
  /** Of all runs, 0..1; estimated, as the seconds left are, which are null until they can be. */
  share: number;
  secondsLeft: number | null;
  pausing: boolean;
}

export interface SweepsState {
  /** Newest first; null until the archive was read. */
  sweeps: readonly SweepRecord[] | null;
  live: LiveSweep | null;
  /** The sweep that is being designed; null until the designer was opened. */
  draft: SweepDraft | null;
  /** Workers that the reader wants on the CPU; null for one a core. */
  workers: number | null;
  /** Why a sweep cannot go on or a file was not loaded, until it is dismissed. */
  problem: string | null;
}

export const NO_SWEEPS: SweepsState = {
  ...{ sweeps: null, live: null, draft: null, workers: null, problem: null },
};
