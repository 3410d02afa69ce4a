import { elementCount, type NumericArray, shapeText, toInt32 } from "../arrays.ts";
import type { Dtype } from "./dtypes.ts";

/** How the elements of an array lie in its bytes. */
export interface Layout {
  shape: number[];
  dtype: Dtype;
  littleEndian: boolean;
  /** Elements from one index of an axis to the next, 0 or more; row-major without. */
  strides?: number[];
  /** The first element, counted in elements. */
  offset?: number;
}

/**
 * Reads an array out of bytes. Row-major float32 or int32 that lies on a multiple of four is not
 * copied: its array is a view of the same bytes.
 *
 * @throws if there are no or too many elements, if one lies outside the bytes, or if an integer
 *   needs more than 32 bits
 */
export function readElements(
  subject: string,
  bytes: Uint8Array<ArrayBuffer>,
  layout: Layout,
): NumericArray {
  const { shape, dtype, littleEndian, offset = 0 } = layout;
  const count = elementCount(subject, shape, dtype.name);
  const strides = layout.strides ?? rowMajorStrides(shape);
  const last = shape.reduce((at, size, axis) => at + (size - 1) * strides[axis], offset);
  const held = Math.floor(bytes.length / dtype.bytes);
  if (last >= held) {
    throw new Error(
      `${subject}: shape ${shapeText(shape)} of ${dtype.name} with strides ` +
        `${shapeText(strides)} needs ${last + 1} elements, its storage has ${held}; ` +
        "the file is damaged, export or copy it again",
    );
  }
  const contiguous = strides.every(
    (stride, axis) => shape[axis] === 1 || stride === rowMajorStrides(shape)[axis],
  );
  const start = bytes.byteOffset + offset * dtype.bytes;
  const same = { float32: Float32Array, int32: Int32Array }[dtype.name];
  if (same && littleEndian && contiguous && start % 4 === 0) {
    return { shape, dtype: dtype.name, data: new same(bytes.buffer, start, count) };
  }
  const values = new (dtype.floating ? Float32Array : Float64Array)(count);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places = contiguous ? null : walk(shape, strides);
  for (let i = 0; i < count; i++) {
    const at = offset + (places ? places() : i);
    values[i] = dtype.read(view, at * dtype.bytes, littleEndian);
  }
  const data = values instanceof Float32Array ? values : toInt32(subject, values);
  return { shape, dtype: dtype.name, data };
}

function rowMajorStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
}

/** Strides of an array in Fortran order: the first axis is the fastest. */
export function columnMajorStrides(shape: readonly number[]): number[] {
  return shape.map((_, axis) => shape.slice(0, axis).reduce((a, b) => a * b, 1));
}

/** Gives, call by call, where the elements lie in row-major order. */
function walk(shape: readonly number[], strides: readonly number[]): () => number {
  const index = shape.map(() => 0);
  let place = 0;
  return () => {
    const here = place;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place += strides[axis];
      if (++index[axis] < shape[axis]) break;
      place -= shape[axis] * strides[axis];
      index[axis] = 0;
    }
    return here;
  };
}
