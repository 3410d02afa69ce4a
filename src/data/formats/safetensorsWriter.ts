/** A tensor to write, row-major. */
export interface NamedTensor {
  name: string;
  shape: readonly number[];
  data: Float32Array | Float64Array;
}

/** Where the tensors begin, as the format's own writers align them. */
const ALIGNMENT = 8;

/**
 * Writes a .safetensors file: the header's length in 8 bytes, the header in JSON, padded with spaces,
 * then the little-endian tensors without gaps, float64 before float32 so that each lies on a multiple
 * of its size (github.com/huggingface/safetensors, "Format").
 *
 * @param metadata what `__metadata__` holds: texts only, as the format allows no other values
 * @throws if two tensors have one name, or a shape does not fit its numbers
 */
export function writeSafetensors(
  tensors: readonly NamedTensor[],
  metadata: Readonly<Record<string, string>>,
): Uint8Array<ArrayBuffer> {
  const ordered = [...tensors].sort((a, b) => bytesOf(b) - bytesOf(a));
  // Not an object until it is whole: a tensor may be called __proto__.
  const header = new Map<string, unknown>([["__metadata__", metadata]]);
  let end = 0;
  for (const { name, shape, data } of ordered) {
    if (header.has(name)) {
      throw new Error(`safetensors: two tensors are called ${name}, expected one`);
    }
    const count = shape.reduce((product, size) => product * size, 1);
    if (count !== data.length) {
      throw new Error(
        `safetensors, ${name}: shape ${shape.join("x")} has ${count} numbers, found ${data.length}`,
      );
    }
    const dtype = data instanceof Float64Array ? "F64" : "F32";
    header.set(name, { dtype, shape, data_offsets: [end, end + data.byteLength] });
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)));
  const start = 8 + Math.ceil(json.length / ALIGNMENT) * ALIGNMENT;
  const bytes = new Uint8Array(start + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(start - 8), true);
  bytes.fill(" ".charCodeAt(0), 8, start);
  bytes.set(json, 8);
  let place = start;
  for (const { data } of ordered) {
    for (const value of data) {
      if (data instanceof Float64Array) view.setFloat64(place, value, true);
      else view.setFloat32(place, value, true);
      place += data.BYTES_PER_ELEMENT;
    }
  }
  return bytes;
}

const bytesOf = ({ data }: NamedTensor) => data.BYTES_PER_ELEMENT;
