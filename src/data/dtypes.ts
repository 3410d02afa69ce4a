/** A numpy element type as the lab reads it; floats become float32, integers int32. */
export interface Dtype {
  name: string;
  bytes: number;
  floating: boolean;
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

const INTEGERS: Record<string, Dtype["read"]> = {
  i1: (view, offset) => view.getInt8(offset),
  u1: (view, offset) => view.getUint8(offset),
  i2: (view, offset, little) => view.getInt16(offset, little),
  u2: (view, offset, little) => view.getUint16(offset, little),
  i4: (view, offset, little) => view.getInt32(offset, little),
  u4: (view, offset, little) => view.getUint32(offset, little),
  i8: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  u8: (view, offset, little) => Number(view.getBigUint64(offset, little)),
};

const FLOATS: Record<string, Dtype["read"]> = {
  f2: (view, offset, little) => halfToNumber(view.getUint16(offset, little)),
  f4: (view, offset, little) => view.getFloat32(offset, little),
  f8: (view, offset, little) => view.getFloat64(offset, little),
};

/** The value of IEEE 754 binary16 bits: 1 sign, 5 exponent, 10 fraction bits. */
function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1024 + fraction) * 2 ** (exponent - 25);
}

/** The element type of a numpy kind and size, such as "f4"; null if the lab cannot read it. */
export function dtypeOf(code: string): Dtype | null {
  const read = FLOATS[code] ?? INTEGERS[code];
  if (!read) return null;
  const bytes = Number(code.slice(1));
  const kind = { f: "float", i: "int", u: "uint" }[code[0]];
  return { name: `${kind}${8 * bytes}`, bytes, floating: code in FLOATS, read };
}
