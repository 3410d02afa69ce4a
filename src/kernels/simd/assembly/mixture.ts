// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
import { exp, madd, sum } from "./vector";

/** Lanes per row are `stride`, a multiple of 8; pointers are byte offsets into linear memory. */

/** values[i, :] += bias over `rows` rows. */
export function addBias(values: usize, bias: usize, rows: i32, stride: i32): void {
  const bytes = (<usize>stride) << 2;
  for (let row = 0; row < rows; row++, values += bytes) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(values + at, f32x4.add(v128.load(values + at), v128.load(bias + at)));
    }
  }
}

/**
 * Turns class logits (log pi_c + y . m_c - |m_c|^2 / 2 + log peak; padding lanes -1e30) into
 * responsibilities, and writes E_G = |y|^2 / 2 - logsumexp and the smallest squared distance.
 * `distanceBias` is -|m_c|^2 / 2: nearest = |y|^2 - 2 max_c (y . m_c - |m_c|^2 / 2).
 */
export function responsibilities(
  logits: usize,
  bias: usize,
  distanceBias: usize,
  stride: i32,
  whitened: usize,
  whitenedStride: i32,
  rows: i32,
  energies: usize,
  nearest: usize,
): void {
  const bytes = (<usize>stride) << 2;
  const whitenedBytes = (<usize>whitenedStride) << 2;
  for (let row = 0; row < rows; row++) {
    let norm = f32x4.splat(0);
    for (let at: usize = 0; at < whitenedBytes; at += 16) {
      const y = v128.load(whitened + at);
      norm = madd(y, y, norm);
    }
    let top = f32x4.splat(-1e30);
    let near = top;
    for (let at: usize = 0; at < bytes; at += 16) {
      const product = v128.load(logits + at);
      near = f32x4.pmax(near, f32x4.add(product, v128.load(distanceBias + at)));
      const logit = f32x4.add(product, v128.load(bias + at));
      v128.store(logits + at, logit);
      top = f32x4.pmax(top, logit);
    }
    const peak = largest(top);
    let total = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const term = exp(f32x4.sub(v128.load(logits + at), f32x4.splat(peak)));
      v128.store(logits + at, term);
      total = f32x4.add(total, term);
    }
    const mass = sum(total);
    const inverse = f32x4.splat(1 / mass);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(logits + at, f32x4.mul(v128.load(logits + at), inverse));
    }
    const square = sum(norm);
    const index = (<usize>row) << 2;
    f32.store(energies + index, square / 2 - peak - Mathf.log(mass));
    f32.store(nearest + index, max<f32>(0, square - 2 * largest(near)));
    logits += bytes;
    whitened += whitenedBytes;
  }
}

@inline
function largest(x: v128): f32 {
  return max(
    max(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

/** a -= b over `count` floats, a multiple of 4. */
export function subtract(a: usize, b: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(a + at, f32x4.sub(v128.load(a + at), v128.load(b + at)));
  }
}
