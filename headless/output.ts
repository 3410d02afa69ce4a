import { renameSync, writeFileSync } from "node:fs";
import { causeOf } from "./given.ts";

/** Writes a file whole or not at all, or to standard output where there is none; true. */
export function write(out: string | null, text: string): true {
  if (out === null) {
    process.stdout.write(text);
    return true;
  }
  const draft = `${out}.${process.pid}.part`;
  try {
    writeFileSync(draft, text);
    renameSync(draft, out);
  } catch (error) {
    throw new Error(`${out}: expected a file that can be written, found ${causeOf(error)}`);
  }
  return true;
}
