/** Numbers as 16-bit codes over their own range; each is off by half a code at most. */
export interface MapCodes {
  low: number;
  /** What a code is worth. */
  step: number;
  codes: Uint16Array;
}

const HIGHEST = 65_535;

/**
 * Encodes finite numbers.
 *
 * @param finest a code is worth no less
 */
export function encodeMap(values: ArrayLike<number>, finest = 0): MapCodes {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const codes = new Uint16Array(values.length);
  const step = Math.max(finest, (high - low) / HIGHEST);
  if (!(step > 0)) return { low: values[0] ?? 0, step: 0, codes };
  for (let i = 0; i < values.length; i++) codes[i] = Math.round((values[i]! - low) / step);
  return { low, step, codes };
}

/** The numbers that codes stand for. */
export function decodeMap({ low, step, codes }: MapCodes): Float32Array {
  const values = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++) values[i] = low + step * codes[i]!;
  return values;
}
