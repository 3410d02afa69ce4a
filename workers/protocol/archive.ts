import type { Packable } from "./packing.ts";
import type { UnpackedRun } from "./runsFile.ts";
import type { Checkpoints } from "./timeline.ts";

/** A run's record as it was stored, whatever it is. */
export interface StoredRecord {
  id: string;
  record: unknown;
  /** Whether details of it are missing that were kept. */
  incomplete: boolean;
}

export interface StoredState {
  update: number;
  checkpoints: Checkpoints;
}

/** What of a run is put in the place of what was kept of it. */
export interface RunKeeping {
  id: string;
  record: object;
  /** Null: those that were kept stay. */
  details: Packable | null;
  /** The updates whose states are to be kept, and those of them that are new; null: all stay. */
  states: { updates: readonly number[]; fresh: readonly StoredState[] } | null;
}

/** What of a run's record the reader changes, and nothing else does. */
export interface Naming {
  name?: string;
  pinned?: boolean;
}

/** What the archive's worker does; each is whole or not at all, and rejects with a sentence. */
export interface ArchiveService {
  /** Opens the database. */
  open(): Promise<void>;
  catalogue(): Promise<{ runs: StoredRecord[]; sweeps: { id: string }[] }>;
  /** The name and the pin of one that is there stay as they are. */
  keep(keeping: RunKeeping): Promise<void>;
  /** Changes a run's name or its pin, and nothing else of it. */
  rename(id: string, naming: Naming): Promise<void>;
  /** Null where there are none. */
  details(id: string): Promise<Packable | null>;
  /** Those that can be read, in the order of their updates. */
  states(id: string): Promise<StoredState[]>;
  /** Deleted runs are out of sight at once; kept again within a while, they have all that they had. */
  remove(ids: readonly string[]): Promise<void>;
  keepSweep(sweep: { id: string }): Promise<void>;
  removeSweep(id: string): Promise<void>;
  usage(): Promise<{ bytes: number; limit: number }>;
  /** Runs as the bytes of a file. */
  pack(ids: readonly string[]): Promise<Uint8Array<ArrayBuffer>>;
  /** The runs of a file; null is one that is damaged. */
  unpack(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<(UnpackedRun | null)[]>;
}

export type ArchiveCall = {
  [Name in keyof ArchiveService]: {
    /** Tells the answer's request from others. */
    request: number;
    call: Name;
    given: Parameters<ArchiveService[Name]>;
  };
}[keyof ArchiveService];

export type ArchiveAnswer =
  | { request: number; answer: unknown }
  | { request: number; problem: string };
