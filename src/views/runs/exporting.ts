import type { Lab } from "../../lab/lab.ts";
import { fileStem, saveFile } from "../file.ts";

/** Hands runs to the reader as one file; where they cannot be read, the lab's notice says so. */
export async function exportFile(
  runs: Lab["runs"],
  ids: readonly string[],
  words: string,
): Promise<void> {
  const file = await runs.exportRuns(ids);
  if (file) saveFile(`${fileStem(words).slice(0, 60)}.runs`, file);
}
