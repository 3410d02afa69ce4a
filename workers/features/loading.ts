import type { DroppedFile } from "../../src/data/bytes.ts";
import { add, type Collection, EMPTY, regroup } from "../../src/data/features.ts";
import type { OodGroup } from "../../src/model/recipe.ts";

/** Feature files, and what the reader takes their arrays and OOD sets for. */
export interface Loading {
  files: readonly DroppedFile[];
  /** Null leaves an array out; one that is not named is guessed. */
  roles: readonly (readonly [source: string, role: string | null])[];
  groups: readonly (readonly [dataset: string, group: OodGroup])[];
}

/**
 * Reads files at once that a page may have taken one after the other: the same collection.
 *
 * @throws for people, with all that is wrong with the files
 */
export async function collectionOf({ files, roles, groups }: Loading): Promise<Collection> {
  const change = await add(EMPTY, files, {}, new Map(roles));
  if ("problems" in change) throw new Error(change.problems.join("; "));
  return groups.reduce(
    (collection, [dataset, group]) => regroup(collection, dataset, group),
    change.collection,
  );
}

/** Bytes that all copies of the files may have together, and what a copy's run has beside it. */
const MEMORY = 1.5e9;
const OVERHEAD = 100e6;

/**
 * How many workers may have a copy each of files of so many bytes: as many as there are cores, as long
 * as the copies and what runs need beside them stay within about 1.5 GB; always one.
 */
export function workersFor(bytes: number, cores: number): number {
  const room = Math.floor(MEMORY / (bytes + OVERHEAD));
  return Math.max(1, Math.min(cores, room));
}
