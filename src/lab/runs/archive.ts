import type { Naming } from "../../../workers/protocol/archive.ts";
import { packRun, packRuns, unpackRun, unpackRuns } from "../../../workers/protocol/runsFile.ts";
import type { SweepRecord } from "../sweeps/design.ts";
import { packedDetails, runOf } from "./details.ts";
import type { KeptRun, KeptState, RunDetails, RunRecord } from "./record.ts";

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

/** What another tab has kept, renamed or deleted. */
export type News =
  | { type: "kept"; record: RunRecord }
  | { type: "named"; id: string; naming: Naming }
  | { type: "removed"; ids: readonly string[] }
  | { type: "sweep"; sweep: SweepRecord }
  | { type: "noSweep"; id: string };

/** Where runs and sweeps are kept. Whatever is given to it is kept whole or not at all. */
export interface Archive {
  catalogue(): Promise<Catalogue>;
  /** Tells of what other tabs keep and delete from now on. */
  follow(hear: (news: News) => void): void;
  /**
   * Keeps a run; one that is there keeps its name and its pin.
   *
   * @throws for people, where there is no room or it cannot be written
   */
  keep(keeping: Keeping): Promise<void>;
  /** Changes a run's name or its pin, and nothing else of it. */
  rename(id: string, naming: Naming): Promise<void>;
  /** Null where nothing of the kind is kept. */
  details(id: string): Promise<RunDetails | null>;
  states(id: string): Promise<readonly KeptState[]>;
  /** Deletes runs; for a minute, keeping the record of one again brings all of it back. */
  remove(ids: readonly string[]): Promise<void>;
  /** Runs as the bytes of a file. */
  pack(ids: readonly string[]): Promise<Uint8Array<ArrayBuffer>>;
  /**
   * The runs of a file; one that is damaged is why it cannot be had, for people.
   *
   * @throws for people, if it is no such file
   */
  unpack(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<readonly (KeptRun | string)[]>;
  keepSweep(sweep: SweepRecord): Promise<void>;
  removeSweep(id: string): Promise<void>;
  usage(): Promise<Usage>;
}

/** Milliseconds for which what was deleted comes back where its record is kept again. */
const RESTORABLE = 60_000;

/** An archive that lives as long as the page. */
export function fleetingArchive(why: string): Archive {
  const kept = new Map<string, Keeping>();
  const removed = new Map<string, Keeping>();
  const sweeps = new Map<string, SweepRecord>();
  return {
    catalogue: async () => ({
      records: [...kept.values()].map(({ record }) => record),
      sweeps: [...sweeps.values()],
      unreadable: [],
      fleeting: why,
    }),
    follow() {},
    async keep(keeping) {
      const { id } = keeping.record;
      const before = kept.get(id);
      const { name, pinned } = before?.record ?? keeping.record;
      const record = { ...keeping.record, name, pinned };
      kept.set(id, { ...removed.get(id), ...before, ...keeping, record });
      removed.delete(id);
    },
    async rename(id, naming) {
      const before = kept.get(id);
      if (before) kept.set(id, { ...before, record: { ...before.record, ...naming } });
    },
    details: async (id) => kept.get(id)?.details ?? null,
    states: async (id) => kept.get(id)?.states ?? [],
    async remove(ids) {
      for (const id of ids) {
        const keeping = kept.get(id);
        if (!keeping) continue;
        removed.set(id, keeping);
        kept.delete(id);
        setTimeout(() => removed.get(id) === keeping && removed.delete(id), RESTORABLE);
      }
    },
    async pack(ids) {
      const runs = ids.flatMap((id) => kept.get(id) ?? []);
      const packed = runs.map(({ record, details, states }) =>
        packRun({ record, details: details ? packedDetails(details) : null, states: states ?? [] }),
      );
      return packRuns(await Promise.all(packed));
    },
    async unpack(bytes, name) {
      const runs = (await unpackRuns(bytes, name)).map((run) => unpackRun(run, name));
      return (await Promise.allSettled(runs)).map((run) =>
        runOf(run.status === "fulfilled" ? run.value : null),
      );
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
