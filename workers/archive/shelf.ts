import type { IDBPObjectStore } from "idb";
import type { ArchiveService, Naming, RunKeeping, StoredState } from "../protocol/archive.ts";
import { type Packable, pack, unpack } from "../protocol/packing.ts";
import {
  packRuns,
  packState,
  type UnpackedRun,
  unpackRun,
  unpackRuns,
} from "../protocol/runsFile.ts";
import { openRuns, type Row, type Runs, type RunsSchema, statesOf } from "./database.ts";
import { bytesOf, isGone, limitOf, shed, sumOf } from "./room.ts";

const FULL = (bytes: number, limit: number) =>
  `the runs kept in this browser come to ${megabytes(bytes)} MB of ${megabytes(limit)} MB: delete some, or unpin finished ones`;
const REFUSED =
  "the browser has no room left for this page: delete runs, or free space on the disk";

/** What a record takes, about: as JSON, but for its arrays of numbers. */
function sizeOf(record: object): number {
  let arrays = 0;
  const text = JSON.stringify(record, (_, value) => {
    if (!ArrayBuffer.isView(value)) return value;
    arrays += value.byteLength;
    return null;
  });
  return text.length + arrays;
}

/** What the reader called a run and whether it is pinned, where that can be read. */
function namingOf({ record }: Row): Naming {
  const { name, pinned } = (record ?? {}) as { name?: unknown; pinned?: unknown };
  return {
    ...(typeof name === "string" && { name }),
    ...(typeof pinned === "boolean" && { pinned }),
  };
}

const megabytes = (bytes: number) => Math.round(bytes / 1e6);

const STORES = ["records", "details", "states"] as const;
type Stores = {
  [Name in (typeof STORES)[number]]: IDBPObjectStore<RunsSchema, typeof STORES, Name, "readwrite">;
};

/** What of a run is stored as bytes. */
interface Packed {
  details: Uint8Array<ArrayBuffer> | null;
  states: { update: number; bytes: Uint8Array<ArrayBuffer> }[];
}

/** Keeps runs and sweeps in the browser's IndexedDB. */
export class Shelf implements ArchiveService {
  private database: Promise<Runs> | null = null;
  /** Bytes of all runs, about: counted anew whenever room is made; null until they were counted. */
  private total: number | null = null;
  private limit = Number.POSITIVE_INFINITY;

  /** @param quota the bytes that the browser grants the page, if it tells */
  constructor(private readonly quota: () => Promise<number | undefined>) {}

  async open(): Promise<void> {
    await this.runs();
  }

  async catalogue() {
    const runs = await this.runs();
    const view = runs.transaction(["records", "details", "sweeps"]);
    const [rows, detailed, sweeps] = await Promise.all([
      view.objectStore("records").getAll(),
      view.objectStore("details").getAllKeys(),
      view.objectStore("sweeps").getAll(),
    ]);
    const known = new Set(detailed);
    const there = rows.filter(({ removed }) => !removed);
    return {
      runs: there.map(({ id, record, bytes }) => ({
        ...{ id, record, incomplete: bytes.details > 0 && !known.has(id) },
      })),
      sweeps,
    };
  }

  async keep(keeping: RunKeeping): Promise<void> {
    const { details, states } = keeping;
    const packed: Packed = {
      details: details === null ? null : await pack(details),
      states: await Promise.all(
        (states?.fresh ?? []).map(async ({ update, checkpoints }) => ({
          update,
          bytes: await packState(checkpoints),
        })),
      ),
    };
    const needed =
      (packed.details?.length ?? 0) +
      packed.states.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const total = this.total ?? (await this.count());
    if (total + needed > this.limit) await this.makeRoom(needed);
    try {
      await this.write(keeping, packed);
    } catch (error) {
      if ((error as Error).name !== "QuotaExceededError") throw error;
      try {
        await this.makeRoom(needed, 0.9 * total);
        await this.write(keeping, packed);
      } catch {
        throw new Error(REFUSED);
      }
    }
  }

  private async write({ id, record, states }: RunKeeping, packed: Packed): Promise<void> {
    await this.change(async (stores) => {
      const before = await stores.records.get(id);
      const named = { ...record, ...(before && !before.removed && namingOf(before)) };
      const row: Row = {
        ...{ id, record: named, removed: null, states: before?.states ?? [] },
        bytes: {
          record: sizeOf(named),
          details: packed.details?.length ?? before?.bytes.details ?? 0,
        },
      };
      if (packed.details) await stores.details.put(packed.details, id);
      if (states) {
        for (const { update, bytes } of packed.states) await stores.states.put(bytes, [id, update]);
        for (const key of await stores.states.getAllKeys(statesOf(id))) {
          if (!states.updates.includes(key[1])) await stores.states.delete(key);
        }
        const fresh = packed.states.map(({ update, bytes }) => [update, bytes.length] as const);
        const sizes = new Map([...row.states, ...fresh]);
        row.states = [...sizes].filter(([update]) => states.updates.includes(update));
      }
      await stores.records.put(row);
      this.total = this.total! + bytesOf(row) - (before ? bytesOf(before) : 0);
    });
  }

  async rename(id: string, naming: Naming): Promise<void> {
    await this.change(async ({ records }) => {
      const row = await records.get(id);
      if (row) await records.put({ ...row, record: { ...(row.record as object), ...naming } });
    });
  }

  async details(id: string): Promise<Packable | null> {
    const bytes = await (await this.runs()).get("details", id);
    return bytes ? unpack(bytes, "kept details") : null;
  }

  async states(id: string): Promise<StoredState[]> {
    const stored = await this.packedStates(id);
    const states = stored.map(async ({ update, bytes }) => {
      const checkpoints = await unpack(bytes, "kept state").catch(() => null);
      return checkpoints ? [{ update, checkpoints } as unknown as StoredState] : [];
    });
    return (await Promise.all(states)).flat();
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.change(async ({ records }) => {
      for (const id of ids) {
        const row = await records.get(id);
        if (row) await records.put({ ...row, removed: Date.now() });
      }
    });
  }

  async keepSweep(sweep: { id: string }): Promise<void> {
    await (await this.runs()).put("sweeps", sweep);
  }

  async removeSweep(id: string): Promise<void> {
    await (await this.runs()).delete("sweeps", id);
  }

  async usage() {
    await this.count();
    const rows = await (await this.runs()).getAll("records");
    return { bytes: sumOf(rows.filter(({ removed }) => !removed)), limit: this.limit };
  }

  async pack(ids: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
    const runs = await this.runs();
    const found = await Promise.all(
      ids.map(async (id) => {
        const row = await runs.get("records", id);
        if (!row) return [];
        const details = (await runs.get("details", id)) ?? null;
        return [{ record: row.record, details, states: await this.packedStates(id) }];
      }),
    );
    return packRuns(found.flat());
  }

  async unpack(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<(UnpackedRun | null)[]> {
    const runs = (await unpackRuns(bytes, name)).map((run) => unpackRun(run, name));
    const read = await Promise.allSettled(runs);
    return read.map((run) => (run.status === "fulfilled" ? run.value : null));
  }

  private async packedStates(id: string) {
    const view = (await this.runs()).transaction("states");
    const [keys, values] = await Promise.all([
      view.store.getAllKeys(statesOf(id)),
      view.store.getAll(statesOf(id)),
    ]);
    return values.map((bytes, i) => ({ update: keys[i]![1], bytes }));
  }

  /** Takes away for good what was deleted a while ago, and counts the bytes of what is left. */
  private async count(): Promise<number> {
    this.limit = limitOf(await this.quota());
    const rows = await (await this.runs()).getAll("records");
    const gone = rows.filter((row) => isGone(row, Date.now()));
    if (gone.length > 0) {
      await this.change(async ({ records, details, states }) => {
        for (const { id } of gone) {
          await Promise.all([records.delete(id), details.delete(id), states.delete(statesOf(id))]);
        }
      });
    }
    this.total = sumOf(rows) - sumOf(gone);
    return this.total;
  }

  /** Takes states away until `needed` bytes more fit within `most`. */
  private async makeRoom(needed: number, most = this.limit): Promise<void> {
    const total = await this.count();
    const rows = await (await this.runs()).getAll("records");
    const gone = shed(rows, needed, most);
    if (!gone) throw new Error(FULL(total, this.limit));
    const shedding = rows.filter(({ id }) => gone.includes(id));
    const left = shedding.map((row): Row => ({ ...row, states: [] }));
    await this.change(async ({ records, states }) => {
      for (const row of left) {
        await states.delete(statesOf(row.id));
        await records.put(row);
      }
    });
    this.total = total + sumOf(left) - sumOf(shedding);
  }

  /** Changes runs in one transaction: all of it is stored, or nothing. */
  private async change(work: (stores: Stores) => Promise<void>): Promise<void> {
    const change = (await this.runs()).transaction(STORES, "readwrite");
    const ended = change.done.then(
      () => null,
      (error: Error) => error,
    );
    try {
      await work({
        records: change.objectStore("records"),
        details: change.objectStore("details"),
        states: change.objectStore("states"),
      });
    } catch (error) {
      try {
        change.abort();
      } catch {
        // It was aborted by the error.
      }
      const why = await ended;
      throw why && why.name !== "AbortError" ? why : error;
    }
    const error = await ended;
    if (error) throw error;
  }

  private runs(): Promise<Runs> {
    this.database ??= openRuns(() => {
      this.database = null;
    });
    this.database.catch(() => {
      this.database = null;
    });
    return this.database;
  }
}
