import type { SweepRecord } from "../sweeps/design.ts";
import type { KeptState, RunDetails, RunRecord } from "./record.ts";

/** A record that cannot be shown, and why, for people; it is left where it is. */
export interface Unreadable {
  id: string;
  why: string;
}

export interface Catalogue {
  records: readonly RunRecord[];
  sweeps: readonly SweepRecord[];
  unreadable: readonly Unreadable[];
  /** Why nothing outlives the page, for people; null where it does. */
  fleeting: string | null;
}

/** What is kept, in bytes: of all runs, and what they may come to. */
export interface Usage {
  bytes: number;
  limit: number;
}

/** What of a run is put in the place of what was kept of it; what is left out stays as it was. */
export interface Keeping {
  record: RunRecord;
  details?: RunDetails;
  states?: readonly KeptState[];
}

/** Where runs and sweeps are kept. Whatever is given to it is kept whole or not at all. */
export interface Archive {
  catalogue(): Promise<Catalogue>;
  /** @throws for people, where there is no room or it cannot be written */
  keep(keeping: Keeping): Promise<void>;
  /** Null where nothing of the kind is kept. */
  details(id: string): Promise<RunDetails | null>;
  states(id: string): Promise<readonly KeptState[]>;
  remove(ids: readonly string[]): Promise<void>;
  keepSweep(sweep: SweepRecord): Promise<void>;
  removeSweep(id: string): Promise<void>;
  usage(): Promise<Usage>;
}

/** An archive that lives as long as the page. */
export function fleetingArchive(why: string): Archive {
  const kept = new Map<string, Keeping>();
  const sweeps = new Map<string, SweepRecord>();
  return {
    catalogue: async () => ({
      records: [...kept.values()].map(({ record }) => record),
      sweeps: [...sweeps.values()],
      unreadable: [],
      fleeting: why,
    }),
    async keep(keeping) {
      kept.set(keeping.record.id, { ...kept.get(keeping.record.id), ...keeping });
    },
    details: async (id) => kept.get(id)?.details ?? null,
    states: async (id) => kept.get(id)?.states ?? [],
    async remove(ids) {
      for (const id of ids) kept.delete(id);
    },
    async keepSweep(sweep) {
      sweeps.set(sweep.id, sweep);
    },
    async removeSweep(id) {
      sweeps.delete(id);
    },
    usage: async () => ({ bytes: 0, limit: Number.POSITIVE_INFINITY }),
  };
}
