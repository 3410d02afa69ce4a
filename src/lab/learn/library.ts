import type { Keeping } from "../board.ts";
import { type ChapterFile, type ChapterSource, idOf, readSource } from "./source.ts";

/** The key that the reader's own chapters are kept under. */
const KEPT = "energy-correction-lab/chapters";

/** Bytes of a chapter's file at most. */
const MOST_BYTES = 200_000;

/** Why a file cannot be a chapter, or null. */
function refusalOf(name: string, bytes: number, text: string): string | null {
  if (bytes > MOST_BYTES) {
    return `${name}: expected at most ${MOST_BYTES / 1000} kB, found ${Math.ceil(bytes / 1000)} kB; split the chapter`;
  }
  if (!/\.(md|markdown)$/i.test(name)) {
    return `${name}: expected a Markdown file (.md), found another; rename it if it is one`;
  }
  return text.includes("\0") ? `${name}: expected text, found binary data; save it as UTF-8` : null;
}

/** A list of files and those of another that it has none of the same name in the address for. */
export function joined(files: readonly ChapterFile[], others: readonly ChapterFile[]) {
  const ids = files.map(({ name }) => idOf(name));
  return [...files, ...others.filter(({ name }) => !ids.includes(idOf(name)))];
}

/** Why a file has no address beside the others, or null; it stands in the place of one of its name. */
function collisionOf(
  { name }: ChapterFile,
  { own, taken }: Record<"own" | "taken", readonly ChapterFile[]>,
): string | null {
  const id = idOf(name);
  const same = (file: ChapterFile) => idOf(file.name) === id;
  const other = taken.find(same) ?? own.find((file) => same(file) && file.name !== name);
  if (!other) return null;
  return `${name}: expected a name of its own in the address, found "${id}", as ${other.name} has; rename it (a to z and 0 to 9 count)`;
}

/** The built-in chapters and the reader's own, which stand in the place of those of the same name. */
export function collected(builtIn: readonly ChapterSource[], own: readonly ChapterFile[]) {
  const sources = own.map(readSource);
  const others = sources.filter(({ id }) => builtIn.every((chapter) => chapter.id !== id));
  return [
    ...builtIn.map((chapter) => sources.find(({ id }) => id === chapter.id) ?? chapter),
    ...others,
  ];
}

/** A file, and why it cannot be a chapter. */
export async function readFile(file: File): Promise<ChapterFile & { refusal: string | null }> {
  const text = file.size > MOST_BYTES ? "" : await file.text();
  return { name: file.name, text, refusal: refusalOf(file.name, file.size, text) };
}

/** Those of the files that may be taken beside the reader's own, and why the others may not. */
export function takenOf(
  read: readonly Awaited<ReturnType<typeof readFile>>[],
  own: readonly ChapterFile[],
) {
  const taken: ChapterFile[] = [];
  const problems: string[] = [];
  for (const { refusal, ...file } of read) {
    const problem = refusal ?? collisionOf(file, { own, taken });
    if (problem) problems.push(problem);
    else taken.push(file);
  }
  return { taken, problems };
}

/** The files of the last visit; none where they cannot be read. */
export function keptFiles(keeping: Keeping): ChapterFile[] {
  try {
    const found: unknown = JSON.parse(keeping.getItem(KEPT) ?? "[]");
    return Array.isArray(found) ? found.filter(isFile) : [];
  } catch {
    return [];
  }
}

const isFile = (value: unknown): value is ChapterFile => {
  const { name, text } = (value ?? {}) as Partial<ChapterFile>;
  return typeof name === "string" && typeof text === "string";
};

/** Keeps the files for the next visit, or says that they are not. */
export function keepFiles(keeping: Keeping, files: readonly ChapterFile[]): string | null {
  try {
    keeping.setItem(KEPT, JSON.stringify(files));
    return null;
  } catch {
    return "This browser does not keep your chapters for the next visit: open their files again then.";
  }
}
