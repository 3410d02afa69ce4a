import {
  Uint8ArrayReader,
  Uint8ArrayWriter,
  ZipReader,
} from "@zip.js/zip.js/lib/zip-core-custom.js";

/** A file in a zip archive. */
export interface Member {
  name: string;
  /** Its size when unpacked. */
  bytes: number;
  /** Unpacks it; throws if it does not match its checksum. */
  read(): Promise<Uint8Array<ArrayBuffer>>;
}

/** The most that one member may unpack to. */
const MOST_BYTES = 2 ** 31 - 2 ** 20;

/**
 * Lists a zip archive. Read with zip.js, which knows 64-bit archives (all of torch's are), unpacks
 * with the browser's own inflate and, unlike smaller libraries, compares checksums.
 *
 * @throws if it is no archive, is cut off, or a member is there twice or is too large to unpack
 */
export async function openZip(file: string, bytes: Uint8Array<ArrayBuffer>): Promise<Member[]> {
  const damaged = (name: string, error: unknown) =>
    new Error(
      `${name}: is no sound zip archive: ${(error as Error).message.toLowerCase()}; ` +
        "export or copy it again",
    );
  const archive = new ZipReader(new Uint8ArrayReader(bytes), {
    useWebWorkers: false,
    checkSignature: true,
  });
  const entries = await archive.getEntries().catch((error) => {
    throw damaged(file, error);
  });
  const names = new Set<string>();
  const members: Member[] = [];
  for (const entry of entries) {
    if (entry.directory) continue;
    const { filename: name, uncompressedSize } = entry;
    if (names.has(name)) throw damaged(file, new Error(`it holds ${name} twice`));
    names.add(name);
    if (uncompressedSize > MOST_BYTES) {
      throw new Error(
        `${file}, ${name}: unpacks to ${uncompressedSize} bytes, expected at most ${MOST_BYTES}; ` +
          "save fewer rows a file",
      );
    }
    const read = () =>
      entry.getData(new Uint8ArrayWriter()).catch((error) => {
        throw damaged(`${file}, ${name}`, error);
      });
    members.push({ name, bytes: uncompressedSize, read });
  }
  return members;
}
