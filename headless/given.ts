import { existsSync, readFileSync } from "node:fs";
import { FIRST_PLACE } from "../src/lab/place.ts";
import { type RunSettings, readSettings } from "../src/lab/settingsFile.ts";
import { decode, mergeHash } from "../src/lab/url.ts";

/** Settings of the 2D lab. */
export type ToyRun = Extract<RunSettings, { kind: "toy" }>;

/**
 * The settings that an argument names: a settings file, a report, or an address of the lab.
 *
 * @throws for people
 */
export function settingsOf(argument: string): RunSettings {
  const hash = hashOf(argument);
  if (hash !== null) return ofHash(hash);
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
  const { place, enclosed, notices } = decode(hash);
  refuse("address", notices);
  if (/(^|&)chapter=/.test(hash)) {
    throw new Error(
      "address: it is a chapter's, which leaves out what the chapter sets; open it on the 2D lab's " +
        "tab and give that address",
    );
  }
  if (place.tab === "features") return { kind: "features", settings: place.features };
  const { drawing, painted } = enclosed;
  return checked("address", {
    ...{ kind: "toy", settings: place.toy, drawing },
    painted: painted?.used ? painted.sets : null,
  });
}

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
