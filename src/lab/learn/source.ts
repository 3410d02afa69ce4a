import { FIRST_PLACE, type Place } from "../place.ts";
import { mergeHash } from "../url.ts";

/** A chapter's file. */
export interface ChapterFile {
  /** Such as "5-failure.md". */
  name: string;
  text: string;
}

/** What the lab must know of a chapter before its text is read. */
export interface ChapterSource extends ChapterFile {
  /** Its name in the address: the file's, without number and ending. */
  id: string;
  title: string;
  /** The place that it opens. */
  place: Place;
  /** What stands beside the text: the 2D lab's run, or the Features tab's tables. */
  figure: "run" | "features";
  /** The Markdown below the front matter, and the line of the file that it begins at. */
  body: string;
  bodyLine: number;
  /** What the front matter gets wrong: subject, line, expected, found. */
  problems: string[];
}

/** A chapter's name in the address. */
export const idOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/\.(md|markdown)$/, "")
    .replace(/^\d+[-_ ]+/, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 60) || "chapter";

/** The lines of a text from one number to the next, as one text. */
const joined = (lines: string[], from: number, to?: number) => lines.slice(from, to).join("\n");

/**
 * Reads the front matter of a chapter: `key: value` lines between two lines of `---`. Never throws; what
 * is wrong is in `problems`, and the rest holds.
 */
export function readSource({ name, text }: ChapterFile): ChapterSource {
  const problems: string[] = [];
  const wrong = (line: number, what: string) => problems.push(`${name}, line ${line}: ${what}`);
  const lines = text.replace(/^\uFEFF/, "").split(/\r\n?|\n/);
  const given = new Map<string, { value: string; line: number }>();
  const end =
    lines[0]?.trim() === "---" ? lines.findIndex((l, i) => i > 0 && l.trim() === "---") : -1;
  if (end < 0) {
    wrong(1, "expected front matter between two lines of ---, found none");
  }
  lines.slice(1, Math.max(1, end)).forEach((text, i) => {
    const [, key, value] = /^\s*(\w+)\s*:\s*(.*?)\s*$/.exec(text) ?? [];
    const line = i + 2;
    if (key && KEYS.includes(key)) given.set(key, { value: value!, line });
    else if (text.trim()) wrong(line, `expected ${KEYS.join(", ")} and a colon, found "${text}"`);
  });
  const { value: title = "", line: at = 1 } = given.get("title") ?? {};
  if (!title && end >= 0) wrong(at, "title: expected a few words, found none");
  const figure = given.get("figure");
  const figures = ["run", "features"] as const;
  const known = figures.find((one) => one === (figure?.value ?? "run"));
  if (!known) wrong(figure!.line, `figure: expected run or features, found "${figure!.value}"`);
  const state = given.get("state");
  const id = idOf(name);
  const { place, notices } = mergeHash(FIRST_PLACE, state?.value ?? "");
  for (const notice of notices) wrong(state!.line, `state: ${notice}`);
  return {
    ...{ name, text, id, title: title || id, figure: known ?? "run", problems },
    place: { ...place, tab: "learn", chapter: id },
    ...{ body: joined(lines, end + 1), bodyLine: end + 2 },
  };
}

/** Words that are read in a minute. */
const PACE = 200;

/** The minutes that a chapter's text takes to read, at least 1. */
export const minutesOf = ({ body }: ChapterSource) =>
  Math.max(1, Math.round(body.split(/\s+/).length / PACE));

const KEYS = ["title", "state", "figure"];
