import { type Dtype, dtypeOf } from "./dtypes.ts";

/** An array of a .npy file, row-major (C order) whatever the file's order was. */
export interface NpyArray {
  shape: number[];
  /** The file's element type, such as "float32" or "int64". */
  dtype: string;
  /** Float32Array for every float type, Int32Array for every integer type. */
  data: Float32Array | Int32Array;
}

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
 * @throws if the buffer is not a npy file, is cut off or too long, has no rows, has a type other
 *   than these, or has an integer beyond 32 bits
 */
export function readNpy(name: string, buffer: ArrayBuffer): NpyArray {
  const view = new DataView(buffer);
  const { shape, dtype, littleEndian, fortranOrder, end } = readHeader(name, view);
  const count = shape.reduce((product, size) => product * size, 1);
  const described = `shape ${shapeText(shape)} of ${dtype.name}`;
  if (count === 0) throw new Error(`${name}: ${described} has no rows, expected at least one`);
  const needed = count * dtype.bytes;
  const found = view.byteLength - end;
  if (found !== needed) {
    const verdict = found < needed ? "the file is cut off" : "the file does not end there";
    throw new Error(
      `${name}: ${described} needs ${needed} bytes of data, file has ${found}; ${verdict}, ${AGAIN}`,
    );
  }
  const data = dtype.floating ? new Float32Array(count) : new Int32Array(count);
  const place = fortranOrder ? rowMajorPlaces(shape) : (index: number) => index;
  for (let i = 0; i < count; i++) {
    const value = dtype.read(view, end + i * dtype.bytes, littleEndian);
    const at = place(i);
    data[at] = value;
    if (!dtype.floating && data[at] !== value) {
      throw new Error(
        `${name}: element ${i + 1} is ${value}, expected an integer of 32 bits ` +
          "(-2147483648 to 2147483647)",
      );
    }
  }
  return { shape, dtype: dtype.name, data };
}

/** A shape for people: "3x4", "7", or "()" for a single value. */
export function shapeText(shape: number[]): string {
  return shape.length ? shape.join("x") : "()";
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
  const dtype = dtypeOf(code ?? "");
  if (!dtype) {
    throw new Error(
      `${name}: has dtype ${descr}, expected a float of 16 to 64 bits or an integer of 8 to 64; ` +
        'save it with array.astype("float32"), labels with array.astype("int64")',
    );
  }
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

/** Maps an index in Fortran order (first axis fastest) to the one in C order. */
function rowMajorPlaces(shape: number[]): (index: number) => number {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  return (index) => {
    let rest = index;
    let place = 0;
    for (let axis = 0; axis < shape.length; axis++) {
      place += (rest % shape[axis]) * strides[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return place;
  };
}

function latin1(view: DataView, start: number, end: number): string {
  let text = "";
  for (let i = start; i < end; i++) text += String.fromCharCode(view.getUint8(i));
  return text;
}
