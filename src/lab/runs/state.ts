import type { Naming } from "../../../workers/protocol/archive.ts";
import type { LabState } from "../store.ts";
import type { Unreadable, Usage } from "./archive.ts";
import { EVERYTHING, type Query } from "./query.ts";
import type { RunDetails, RunRecord } from "./record.ts";

/** The Runs tab's runs. */
export interface RunsState {
  /** Newest first; null until the archive was read. */
  records: readonly RunRecord[] | null;
  unreadable: readonly Unreadable[];
  /** Why nothing outlives the page; null where it does. */
  fleeting: string | null;
  /** Why the newest state of a run could not be kept, until it could. */
  problem: string | null;
  usage: Usage | null;
  /** What was just deleted and can be had back, for people; null where nothing can. */
  undo: string | null;
  /** What became of the last import, export or resumption, until it is dismissed. */
  notice: string | null;
  /** Details of the runs that are compared; null while they are read, or where there are none. */
  details: ReadonlyMap<string, RunDetails | null>;
  /** Which of the runs are listed. */
  query: Query;
}

export const NO_RUNS: RunsState = {
  ...{ records: null, unreadable: [], fleeting: null, problem: null, usage: null },
  ...{ undo: null, notice: null, details: new Map() },
  query: EVERYTHING,
};

/**
 * The runs with a record in the place of the one of its id, whose name and pin stay; as they are until
 * the archive was read.
 */
export function withRecord(runs: RunsState, record: RunRecord): RunsState {
  if (!runs.records) return runs;
  const { name, pinned } = recordOf(runs, record.id) ?? record;
  const others = runs.records.filter(({ id }) => id !== record.id);
  const records = [{ ...record, name, pinned }, ...others];
  return { ...runs, records: records.toSorted((a, b) => b.created - a.created) };
}

/** The runs with another name or pin of one of them. */
export const withNaming = (runs: RunsState, id: string, naming: Naming): RunsState => ({
  ...runs,
  records: runs.records?.map((run) => (run.id === id ? { ...run, ...naming } : run)) ?? null,
});

/** Whether a run trains in another tab: it can then be neither resumed nor deleted here. */
export function trainsElsewhere({ toy, features, sweeps }: LabState, run: RunRecord): boolean {
  if (run.standing !== "training" || run.id === toy.kept?.id || run.id === features.kept) {
    return false;
  }
  return run.sweep === null || run.sweep.id !== sweeps.live?.id;
}

/** The kept run of an id; null where there is none. */
export const recordOf = ({ records }: RunsState, id: string): RunRecord | null =>
  records?.find((record) => record.id === id) ?? null;
