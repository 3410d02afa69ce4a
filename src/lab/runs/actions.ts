import type { Naming } from "../../../workers/protocol/archive.ts";
import type { LabState, LabStore } from "../store.ts";
import type { Archive, News } from "./archive.ts";
import { type Locks, lockOf } from "./locks.ts";
import type { Query } from "./query.ts";
import { COMPARED, type RunRecord } from "./record.ts";
import { reopening, type Screens } from "./reopening.ts";
import { type RunsState, recordOf, trainsElsewhere, withNaming, withRecord } from "./state.ts";

/** Milliseconds for which deleted runs can be had back. */
const UNDO = 55_000;

const FILE = "application/octet-stream";

export type RunsActions = ReturnType<typeof runsActions>;

interface Means {
  archive: Archive;
  locks: Pick<Locks, "held" | "free">;
  /** Asks the browser not to clear what is kept when it runs out of room. */
  persist: () => void;
  screens: Screens;
}

/** What the reader can do with kept runs. */
export function runsActions(store: LabStore, { archive, locks, persist, screens }: Means) {
  let opening: Promise<void> | null = null;
  /** What was deleted and can be had back, deletion by deletion. */
  let deleted: readonly (readonly RunRecord[])[] = [];
  const state = () => store.getState().runs;
  const change = (next: (runs: RunsState) => RunsState) =>
    store.setState(({ runs }) => ({ runs: next(runs) }));
  const patch = (part: Partial<RunsState>) => change((runs) => ({ ...runs, ...part }));
  const isCompared = ({ place }: LabState) => place.tab === "runs" && place.view === "compare";

  async function read(): Promise<void> {
    try {
      const { records, sweeps, unreadable, fleeting } = await archive.catalogue();
      const held = await locks.held();
      patch({ records: records.map((record) => known(record, held)), unreadable, fleeting });
      store.setState((all) => ({ sweeps: { ...all.sweeps, sweeps } }));
      for (const { id, standing } of state().records!) if (standing === "training") watch(id);
      archive.follow(hear);
    } catch (error) {
      patch({ records: [], problem: `The kept runs cannot be read: ${(error as Error).message}.` });
    }
  }

  /** One whose page has gone is not in training any more. */
  const known = (record: RunRecord, held: ReadonlySet<string>): RunRecord =>
    record.standing === "training" && !held.has(lockOf(record.id))
      ? { ...record, standing: "stopped" }
      : record;

  /** Waits until the page that trains a run has gone, or has come to an end with it. */
  async function watch(id: string): Promise<void> {
    await locks.free(lockOf(id));
    const record = recordOf(state(), id);
    if (record && trainsElsewhere(store.getState(), record)) {
      change((runs) => withRecord(runs, { ...record, standing: "stopped" }));
    }
  }

  /** What another tab has done. */
  function hear(news: News): void {
    if (news.type === "kept") {
      const before = recordOf(state(), news.record.id);
      change((runs) => withRecord(runs, news.record));
      const { standing, id } = news.record;
      if (standing === "training" && before?.standing !== standing) void watch(id);
    } else if (news.type === "named") {
      change((runs) => withNaming(runs, news.id, news.naming));
    } else if (news.type === "removed") {
      change((runs) => without(runs, news.ids));
    } else {
      const id = news.type === "sweep" ? news.sweep.id : news.id;
      const added = news.type === "sweep" ? [news.sweep] : [];
      store.setState(({ sweeps }) => {
        const others = sweeps.sweeps?.filter((sweep) => sweep.id !== id) ?? [];
        return { sweeps: { ...sweeps, sweeps: [...added, ...others] } };
      });
    }
  }

  async function keep(record: RunRecord): Promise<void> {
    change((runs) => withRecord(runs, record));
    await archive.keep({ record }).catch(tell("kept"));
  }

  const tell = (done: string) => (error: Error) =>
    patch({ problem: `That is not ${done}: ${error.message}.` });

  async function measure(): Promise<void> {
    const usage = await archive.usage().catch(() => null);
    patch({ usage });
  }

  function rename(id: string, naming: Naming): void {
    change((runs) => withNaming(runs, id, naming));
    archive.rename(id, naming).catch(tell("kept"));
    persist();
  }

  /** Sets what can be had back, and tells how much that is. */
  function setDeleted(batches: typeof deleted): void {
    deleted = batches;
    const count = batches.flat().length;
    const undo = count > 0 ? `${counted(count)} deleted, to be had back for a minute` : null;
    if (state().undo !== undo) patch({ undo });
  }

  /** Of the runs that are compared: when what was read of them had been kept. */
  const seen = new Map<string, number>();

  /** Reads the details of the runs that are compared, and again of those that were kept since. */
  async function compare(ids: readonly string[]): Promise<void> {
    await open();
    const { details } = state();
    if (String([...details.keys()]) !== String(ids)) {
      patch({ details: new Map(ids.map((id) => [id, details.get(id) ?? null])) });
    }
    for (const id of ids) {
      const kept = recordOf(state(), id)?.changed ?? 0;
      if (state().details.get(id) && seen.get(id) === kept) continue;
      seen.set(id, kept);
      const found = await archive.details(id).catch(() => null);
      change((runs) =>
        runs.details.has(id) ? { ...runs, details: new Map(runs.details).set(id, found) } : runs,
      );
    }
  }
  store.subscribe((now, before) => {
    const { compared } = now.place;
    if (!isCompared(now)) return;
    const asked = compared !== before.place.compared || !isCompared(before);
    if (asked || now.runs.records !== before.runs.records) void compare(compared);
  });

  /** Reads the archive, once. */
  function open(): Promise<void> {
    opening ??= read();
    return opening;
  }

  return {
    async open(): Promise<void> {
      await open();
      if (store.getState().place.tab === "runs") await measure();
    },
    ...reopening(store, archive, screens),
    rename: (id: string, name: string) => rename(id, { name }),
    pin: (id: string, pinned: boolean) => rename(id, { pinned }),
    /** Deletes runs, and those that cannot be read; for a minute `undo` brings runs back. */
    async remove(ids: readonly string[]): Promise<void> {
      const runs = ids.flatMap((id) => recordOf(state(), id) ?? []);
      const busy = runs.filter(({ standing }) => standing === "training").map(({ id }) => id);
      const gone = ids.filter((id) => !busy.includes(id));
      if (busy.length > 0) {
        const notice = `${counted(busy.length)} in training ${busy.length === 1 ? "was" : "were"} not deleted: pause first, in the tab that trains.`;
        patch({ notice });
      }
      if (gone.length === 0) return;
      // What cannot be read may be a sweep.
      const bad = state().unreadable.flatMap(({ id }) => (gone.includes(id) ? id : []));
      change((runs) => without(runs, gone));
      store.setState(({ toy }) => ({
        toy: toy.kept && gone.includes(toy.kept.id) ? { ...toy, kept: null } : toy,
      }));
      await archive.remove(gone).catch(tell("deleted"));
      for (const id of bad) await archive.removeSweep(id).catch(tell("deleted"));
      const batch = runs.filter(({ id }) => gone.includes(id));
      if (batch.length > 0) {
        setDeleted([...deleted, batch]);
        setTimeout(() => setDeleted(deleted.filter((other) => other !== batch)), UNDO);
      }
      await measure();
    },
    /** Brings back all that was deleted within the last minute. */
    async undo(): Promise<void> {
      const back = deleted.flat();
      setDeleted([]);
      for (const record of back) await keep(record);
      await measure();
    },
    /** Runs as one file; null where they cannot be read. */
    async exportRuns(ids: readonly string[]): Promise<Blob | null> {
      try {
        return new Blob([await archive.pack(ids)], { type: FILE });
      } catch (error) {
        patch({ notice: `The runs cannot be exported: ${(error as Error).message}.` });
        return null;
      }
    },
    /** Takes over the runs of a file that are not here yet. */
    async importRuns(file: File): Promise<void> {
      try {
        await open();
        const runs = await archive.unpack(new Uint8Array(await file.arrayBuffer()), file.name);
        const here = new Set(state().records?.map(({ id }) => id));
        const told = { added: 0, here: 0, bad: [] as string[] };
        for (const run of runs) {
          if (typeof run === "string") told.bad.push(run);
          else if (here.has(run.record.id)) told.here++;
          else {
            const { record, details, states } = run;
            const standing = record.standing === "training" ? "stopped" : record.standing;
            const own: RunRecord = { ...record, standing };
            await archive.keep({ record: own, ...(details && { details }), states });
            change((runs) => withRecord(runs, own));
            here.add(own.id);
            told.added++;
          }
        }
        patch({ notice: `${file.name}: ${words(told)}` });
      } catch (error) {
        const { message } = error as Error;
        const named = message.startsWith(file.name) ? message : `${file.name}: ${message}`;
        patch({ notice: `${named}. Nothing that was kept is lost.` });
      }
      await measure();
    },
    /** Chooses the runs that are compared, the first COMPARED of them, and shows them side by side. */
    compare: (ids: readonly string[]) =>
      store.setState(({ place }) => ({
        place: { ...place, tab: "runs", view: "compare", compared: ids.slice(0, COMPARED) },
      })),
    /** Changes which of the runs are listed. */
    search: (part: Partial<Query>) => patch({ query: { ...state().query, ...part } }),
    dismiss: () => patch({ notice: null, problem: null }),
  };
}

const counted = (count: number) => `${count} ${count === 1 ? "run" : "runs"}`;

const without = (runs: RunsState, ids: readonly string[]): RunsState => ({
  ...runs,
  records: runs.records?.filter(({ id }) => !ids.includes(id)) ?? null,
  unreadable: runs.unreadable.filter(({ id }) => !ids.includes(id)),
});

function words({ added, here, bad }: { added: number; here: number; bad: readonly string[] }) {
  if (here > 0 && added + bad.length === 0) {
    return here === 1
      ? "its run is here already; nothing was added."
      : `all ${counted(here)} are here already; nothing was added.`;
  }
  const parts = [`${counted(added)} added`];
  if (here > 0) parts.push(`${counted(here)} already here`);
  if (bad.length > 0) parts.push(`${counted(bad.length)} not readable (${bad[0]})`);
  return `${parts.join(", ")}.`;
}
