import h5wasm, { type Dataset, type Metadata } from "h5wasm";
import { attempt, elementCount, type Found, type NumericArray } from "../arrays.ts";
import { dtypeOf, READABLE } from "./dtypes.ts";
import { readElements } from "./elements.ts";
import type { Turn } from "./formats.ts";

/**
 * Reads a .h5 file: every dataset of numbers, at any depth, under its path, such as "features" or
 * "train/labels".
 *
 * Read with h5wasm, the HDF Group's C library as WebAssembly: 4.8 MB, loaded with the first such
 * file. jsfive 0.4.2 has 0.2 MB, but no types, and fails on files of h5py's libver="latest".
 *
 * @throws if it is no HDF5 file, or is damaged
 */
export async function readHdf5(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
  turn: Turn,
): Promise<Found[]> {
  const { FS, activate_throwing_error_handler } = await h5wasm.ready;
  activate_throwing_error_handler();
  FS.writeFile(PATH, bytes, UNCOPIED);
  try {
    const opened = ask(file, () => new h5wasm.File(PATH, "r"));
    try {
      const found: Found[] = [];
      for (const name of ask(file, () => opened.paths())) {
        const item = ask(file, () => opened.get(name));
        if (!(item instanceof h5wasm.Dataset)) continue;
        await turn();
        found.push(await attempt(name, () => readDataset(`${file}, ${name}`, item)));
      }
      return found;
    } finally {
      ask(file, () => opened.close());
    }
  } finally {
    FS.unlink(PATH);
  }
}

/** Where the file lies in the library's file system. */
const PATH = "/file.h5";
/** An option of Emscripten's that the library's types leave out. */
const UNCOPIED: object = { canOwn: true };

/**
 * Asks the library for something. Its errors are stacks of lines such as
 * "#006: ... in H5F__super_read(): file signature not found"; the last is the innermost cause.
 */
function ask<Answer>(subject: string, question: () => Answer): Answer {
  try {
    return question();
  } catch (error) {
    const { message } = error as Error;
    const reason = [...message.matchAll(/\(\): (.*)/g)].at(-1)?.[1] ?? message;
    throw new Error(`${subject}: is no sound HDF5 data: ${reason}; export or copy it again`);
  }
}

/** The classes of HDF5's types that are no numbers, by their number there (H5T_class_t). */
const CLASSES: Record<number, string> = {
  3: "string",
  6: "compound",
  8: "enum",
  9: "variable length",
  10: "array",
  11: "complex",
};

async function readDataset(subject: string, dataset: Dataset): Promise<NumericArray> {
  const { file_id, path } = dataset;
  const metadata = ask(subject, () => dataset.metadata);
  const name = dtypeName(metadata);
  const dtype = dtypeOf(name);
  if (!dtype) throw new Error(`${subject}: has dtype ${name}, ${READABLE}`);
  const shape = metadata.shape ?? [0];
  const bytes = elementCount(subject, shape, name) * dtype.bytes;
  const library = await h5wasm.ready;
  const place = library._malloc(bytes);
  if (place === 0)
    throw new Error(`${subject}: needs ${bytes} bytes, memory has fewer; save fewer`);
  try {
    ask(subject, () => library.get_dataset_data(file_id, path, null, null, null, BigInt(place)));
    const data = library.HEAPU8.slice(place, place + bytes);
    // The library gives little-endian numbers, whatever the file has.
    return readElements(subject, data, { shape, dtype, littleEndian: true });
  } finally {
    library._free(place);
  }
}

function dtypeName({ type, size, signed }: Metadata): string {
  if (type === 0) return `${signed ? "int" : "uint"}${8 * size}`;
  return type === 1 ? `float${8 * size}` : (CLASSES[type] ?? `class ${type}`);
}
