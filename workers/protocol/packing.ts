/** What a packed file can hold: what JSON can, any number, and arrays of numbers. */
export type Packable =
  | null
  | boolean
  | number
  | string
  | NumberArray
  | readonly Packable[]
  | { readonly [key: string]: Packable | undefined };

type NumberArray = Float32Array | Float64Array | Int32Array | Uint16Array | Uint8Array;
const KINDS = { Float32Array, Float64Array, Int32Array, Uint16Array, Uint8Array };
type Kind = keyof typeof KINDS;

/** Bytes of the header's length, before it. */
const PREFIX = 4;

/**
 * A value as the bytes of a file, compressed by gzip.
 *
 * Inside: the length of a header in bytes (uint32), the header, which is JSON, and the arrays of numbers,
 * all little-endian. In the header a list is `["list", ...]`, an array of numbers the kind, the length
 * and the offset among the arrays, and a number that JSON lacks `["number", text]`. The bytes of an array
 * lie by significance, so that like ones are neighbours, and equal arrays are there once.
 */
export async function pack(value: Packable): Promise<Uint8Array<ArrayBuffer>> {
  const stored: { array: NumberArray; offset: number }[] = [];
  let length = 0;
  const offsetOf = (array: NumberArray) => {
    const same = stored.find((other) => equal(other.array, array));
    if (same) return same.offset;
    const offset = length;
    stored.push({ array, offset });
    length += array.byteLength;
    return offset;
  };
  const written = (part: Packable | undefined): unknown => {
    if (part === undefined || part === null) return part;
    if (typeof part === "number") {
      return Number.isFinite(part) && !Object.is(part, -0) ? part : ["number", textOf(part)];
    }
    if (typeof part !== "object") return part;
    const kind = kindOf(part);
    if (kind) return [kind, (part as NumberArray).length, offsetOf(part as NumberArray)];
    if (Array.isArray(part)) return ["list", ...part.map(written)];
    return mapped(part as Record<string, Packable | undefined>, written);
  };
  const header = new TextEncoder().encode(JSON.stringify(written(value)));
  const bytes = new Uint8Array(PREFIX + header.length + length);
  new DataView(bytes.buffer).setUint32(0, header.length, true);
  bytes.set(header, PREFIX);
  for (const { array, offset } of stored) {
    bytes.set(bySignificance(array), PREFIX + header.length + offset);
  }
  return through(bytes, new CompressionStream("gzip"));
}

/**
 * The value that was packed.
 *
 * @param name the file's, for errors
 * @throws if the bytes are no packed file, or not all of one
 */
export async function unpack(packed: Uint8Array<ArrayBuffer>, name: string): Promise<Packable> {
  const bytes = await through(packed, new DecompressionStream("gzip")).catch(() => {
    throw new Error(
      `${name}: expected a whole file that the lab has packed, found a damaged or another one; save it anew`,
    );
  });
  const need = (count: number) => {
    if (bytes.length >= count) return;
    throw new Error(`${name}: needs ${count} bytes, has ${bytes.length}; load the whole file`);
  };
  need(PREFIX);
  const start = PREFIX + new DataView(bytes.buffer).getUint32(0, true);
  need(start);
  const arrays = new Map<number, NumberArray>();
  const arrayAt = (kind: Kind, length: number, offset: number) => {
    // An empty array lies where the next one begins.
    const known = length > 0 ? arrays.get(offset) : undefined;
    if (known) return known;
    const size = KINDS[kind]?.BYTES_PER_ELEMENT;
    if (!size) throw new Error(`${name}: expected an array of numbers, found ${kind}`);
    need(start + offset + length * size);
    const array = new KINDS[kind](length);
    inPlaces(bytes.subarray(start + offset, start + offset + array.byteLength), array);
    if (length > 0) arrays.set(offset, array);
    return array;
  };
  const read = (part: unknown): Packable => {
    if (part === null || typeof part !== "object") return part as Packable;
    if (!Array.isArray(part)) return mapped(part as Record<string, unknown>, read);
    const [tag, ...rest] = part;
    if (tag === "list") return rest.map(read);
    if (tag === "number") return Number(rest[0]);
    return arrayAt(tag, rest[0], rest[1]);
  };
  return read(JSON.parse(new TextDecoder().decode(bytes.subarray(PREFIX, start))));
}

const textOf = (number: number) => (Object.is(number, -0) ? "-0" : String(number));

const kindOf = (part: object) =>
  (Object.keys(KINDS) as Kind[]).find((kind) => part instanceof KINDS[kind]);

/** The object with its values changed; what is undefined is left out. */
function mapped<From, To>(object: Record<string, From>, change: (value: From) => To) {
  const entries = Object.entries(object).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([key, value]) => [key, change(value)]));
}

const bytesOf = ({ buffer, byteOffset, byteLength }: NumberArray) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Whether two arrays are the same, bit for bit. */
function equal(a: NumberArray, b: NumberArray): boolean {
  if (a.constructor !== b.constructor || a.length !== b.length) return false;
  const [left, right] = [bytesOf(a), bytesOf(b)];
  return left.every((byte, i) => byte === right[i]);
}

/** The bytes of an array: the lowest of every number, then the next of every number, and so on. */
function bySignificance(array: NumberArray): Uint8Array {
  const bytes = bytesOf(array);
  const { length, BYTES_PER_ELEMENT: size } = array;
  const sorted = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) {
    sorted[(at % size) * length + Math.floor(at / size)] = bytes[at]!;
  }
  return sorted;
}

/** Puts bytes by significance back into their places. */
function inPlaces(sorted: Uint8Array, array: NumberArray): void {
  const bytes = bytesOf(array);
  const { length, BYTES_PER_ELEMENT: size } = array;
  for (let byte = 0; byte < size; byte++) {
    const from = byte * length;
    for (let i = 0; i < length; i++) bytes[i * size + byte] = sorted[from + i]!;
  }
}

/** What comes out of a stream that all bytes are put into. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: CompressionStream | DecompressionStream,
): Promise<Uint8Array<ArrayBuffer>> {
  const output = new Blob([bytes]).stream().pipeThrough(stream);
  return new Uint8Array(await new Response(output).arrayBuffer());
}
