import { attempt, type Found, shapeText } from "../arrays.ts";
import { dtypeOf, READABLE } from "./dtypes.ts";
import { readElements } from "./elements.ts";

/** The element types of the format by their names in the header. */
const DTYPES: Record<string, string> = {
  F16: "float16",
  BF16: "bfloat16",
  F32: "float32",
  F64: "float64",
  I8: "int8",
  U8: "uint8",
  I16: "int16",
  U16: "uint16",
  I32: "int32",
  U32: "uint32",
  I64: "int64",
  U64: "uint64",
};

interface Tensor {
  dtype: string;
  shape: number[];
  data_offsets: [begin: number, end: number];
}

const AGAIN = "export or copy it again";

/**
 * Reads a .safetensors file: a header's length in 8 bytes, the header in JSON, then row-major
 * little-endian tensors without gaps (github.com/huggingface/safetensors, "Format").
 *
 * @throws if the header is none, or its tensors do not fill the file to its last byte
 */
export async function readSafetensors(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<Found[]> {
  const { tensors, start } = readHeader(file, bytes);
  const places = tensors.map(([name, { data_offsets: place }]) => ({ name, place }));
  let end = 0;
  for (const { name, place } of places.sort((a, b) => a.place[0] - b.place[0])) {
    if (place[0] !== end) {
      throw new Error(
        `${file}, ${name}: begins at byte ${place[0]}, expected ${end}, where the tensor before ` +
          `it ends; the file is damaged, ${AGAIN}`,
      );
    }
    end = place[1];
  }
  if (end !== bytes.length - start) {
    const verdict = end > bytes.length - start ? "the file is cut off" : "it does not end there";
    throw new Error(
      `${file}: its tensors need ${end} bytes, file has ${bytes.length - start}; ` +
        `${verdict}, ${AGAIN}`,
    );
  }
  return Promise.all(
    tensors.map(
      ([
        name,
        {
          dtype: code,
          shape,
          data_offsets: [from, to],
        },
      ]) =>
        attempt(name, () => {
          const subject = `${file}, ${name}`;
          const dtype = Object.hasOwn(DTYPES, code) ? dtypeOf(DTYPES[code]) : null;
          if (!dtype) throw new Error(`${subject}: has dtype ${code}, ${READABLE}`);
          const needed = shape.reduce((product, size) => product * size, dtype.bytes);
          if (needed !== to - from) {
            throw new Error(
              `${subject}: shape ${shapeText(shape)} of ${dtype.name} needs ${needed} bytes, ` +
                `its place has ${to - from}; the file is damaged, ${AGAIN}`,
            );
          }
          const own = bytes.subarray(start + from, start + to);
          return readElements(subject, own, { shape, dtype, littleEndian: true });
        }),
    ),
  );
}

function readHeader(file: string, bytes: Uint8Array<ArrayBuffer>) {
  const problem = (expected: string, found: string) =>
    new Error(
      `${file}: is not a safetensors file: expected ${expected}, found ${found}; ` +
        "save it with safetensors.torch.save_file or safetensors.numpy.save_file",
    );
  if (bytes.length < 8) throw problem("a header of 8 bytes or more", `${bytes.length} bytes`);
  const length = new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true);
  const start = 8 + Number(length);
  if (start > bytes.length) {
    throw problem(`${start} bytes of header`, `a file of ${bytes.length} bytes`);
  }
  const text = new TextDecoder().decode(bytes.subarray(8, start));
  let header: unknown;
  try {
    header = JSON.parse(text);
  } catch {
    throw problem("a header in JSON", JSON.stringify(text.slice(0, 40)));
  }
  if (typeof header !== "object" || header === null || Array.isArray(header)) {
    throw problem("a header of named tensors", JSON.stringify(text.slice(0, 40)));
  }
  const tensors = Object.entries(header).filter(([name]) => name !== "__metadata__");
  for (const [name, tensor] of tensors) {
    if (!isTensor(tensor)) {
      throw problem(
        `dtype, shape and data_offsets of ${name}`,
        JSON.stringify(tensor).slice(0, 80),
      );
    }
  }
  return { tensors: tensors as [string, Tensor][], start };
}

function isTensor(value: unknown): value is Tensor {
  const { dtype, shape, data_offsets: place } = (value ?? {}) as Partial<Tensor>;
  const sizes = (list: unknown) =>
    Array.isArray(list) && list.every((size) => Number.isSafeInteger(size) && size >= 0);
  return (
    typeof dtype === "string" &&
    sizes(shape) &&
    sizes(place) &&
    place?.length === 2 &&
    place[0] <= place[1]
  );
}
