import type { OodGroup } from "../model/recipe.ts";
import type { Found } from "./arrays.ts";
import { type DroppedFile, readBytes, sha256, type Watch } from "./bytes.ts";
import { type Arrays, defectOf, disagreements, type LoadedArray, misfitOf } from "./checks.ts";
import { Cancelled, readFile } from "./formats/formats.ts";
import {
  CONTENTS,
  type Content,
  EXPECTED_NAMES,
  EXPORT_NOTES,
  parseRole,
  roleName,
} from "./names.ts";
import { rolesOf, type Taken } from "./roles.ts";

/** A file that is loaded, with the SHA-256 of its bytes where the browser can compute it. */
export interface LoadedFile {
  name: string;
  bytes: number;
  sha256: string | null;
}

/** What was found in a file under a name, and what it is taken for. */
export interface Entry {
  /** Tells it from all others, and names it for people: its file, and its name in the file. */
  source: string;
  file: string;
  /** Its name in the file, "" where it has none. */
  name: string;
  /** As it was read; null if it cannot be. */
  array: LoadedArray | null;
  /** The name of its role; null if it is left out. */
  role: string | null;
  /** Why it is left out. */
  why: string | null;
}

/** Everything loaded so far: each array with a role is sound, and none at odds with another. Immutable. */
export interface Collection {
  readonly files: readonly LoadedFile[];
  readonly entries: readonly Entry[];
  /** The arrays that have a role, as it needs them. */
  readonly arrays: Arrays;
  /** Groups that were chosen by hand, by data set. */
  readonly groups: ReadonlyMap<string, OodGroup>;
}

export const EMPTY: Collection = { files: [], entries: [], arrays: new Map(), groups: new Map() };

/** Why an array is left out that the reader has left out. */
const BY_HAND = "left out by hand";

type Change = { collection: Collection } | { problems: string[] };

/**
 * Adds files to a collection, one after the other: all of them, or none if there is a problem. The
 * exporter's notes are passed by.
 *
 * A role that is filled already is a problem and never a replacement, for a set that mixes two
 * exports can be sound in shape and wrong in every number. Where a role was only guessed, and is
 * filled or does not suit the array, the array is left out.
 *
 * @param known what arrays are taken for, by their sources; null leaves one out; others are guessed
 * @throws `Cancelled` where `watch` gives the reading up
 */
export async function add(
  previous: Collection,
  files: readonly DroppedFile[],
  watch: Watch = {},
  known: ReadonlyMap<string, string | null> = new Map(),
): Promise<Change> {
  const problems: string[] = [];
  const next = {
    ...previous,
    files: [...previous.files],
    entries: [...previous.entries],
    arrays: new Map(previous.arrays),
  };
  for (const file of files) {
    if (file.name === EXPORT_NOTES) continue;
    try {
      refuseTwins(file, previous, next);
      const { found, hash } = await contentsOf(file, watch);
      next.files.push({ name: file.name, bytes: file.size, sha256: hash });
      const taken = rolesOf(file.name, found);
      found.forEach((each, i) => {
        const entry = entryOf(file.name, each, found.length > 1);
        next.entries.push(entry);
        const told = known.get(entry.source);
        const takenFor = told === undefined ? taken[i] : toldOf(told);
        const problem = place(entry, each, takenFor, next.arrays);
        if (problem) problems.push(problem);
      });
    } catch (error) {
      if (error instanceof Cancelled) throw error;
      problems.push((error as Error).message);
    }
  }
  problems.push(...disagreements(next.arrays));
  return problems.length ? { problems } : { collection: next };
}

/** Sources, and with them the mapping, go by the files' names. */
function refuseTwins({ name }: DroppedFile, previous: Collection, next: Collection): void {
  const same = (file: LoadedFile) => file.name === name;
  if (previous.files.some(same)) {
    throw new Error(
      `${name}: a file of this name is loaded already, expected another; clear first to replace ` +
        "it, or rename it",
    );
  }
  if (next.files.some(same)) {
    throw new Error(`${name}: is there twice, expected each name once; drop one, or rename it`);
  }
}

/** What a file holds, and its hash. */
async function contentsOf(file: DroppedFile, watch: Watch) {
  const { name, size } = file;
  let hash: string | null = null;
  const arrayBuffer = async () => {
    const bytes = await readBytes(file, watch);
    hash = await sha256(bytes);
    return bytes;
  };
  const found = await readFile({ name, size, arrayBuffer }, async () => {
    await watch.pause?.();
    if (watch.cancelled?.()) throw new Cancelled();
  });
  if (found.every((each) => "problem" in each)) {
    const whys = found.map((each) => ("problem" in each ? each.problem : ""));
    throw new Error(
      `${name}: holds no array that the lab can read` +
        (whys.length ? ` (${whys.join("; ")})` : "") +
        `, expected ${EXPECTED_NAMES}`,
    );
  }
  return { found, hash };
}

function entryOf(file: string, found: Found, several: boolean): Entry {
  const { name } = found;
  const source = name && several ? `${file}, ${name}` : file;
  const array = "array" in found ? { ...found.array, source, lengths: null } : null;
  return { source, file, name, array, role: null, why: null };
}

/** What an array is taken for that was told what it is. */
function toldOf(told: string | null): Taken {
  const role = told === null ? null : parseRole(told);
  return role ? { role, spelt: true } : { unused: BY_HAND };
}

/** Gives an array of a new file its role, or leaves it out; the problem, if that is one. */
function place(
  entry: Entry,
  found: Found,
  taken: Taken,
  arrays: Map<string, LoadedArray>,
): string | null {
  const leave = (why: string) => {
    entry.why = why.replace(`${entry.source}: `, "");
    return null;
  };
  if ("problem" in found) {
    const told = "role" in taken && taken.spelt;
    return told ? found.problem : leave(found.problem);
  }
  if ("unused" in taken) return leave(taken.unused);
  const { role, spelt } = taken;
  const name = roleName(role);
  const array = suited(entry.array!, role.content);
  const filled = arrays.get(name);
  const misfit = filled
    ? `${entry.source}: ${name} is ${filled.source} already, expected one array; leave one out`
    : misfitOf(role, array);
  if (misfit) return spelt ? misfit : leave(misfit);
  entry.role = name;
  arrays.set(name, array);
  return defectOf(role, array);
}

/** Digits in a text are integers by chance: where floats are expected, they are floats. */
function suited(array: LoadedArray, content: Content): LoadedArray {
  if (array.dtype !== "text" || !CONTENTS[content].floating) return array;
  if (array.data instanceof Float32Array) return array;
  return { ...array, data: Float32Array.from(array.data) };
}

/**
 * Takes an array for something else, or leaves it out where `role` is null. An array that had the
 * role is then left out. Refused where the array does not suit the role, or others disagree.
 */
export function assign(previous: Collection, source: string, role: string | null): Change {
  const entry = previous.entries.find((each) => each.source === source);
  if (!entry) return { problems: [`${source}: is not loaded, expected an array of the mapping`] };
  if (role === entry.role) return { collection: previous };
  const arrays = new Map(previous.arrays);
  if (entry.role) arrays.delete(entry.role);
  if (role !== null) {
    const wanted = parseRole(role);
    if (!wanted) {
      return { problems: [`${source}: ${role} is no role, expected ${EXPECTED_NAMES}`] };
    }
    if (!entry.array) return { problems: [`${source}: ${entry.why}`] };
    const array = suited(entry.array, wanted.content);
    const defect = misfitOf(wanted, array) ?? defectOf(wanted, array);
    if (defect) return { problems: [defect] };
    arrays.set(role, array);
  }
  const problems = disagreements(arrays);
  if (problems.length) return { problems };
  const entries = previous.entries.map((each): Entry => {
    if (each === entry) return { ...each, role, why: role === null ? BY_HAND : null };
    if (role === null || each.role !== role) return each;
    return { ...each, role: null, why: `${role} was given to ${source}` };
  });
  return { collection: { ...previous, entries, arrays } };
}

/** Puts an OOD set into a group by hand. */
export function regroup(collection: Collection, dataset: string, group: OodGroup): Collection {
  return { ...collection, groups: new Map([...collection.groups, [dataset, group]]) };
}
