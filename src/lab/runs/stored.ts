import type {
  ArchiveAnswer,
  ArchiveCall,
  ArchiveService,
} from "../../../workers/protocol/archive.ts";
import type { Port } from "../link.ts";
import { type Archive, fleetingArchive, type News, type Unreadable } from "./archive.ts";
import { packedDetails, readDetails, readState, runOf } from "./details.ts";
import { readRecord, readSweep } from "./reading.ts";
import type { KeptState, RunRecord } from "./record.ts";

/** Milliseconds within which a database opens, or is taken for one that never will. */
const PATIENCE = 8000;

/** How tabs tell each other what they keep. */
export interface Channel {
  postMessage(news: News): void;
  onmessage: ((event: MessageEvent<News>) => void) | null;
}

/** Kept runs in the browser's database; where it has none, an archive that lives as long as the page. */
export async function storedArchive(
  open: () => Port,
  channel: Channel,
  patience = PATIENCE,
): Promise<Archive> {
  const call = caller(open);
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error("its database did not open")), patience);
  });
  try {
    await Promise.race([call("open"), late]);
    return stored(call, channel);
  } catch (error) {
    return fleetingArchive(
      `This browser keeps no runs for your next visit: ${(error as Error).message}. Export those that you want to keep.`,
    );
  }
}

type Call = <Name extends keyof ArchiveService>(
  name: Name,
  ...given: Parameters<ArchiveService[Name]>
) => ReturnType<ArchiveService[Name]>;

/** Calls the worker, which is started by the first call and by the first one after it broke. */
function caller(open: () => Port): Call {
  let port: Port | null = null;
  let last = 0;
  const waiting = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  >();

  function start(): Port {
    const started = open();
    started.onmessage = ({ data }: MessageEvent<ArchiveAnswer>) => {
      const asked = waiting.get(data.request);
      waiting.delete(data.request);
      if ("problem" in data) asked?.reject(new Error(data.problem));
      else asked?.resolve(data.answer);
    };
    const broke = (why: string) => {
      started.terminate();
      if (port !== started) return;
      port = null;
      for (const { reject } of waiting.values()) reject(new Error(`the archive stopped: ${why}`));
      waiting.clear();
    };
    started.onerror = (event) => {
      event.preventDefault?.();
      broke(event.message || "its program could not be loaded");
    };
    started.onmessageerror = () => broke("it sent what could not be read");
    return started;
  }

  return ((name: keyof ArchiveService, ...given: unknown[]) =>
    new Promise<unknown>((resolve, reject) => {
      port ??= start();
      const request = ++last;
      waiting.set(request, { resolve, reject });
      port.postMessage({ request, call: name, given } as ArchiveCall);
    })) as Call;
}

function stored(call: Call, channel: Channel): Archive {
  /** The states that are known to be stored: they are not written again. */
  const written = new Map<string, readonly KeptState[]>();
  const tell = (news: News) => channel.postMessage(news);
  return {
    async catalogue() {
      const { runs, sweeps } = await call("catalogue");
      const records: RunRecord[] = [];
      const unreadable: Unreadable[] = [];
      for (const { id, record, incomplete } of runs) {
        try {
          const read = readRecord(record, id);
          if (incomplete) throw new Error("its curves and maps are missing");
          records.push(read);
        } catch (error) {
          unreadable.push({ id, why: (error as Error).message });
        }
      }
      const read = sweeps.flatMap((sweep) => {
        try {
          return [readSweep(sweep)];
        } catch (error) {
          unreadable.push({ id: sweep.id, why: `A sweep: ${(error as Error).message}` });
          return [];
        }
      });
      const newest = <T extends { created: number }>(all: T[]) =>
        all.toSorted((a, b) => b.created - a.created);
      return { records: newest(records), sweeps: newest(read), unreadable, fleeting: null };
    },
    follow(hear) {
      channel.onmessage = ({ data }) => {
        if (data.type === "kept") written.delete(data.record.id);
        hear(data);
      };
    },
    async keep({ record, details, states }) {
      const before = written.get(record.id) ?? [];
      written.delete(record.id);
      await call("keep", {
        ...{ id: record.id, record },
        details: details ? packedDetails(details) : null,
        states: states
          ? {
              updates: states.map(({ update }) => update),
              fresh: states.filter(
                ({ checkpoints }) => !before.some((known) => known.checkpoints === checkpoints),
              ),
            }
          : null,
      });
      written.set(record.id, states ?? before);
      tell({ type: "kept", record });
    },
    async rename(id, naming) {
      await call("rename", id, naming);
      tell({ type: "named", id, naming });
    },
    async details(id) {
      const details = await call("details", id);
      return details === null ? null : readDetails(details);
    },
    async states(id) {
      const read = (await call("states", id)).flatMap((state) => {
        try {
          return [readState(state, "state")];
        } catch {
          return [];
        }
      });
      written.set(id, read);
      return read;
    },
    async remove(ids) {
      await call("remove", ids);
      tell({ type: "removed", ids });
    },
    pack: (ids) => call("pack", ids),
    unpack: async (bytes, name) => (await call("unpack", bytes, name)).map(runOf),
    async keepSweep(sweep) {
      await call("keepSweep", sweep);
      tell({ type: "sweep", sweep });
    },
    async removeSweep(id) {
      await call("removeSweep", id);
      tell({ type: "noSweep", id });
    },
    usage: () => call("usage"),
  };
}
