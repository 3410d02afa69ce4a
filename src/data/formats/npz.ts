import { attempt, type Found } from "../arrays.ts";
import { readNpy } from "./npy.ts";
import { openZip } from "./zip.ts";

/**
 * Reads a .npz file, a zip archive of .npy files (numpy.savez, numpy.savez_compressed), each array
 * under its key.
 *
 * @throws if it is no zip archive, or is damaged
 */
export async function readNpz(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<Found[]> {
  const found: Found[] = [];
  for (const member of await openZip(file, bytes)) {
    const name = member.name.replace(/\.npy$/, "");
    const content = await member.read();
    found.push(await attempt(name, () => readNpy(`${file}, ${name}`, content)));
  }
  return found;
}
