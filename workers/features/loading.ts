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
