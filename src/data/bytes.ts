import { Cancelled } from "./formats/formats.ts";

/** A file as it was dropped, read when its turn comes; a browser's File is one. */
export interface DroppedFile {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  stream(): ReadableStream<Uint8Array>;
}

/** How a reading is watched. */
export interface Watch {
  /** Told the bytes that have come so far, of the file under way. */
  onBytes?: (file: DroppedFile, bytes: number) => void;
  /** Lets messages in. */
  pause?: () => Promise<void>;
  /** Asked whenever bytes have come and after each pause; true gives the reading up. */
  cancelled?: () => boolean;
}

/**
 * The bytes of a file, in one buffer.
 *
 * @throws `Cancelled`, or if there are more or fewer than the file's size
 */
export async function readBytes(file: DroppedFile, watch: Watch): Promise<ArrayBuffer> {
  const { name, size } = file;
  const bytes = new Uint8Array(size);
  const reader = file.stream().getReader();
  let filled = 0;
  const next = async () => (await reader.read()).value;
  try {
    for (let chunk = await next(); chunk; chunk = await next()) {
      if (watch.cancelled?.()) throw new Cancelled();
      if (filled + chunk.length <= size) bytes.set(chunk, filled);
      filled += chunk.length;
      watch.onBytes?.(file, filled);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    if (error instanceof Cancelled) throw error;
    throw new Error(`${name}: could not be read: ${(error as Error).message}; load it again`);
  }
  if (filled !== size) {
    throw new Error(
      `${name}: has ${filled} bytes, expected ${size}; it changed while it was read, load it again`,
    );
  }
  return bytes.buffer;
}

/**
 * The SHA-256 of bytes in 64 hexadecimal digits; null where the browser has none, as on a page that
 * is neither served over https nor from this machine.
 */
export async function sha256(bytes: ArrayBuffer): Promise<string | null> {
  if (!globalThis.crypto?.subtle) return null;
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
