/**
 * Counter-based random numbers (Philox4x32-10; Salmon et al., SC 2011): a number depends on the
 * seed and on where it is used, never on what was drawn before, so every device draws the same.
 */

/** What the numbers are for; with the seed, the generator's key. */
export const STREAMS = {
  points: 1,
  heldOut: 2,
  ood: 3,
  weights: 4,
  frequencies: 5,
  batch: 6,
  chainStart: 7,
  chainNoise: 8,
  inputNoise: 9,
  subset: 10,
  bootstrap: 11,
  metropolis: 12,
  refresh: 13,
  fewer: 14,
  sampling: 15,
  phases: 16,
  drawing: 17,
  painter: 18,
  sweep: 19,
} as const;
export type StreamName = keyof typeof STREAMS;

/** One stream of one run. `seed` is an integer in 0..2^32 - 1. */
export interface Stream {
  seed: number;
  name: StreamName;
}

/** Where in a run numbers are drawn: the training update and the step within it. */
export interface Place {
  update: number;
  step: number;
}
const START: Place = { update: 0, step: 0 };

/** The upper 32 bits of the product of two words, the first as its upper and lower half. */
function multiplyHigh(aHigh: number, aLow: number, b: number): number {
  const bLow = b & 0xffff;
  const bHigh = b >>> 16;
  const middle = (Math.imul(aHigh, bLow) >>> 0) + (Math.imul(aLow, bLow) >>> 16);
  const carry = (Math.imul(aLow, bHigh) >>> 0) + (middle & 0xffff);
  return (Math.imul(aHigh, bHigh) + (middle >>> 16) + (carry >>> 16)) | 0;
}

/** Philox4x32-10: encrypts `counter` (4 words) with the key, in place. */
export function philox(counter: Uint32Array, key0: number, key1: number): void {
  let c0 = counter[0] | 0;
  let c1 = counter[1] | 0;
  let c2 = counter[2] | 0;
  let c3 = counter[3] | 0;
  let k0 = key0 | 0;
  let k1 = key1 | 0;
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd251, 0x1f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e, 0x8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  counter[0] = c0;
  counter[1] = c1;
  counter[2] = c2;
  counter[3] = c3;
}

const block = new Uint32Array(4);

function draw(stream: Stream, place: Place, index: number): void {
  block[0] = index;
  block[1] = place.update;
  block[2] = place.step;
  block[3] = 0;
  philox(block, stream.seed, STREAMS[stream.name]);
}

/** A word's upper 24 bits plus a half, over 2^24, in float32 as every device computes it: (0, 1]. */
function unit(word: number): number {
  return Math.fround((word >>> 8) + 0.5) * 2 ** -24;
}

/** Fills `out` with uniform numbers in (0, 1]. */
export function uniforms(stream: Stream, out: Float32Array, place: Place = START): Float32Array {
  for (let i = 0; i < out.length; i++) {
    if ((i & 3) === 0) draw(stream, place, i >>> 2);
    out[i] = unit(block[i & 3]);
  }
  return out;
}

/** Fills `out` with integers in 0..below - 1, `below` at most 2^24. */
export function integers(
  stream: Stream,
  out: Int32Array,
  below: number,
  place: Place = START,
): Int32Array {
  for (let i = 0; i < out.length; i++) {
    if ((i & 3) === 0) draw(stream, place, i >>> 2);
    out[i] = Math.min(below - 1, Math.floor(unit(block[i & 3]) * below));
  }
  return out;
}

/** Fills `out` with standard normal numbers (Box and Muller, two a pair of words). */
export function normals(stream: Stream, out: Float32Array, place: Place = START): Float32Array {
  for (let i = 0; i < out.length; i += 2) {
    if ((i & 3) === 0) draw(stream, place, i >>> 2);
    const word = i & 2;
    const radius = Math.sqrt(-2 * Math.log(unit(block[word])));
    const angle = 2 * Math.PI * unit(block[word + 1]);
    out[i] = radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
  }
  return out;
}

/** A permutation of 0..count - 1 (Fisher and Yates). */
export function permutation(stream: Stream, count: number, place: Place = START): Int32Array {
  const order = Int32Array.from({ length: count }, (_, i) => i);
  const random = uniforms(stream, new Float32Array(count), place);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.min(i, Math.floor(random[i] * (i + 1)));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** Fills `out` with the 32-bit words of xoshiro128** (Blackman and Vigna, 2021) from a state of four, not all 0. */
export function xoshiro128(state: ArrayLike<number>, out: Uint32Array): Uint32Array {
  let a = state[0] | 0;
  let b = state[1] | 0;
  let c = state[2] | 0;
  let d = state[3] | 0;
  for (let i = 0; i < out.length; i++) {
    const product = Math.imul(b, 5);
    out[i] = Math.imul((product << 7) | (product >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
  }
  return out;
}

/** Fills `out` with words for work that draws by the million: xoshiro from a state that philox gives. */
export function words(stream: Stream, place: Place, out: Uint32Array): Uint32Array {
  draw(stream, place, 0);
  return xoshiro128(block, out);
}
