import { bounded, type Kept } from "../bounded.ts";
import type { Branch } from "../timeline.ts";
import type { KeptState, RunRecord } from "./record.ts";

/** Bytes of states that are written in a second, at most: larger states are kept less often. */
export const RATE = 5e6;

/** States of a run that are kept: the newest, and up to three earlier ones, evenly spread. */
const STATES = { most: 4, bytes: Number.POSITIVE_INFINITY };

/** What is known of a run while it is kept. */
export interface Followed {
  id: string;
  record: RunRecord | null;
  states: readonly (KeptState & Kept)[];
  /** When a state may be written again, by the page's clock. */
  due: number;
  /** Lets its lock go. */
  letGo: (() => void) | null;
}

/**
 * The states that are to be kept of a run; null where those that are kept stay.
 *
 * @param resting whether the newest is kept even before it is due
 */
export function statesOf(
  own: Followed,
  { keyframes, settings }: Pick<Branch, "keyframes" | "settings">,
  resting: boolean,
): readonly KeptState[] | null {
  const newest = keyframes.at(-1);
  // A state of another run's settings, before a fork, is that run's.
  if (!newest || newest.settings !== settings) return null;
  const { update, checkpoints, bytes } = newest;
  const now = performance.now();
  const before = own.states.filter((state) => state.update < update);
  const isKept = own.states.some((state) => state.checkpoints === checkpoints);
  if (isKept ? before.length + 1 === own.states.length : now < own.due && !resting) return null;
  own.due = now + (1000 * bytes) / RATE;
  own.states = bounded([...before, { update, checkpoints, bytes }], STATES);
  return own.states.map(({ update, checkpoints }) => ({ update, checkpoints }));
}
