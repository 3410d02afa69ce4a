import { type DBSchema, type IDBPDatabase, openDB } from "idb";

const NAME = "energy-correction-lab";
const VERSION = 1;

/** Of a run: its record, and what it takes. */
export interface Row {
  id: string;
  record: unknown;
  bytes: { record: number; details: number };
  /** Its states, and the bytes of each. */
  states: readonly (readonly [update: number, bytes: number])[];
  /** Milliseconds since 1970, when it was deleted; null where it was not. */
  removed: number | null;
}

export type StateKey = [id: string, update: number];

export interface RunsSchema extends DBSchema {
  /** Small, so that all are read at once. */
  records: { key: string; value: Row };
  /** Packed. */
  details: { key: string; value: Uint8Array<ArrayBuffer> };
  states: { key: StateKey; value: Uint8Array<ArrayBuffer> };
  sweeps: { key: string; value: { id: string } };
}

export type Runs = IDBPDatabase<RunsSchema>;

/**
 * Opens the database of runs.
 *
 * @param gone told when it was closed under this page
 * @throws for people, where the browser has none to give
 */
export function openRuns(gone: () => void): Promise<Runs> {
  return new Promise((resolve, reject) => {
    openDB<RunsSchema>(NAME, VERSION, {
      upgrade(database) {
        database.createObjectStore("records", { keyPath: "id" });
        database.createObjectStore("details");
        database.createObjectStore("states");
        database.createObjectStore("sweeps", { keyPath: "id" });
      },
      blocked: () =>
        reject(new Error("another tab holds an older version of the lab open; close it")),
      blocking: (_, __, event) => {
        (event.target as IDBDatabase).close();
        gone();
      },
      terminated: gone,
    }).then(resolve, (error: Error) => reject(new Error(whyNot(error))));
  });
}

const whyNot = ({ name, message }: Error) =>
  name === "VersionError"
    ? "a newer version of the lab has kept runs here; reload the page"
    : `the browser gave no storage (${message || name})`;

/** The keys of all states of a run. */
export const statesOf = (id: string) => IDBKeyRange.bound([id], [id, []]);
