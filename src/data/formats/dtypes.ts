/** An element type as the lab reads it; floats become float32, integers int32. */
export interface Dtype {
  name: string;
  bytes: number;
  floating: boolean;
  read(view: DataView, offset: number, littleEndian: boolean): number;
}

type Read = Dtype["read"];

const INTEGERS: Record<string, Read> = {
  int8: (view, offset) => view.getInt8(offset),
  uint8: (view, offset) => view.getUint8(offset),
  int16: (view, offset, little) => view.getInt16(offset, little),
  uint16: (view, offset, little) => view.getUint16(offset, little),
  int32: (view, offset, little) => view.getInt32(offset, little),
  uint32: (view, offset, little) => view.getUint32(offset, little),
  int64: (view, offset, little) => Number(view.getBigInt64(offset, little)),
  uint64: (view, offset, little) => Number(view.getBigUint64(offset, little)),
};

const FLOATS: Record<string, Read> = {
  float16: (view, offset, little) => halfToNumber(view.getUint16(offset, little)),
  bfloat16: (view, offset, little) => bfloatToNumber(view.getUint16(offset, little)),
  float32: (view, offset, little) => view.getFloat32(offset, little),
  float64: (view, offset, little) => view.getFloat64(offset, little),
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

const scratch = new DataView(new ArrayBuffer(4));

/** The value of bfloat16 bits: the upper half of a float32. */
function bfloatToNumber(bits: number): number {
  scratch.setUint32(0, bits * 2 ** 16);
  return scratch.getFloat32(0);
}

/** The element type of a name such as "float32"; null if the lab cannot read it. */
export function dtypeOf(name: string): Dtype | null {
  const floating = Object.hasOwn(FLOATS, name);
  if (!floating && !Object.hasOwn(INTEGERS, name)) return null;
  const bits = Number(/\d+$/.exec(name)![0]);
  return { name, bytes: bits / 8, floating, read: (floating ? FLOATS : INTEGERS)[name] };
}

/** What to do about an element type that the lab cannot read. */
export const READABLE =
  "expected a float of 16 to 64 bits or an integer of 8 to 64; " +
  'save it with array.astype("float32"), labels with array.astype("int64")';
