import { DRAWING_POINTS, type Drawing } from "../model/recipe.ts";

/** Base64 for addresses (RFC 4648, table 2). */
const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A digit of a number holds 5 bits; the sixth says that more follow (VLQ, as in source maps). */
const BITS = 5;
const MORE = 1 << BITS;

/** Coordinates are written in hundredths. */
export const FINENESS = 100;

/** Labels that a text may have: 0 to 15. */
const LABEL_BITS = 4;

/**
 * Points with labels as text: how many, bits a label, the labels, then each point's step from the last
 * one of its label, in hundredths. The order is kept, since a run's random draws depend on it.
 */
export function encodePoints({ points, labels }: Drawing): string {
  const bits = 32 - Math.clz32(labels.reduce((most, label) => Math.max(most, label), 0));
  const digits = [...numberDigits(labels.length), bits];
  if (bits > 0) {
    const each = Math.floor(6 / bits);
    for (let i = 0; i < labels.length; i += each) {
      digits.push(
        labels.subarray(i, i + each).reduce((sum, label, j) => sum | (label << (j * bits)), 0),
      );
    }
  }
  const last = new Map<number, [x: number, y: number]>();
  labels.forEach((label, i) => {
    const [x, y] = [steps(points[2 * i]!), steps(points[2 * i + 1]!)];
    const [fromX, fromY] = last.get(label) ?? [0, 0];
    digits.push(...numberDigits(signed(x - fromX)), ...numberDigits(signed(y - fromY)));
    last.set(label, [x, y]);
  });
  return digits.map((digit) => DIGITS[digit]).join("");
}

/** The points of a text, or null where it is none, or has more than a drawing or beyond `reach`. */
export function decodePoints(text: string, reach: number): Drawing | null {
  const digits = Array.from(text, (character) => DIGITS.indexOf(character));
  if (digits.includes(-1)) return null;
  let at = 0;
  const number = () => {
    let value = 0;
    for (let shift = 0; shift <= 4 * BITS; shift += BITS) {
      const digit = digits[at++];
      if (digit === undefined) return Number.NaN;
      value |= (digit & (MORE - 1)) << shift;
      if (digit < MORE) return value;
    }
    return Number.NaN;
  };
  const count = number();
  const bits = digits[at++];
  if (!(count <= DRAWING_POINTS) || bits === undefined || bits > LABEL_BITS) return null;
  const labels = new Uint8Array(count);
  if (bits > 0) {
    const each = Math.floor(6 / bits);
    for (let i = 0; i < count; i++) {
      const digit = digits[at + Math.floor(i / each)] ?? 0;
      labels[i] = (digit >> ((i % each) * bits)) & ((1 << bits) - 1);
    }
    at += Math.ceil(count / each);
  }
  const points = new Float32Array(2 * count);
  const last = new Map<number, [x: number, y: number]>();
  for (let i = 0; i < count; i++) {
    const [fromX, fromY] = last.get(labels[i]!) ?? [0, 0];
    const [x, y] = [fromX + unsigned(number()), fromY + unsigned(number())];
    // Not a number fails too.
    if (!(Math.max(Math.abs(x), Math.abs(y)) <= FINENESS * reach)) return null;
    last.set(labels[i]!, [x, y]);
    points[2 * i] = x / FINENESS;
    points[2 * i + 1] = y / FINENESS;
  }
  return at === digits.length ? { points, labels } : null;
}

/** A coordinate to the fineness of a text. */
export const onLattice = (value: number) => steps(value) / FINENESS;

/** A coordinate in whole hundredths; -0 is 0. */
const steps = (value: number) => Math.round(FINENESS * value) + 0;

/** Whole numbers without a sign: 0, -1, 1, -2 ... are 0, 1, 2, 3 ... */
const signed = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);
const unsigned = (value: number) => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

function numberDigits(value: number): number[] {
  const digit = value & (MORE - 1);
  const rest = value >> BITS;
  return rest > 0 ? [digit | MORE, ...numberDigits(rest)] : [digit];
}
