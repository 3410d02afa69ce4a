import {
  accessSync,
  constants,
  existsSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname } from "node:path";
import { causeOf } from "./given.ts";
import { InputError } from "./inputError.ts";

/** Writes a file whole or not at all, or to standard output where there is none; true. @throws for people */
export function write(out: string | null, content: string | Uint8Array): true {
  if (out === null) {
    process.stdout.write(content);
    return true;
  }
  const draft = draftOf(out);
  try {
    // A device, such as /dev/null, has no name to be put in the place of.
    if (existsSync(out) && !statSync(out).isFile()) writeFileSync(out, content);
    else {
      writeFileSync(draft, content);
      renameSync(draft, out);
    }
  } catch (error) {
    rmSync(draft, { force: true });
    throw unwritable(out, error);
  }
  return true;
}

/** @throws for people, where a file cannot be written: before hours of work for it */
export function refuseUnwritable(out: string | null): void {
  if (out === null) return;
  const folder = dirname(out);
  if (!existsSync(folder)) {
    throw new InputError(`${out}: expected a folder ${folder}, found none; make it first`);
  }
  try {
    if (existsSync(out)) {
      if (statSync(out).isDirectory()) throw new Error("a folder");
      accessSync(out, constants.W_OK);
      if (!statSync(out).isFile()) return;
    }
    const draft = draftOf(out);
    writeFileSync(draft, "");
    rmSync(draft);
  } catch (error) {
    throw new InputError(unwritable(out, error).message);
  }
}

/** The system's error of a file, for people. */
export const unwritable = (out: string, error: unknown) =>
  new Error(`${out}: expected a file that can be written, found ${causeOf(error)}`);

const draftOf = (out: string) => `${out}.${process.pid}.part`;
