import { type NumericArray, shapeText } from "../arrays.ts";
import { type Dtype, dtypeOf, READABLE } from "./dtypes.ts";
import { columnMajorStrides, readElements } from "./elements.ts";

interface Header {
  shape: number[];
  dtype: Dtype;
  littleEndian: boolean;
  fortranOrder: boolean;
  /** Where the data begins, in bytes. */
  end: number;
}

const MAGIC = "\x93NUMPY";
const AGAIN = "export or copy it again";

/**
 * Reads a .npy file of version 1, 2 or 3 (numpy.lib.format): floats of 2, 4 or 8 bytes, integers
 * of 1 to 8 bytes, either byte order, C or Fortran order.
 *
 * @param name the file's name, which begins every error
 * @throws if the bytes are not a npy file, are cut off or too long, have no rows, have a type other
 *   than these, or have an integer beyond 32 bits
 */
export function readNpy(name: string, bytes: Uint8Array<ArrayBuffer>): NumericArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { shape, dtype, littleEndian, fortranOrder, end } = readHeader(name, view);
  const needed = shape.reduce((product, size) => product * size, dtype.bytes);
  const found = bytes.length - end;
  if (found !== needed && needed > 0) {
    const verdict = found < needed ? "the file is cut off" : "the file does not end there";
    throw new Error(
      `${name}: shape ${shapeText(shape)} of ${dtype.name} needs ${needed} bytes of data, ` +
        `file has ${found}; ${verdict}, ${AGAIN}`,
    );
  }
  return readElements(name, bytes.subarray(end), {
    shape,
    dtype,
    littleEndian,
    ...(fortranOrder && { strides: columnMajorStrides(shape) }),
  });
}

function readHeader(name: string, view: DataView): Header {
  const magic = latin1(view, 0, Math.min(MAGIC.length, view.byteLength));
  if (magic !== MAGIC) {
    const found = view.byteLength ? JSON.stringify(magic) : "an empty file";
    throw new Error(
      `${name}: is not a npy file: expected it to begin with "\\x93NUMPY", found ${found}; ` +
        "save the array with numpy.save",
    );
  }
  const major = view.byteLength > 7 ? view.getUint8(6) : 1;
  if (major < 1 || major > 3) {
    throw new Error(
      `${name}: is npy version ${major}.${view.getUint8(7)}, expected 1.0, 2.0 or 3.0`,
    );
  }
  const start = major === 1 ? 10 : 12;
  if (view.byteLength < start) throw cutOff(name, start, view.byteLength);
  const end = start + (major === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (view.byteLength < end) throw cutOff(name, end, view.byteLength);
  const text = latin1(view, start, end).replaceAll('"', "'");

  const descr = /'descr':\s*('[^']*'|\[[^\]]*\])/.exec(text)?.[1];
  const order = /'fortran_order':\s*(True|False)/.exec(text)?.[1];
  const sizes = /'shape':\s*\(([\d\s,L]*)\)/.exec(text)?.[1];
  if (descr === undefined || order === undefined || sizes === undefined) {
    throw new Error(
      `${name}: expected a header with descr, fortran_order and shape, ` +
        `found ${JSON.stringify(text.trim().slice(0, 80))}; save the array with numpy.save`,
    );
  }
  const [, byteOrder, code] = /^'([<>|])([a-zA-Z]\d+)'$/.exec(descr) ?? [];
  const kind = { f: "float", i: "int", u: "uint" }[code?.[0] ?? ""];
  const dtype = dtypeOf(`${kind}${8 * Number(code?.slice(1))}`);
  if (!dtype) throw new Error(`${name}: has dtype ${descr}, ${READABLE}`);
  return {
    shape: (sizes.match(/\d+/g) ?? []).map(Number),
    dtype,
    littleEndian: byteOrder !== ">",
    fortranOrder: order === "True",
    end,
  };
}

function cutOff(name: string, needed: number, found: number): Error {
  return new Error(
    `${name}: its header needs ${needed} bytes, file has ${found}; the file is cut off, ${AGAIN}`,
  );
}

function latin1(view: DataView, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(view.getUint8(i));
  return text;
}
