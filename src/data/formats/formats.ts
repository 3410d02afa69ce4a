import type { Found } from "../arrays.ts";

/** Thrown where a reading is given up. */
export class Cancelled extends Error {}

/** Lets messages in while a large file is read; throws `Cancelled` where one gave the reading up. */
export type Turn = () => Promise<void>;

/**
 * Reads the bytes of a file into the arrays that it holds.
 *
 * @param file the file's name, which begins every error
 * @param bytes the whole of their buffer
 * @param turn awaited between parts that take a moment
 * @throws if the file as a whole cannot be read; an array that cannot is a `Found` with a problem
 */
type Reader = (
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
  turn: Turn,
) => Found[] | Promise<Found[]>;

/** The formats by their extensions. A reader is loaded when its first file comes. */
const READERS: Record<string, () => Promise<Reader>> = {
  npy: async () => {
    const { readNpy } = await import("./npy.ts");
    return (file, bytes) => [{ name: "", array: readNpy(file, bytes) }];
  },
  npz: async () => (await import("./npz.ts")).readNpz,
  csv: async () => (await import("./csv.ts")).readCsv,
  tsv: async () => (await import("./csv.ts")).readCsv,
  parquet: async () => (await import("./parquet.ts")).readParquet,
  safetensors: async () => (await import("./safetensors.ts")).readSafetensors,
  h5: async () => (await import("./hdf5.ts")).readHdf5,
  hdf5: async () => (await import("./hdf5.ts")).readHdf5,
  pt: async () => (await import("./torch.ts")).readTorch,
  pth: async () => (await import("./torch.ts")).readTorch,
};

/** The extensions that the lab reads, as a file input takes them. */
export const EXTENSIONS = Object.keys(READERS).map((extension) => `.${extension}`);

/** The largest file: what one buffer of a browser surely holds. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

/** A file whose bytes are read once its name and size are known to be readable. */
export interface InputFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * Reads a file by its extension.
 *
 * @throws with a sentence that begins with the file's name, whatever is wrong with the file, and
 *   what its `arrayBuffer` and `turn` throw
 */
export async function readFile(file: InputFile, turn: Turn = async () => {}): Promise<Found[]> {
  const { name, size } = file;
  const extension = /\.([^.]*)$/.exec(name)?.[1].toLowerCase() ?? "";
  if (!Object.hasOwn(READERS, extension)) {
    throw new Error(
      `${name}: is not a file that the lab reads, expected ${EXTENSIONS.join(", ")}; ` +
        "save it as one of these",
    );
  }
  if (size > MOST_BYTES) {
    throw new Error(
      `${name}: has ${size} bytes, expected at most ${MOST_BYTES}; save fewer rows a file`,
    );
  }
  const reader = await READERS[extension]();
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return await reader(name, bytes, turn);
  } catch (error) {
    if (error instanceof Cancelled) throw error;
    const { message } = error as Error;
    if (message.startsWith(name)) throw error;
    // What a library trips over in a damaged file is the engine's own sentence, and no help.
    const own = error instanceof TypeError || error instanceof RangeError;
    const why = own ? "its contents do not fit together" : message;
    throw new Error(`${name}: is no sound .${extension} file: ${why}; export or copy it again`);
  }
}
