/// <reference types="vite/client" />
import { existsSync, readFileSync } from "node:fs";
import { readSource } from "../src/lab/learn/source.ts";
import { FIRST_PLACE, type Place } from "../src/lab/place.ts";
import { type RunSettings, readSettings } from "../src/lab/settingsFile.ts";
import { decode, mergeHash, ofTab } from "../src/lab/url.ts";

/** Settings of the 2D lab. */
export type ToyRun = Extract<RunSettings, { kind: "toy" }>;

/**
 * The settings that an argument names: a settings file, a report, or an address of the lab.
 *
 * @throws for people
 */
export function settingsOf(argument: string): RunSettings {
  const hash = hashOf(argument);
  if (hash !== null) return ofHash(ofTab(hash));
  const text = textOf(argument);
  return readSettings(argument, text);
}

/** A file's text. @throws for people */
export function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (error) {
    throw new Error(`${file}: expected a file that can be read, found ${causeOf(error)}`);
  }
}

/** What the system says of a file, in a few words. */
export function causeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "ENOENT" ? "none of this name" : message;
}

/** The hash of an address; null where the argument is none. */
function hashOf(argument: string): string | null {
  if (existsSync(argument)) return null;
  const [before = "", ...after] = argument.split("#");
  if (after.length > 0) return after.join("#");
  return /^[\w.]+=/.test(before) ? before : null;
}

function ofHash(hash: string): RunSettings {
  const { place, enclosed, notices } = mergeHash(baseOf(hash), hash);
  refuse("address", notices);
  if (place.tab === "features") return { kind: "features", settings: place.features };
  const { drawing, painted } = enclosed;
  return checked("address", {
    ...{ kind: "toy", settings: place.toy, drawing },
    painted: painted?.used ? painted.sets : null,
  });
}

/** What an address is a change of: the state that its chapter opens, or the lab's defaults. */
function baseOf(hash: string): Place {
  const { place } = decode(hash);
  if (place.tab !== "learn" || !place.chapter) return FIRST_PLACE;
  const sources = Object.entries(CHAPTERS).map(([path, text]) =>
    readSource({ name: path.replace(/^.*\//, ""), text }),
  );
  const source = sources.find(({ id }) => id === place.chapter);
  if (source?.figure === "run") return source.place;
  const names = sources.flatMap(({ id, figure }) => (figure === "run" ? id : []));
  throw new Error(
    `address: chapter: expected one with a run, ${names.join(", ")}, found "${place.chapter}"`,
  );
}

const CHAPTERS = import.meta.glob<string>("../src/chapters/*.md", {
  eager: true,
  query: "?raw",
  import: "default",
});

/**
 * The settings with others in their places.
 *
 * @param changes as in an address: "steps=20&alpha=0.01"
 * @throws for people
 */
export function changedBy(run: RunSettings, changes: string): RunSettings {
  if (run.kind === "toy") return toyChangedBy(run, changes);
  const { place, notices } = mergeHash({ ...FIRST_PLACE, features: run.settings }, changes);
  refuse("--set", notices);
  return { ...run, settings: place.features };
}

export function toyChangedBy(run: ToyRun, changes: string): ToyRun {
  const before = { ...FIRST_PLACE, toy: run.settings };
  const { place, enclosed, notices } = mergeHash(before, changes);
  refuse("--set", notices);
  const { drawing, painted } = enclosed;
  return checked("--set", {
    ...{ kind: "toy", settings: place.toy, drawing: drawing ?? run.drawing },
    painted: painted ? painted.sets : run.painted,
  });
}

function checked(name: string, run: ToyRun): ToyRun {
  if (run.settings.data !== "drawn" || run.drawing) return run;
  throw new Error(
    `${name}: its data are drawn, but it has no drawing; give a link that the lab copied`,
  );
}

/** The page uses what is left of an address with faults; a program had better not. */
function refuse(name: string, notices: readonly string[]): void {
  const [notice] = notices;
  if (notice) throw new Error(`${name}: ${notice.replace(/; [^;]*$/, "")}`);
}
