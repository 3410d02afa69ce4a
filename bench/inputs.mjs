import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openSource } from "./source.mjs";

const source = await openSource();
const { exportedInputs } = await source.ssrLoadModule("/bench/work/inputs.ts");
await source.close();

/**
 * Writes a case's inputs for PyTorch: a file an array, its shape and type in arrays.json.
 *
 * @param {import("./cases.mjs").Case} work
 * @param {string} folder that is made
 */
export async function writeInputs(work, folder) {
  await mkdir(folder);
  /** @type {Record<string, [number[], string]>} */
  const index = {};
  for (const [name, { shape, values }] of Object.entries(exportedInputs(work))) {
    index[name] = [shape, values.constructor.name.replace("Array", "").toLowerCase()];
    await writeFile(join(folder, name), values);
  }
  await writeFile(join(folder, "arrays.json"), JSON.stringify(index));
}
