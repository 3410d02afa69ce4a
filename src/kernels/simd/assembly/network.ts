// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
import { exp, madd, storeCosSin, storeLaneCosSin, sum } from "./vector";

/**
 * The MLP's elementwise and reducing passes. Matrices are [rows, stride] float32, stride a multiple
 * of 8; pointers are byte offsets into linear memory.
 */

const LEAK: f32 = 0.2;

/**
 * Adds `bias` [stride] and activates in place; where `derivative` is not 0, stores the activation's
 * slope there. `kind` 0 is SiLU, 1 LeakyReLU(0.2).
 */
export function activate(
  values: usize,
  derivative: usize,
  bias: usize,
  rows: i32,
  stride: i32,
  kind: i32,
): void {
  const bytes = (<usize>stride) << 2;
  const one = f32x4.splat(1);
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const x = f32x4.add(v128.load(values + at), v128.load(bias + at));
      if (kind == 0) {
        const gate = f32x4.div(one, f32x4.add(one, exp(f32x4.neg(x))));
        const value = f32x4.mul(x, gate);
        v128.store(values + at, value);
        if (derivative) v128.store(derivative + at, madd(value, f32x4.sub(one, gate), gate));
      } else {
        const slope = v128.bitselect(one, f32x4.splat(LEAK), f32x4.gt(x, f32x4.splat(0)));
        v128.store(values + at, f32x4.mul(x, slope));
        if (derivative) v128.store(derivative + at, slope);
      }
    }
    values += bytes;
    if (derivative) derivative += bytes;
  }
}

/** out [rows] = values [rows, stride] . weights [stride] + bias. */
export function rowDots(
  values: usize,
  weights: usize,
  bias: f32,
  rows: i32,
  stride: i32,
  out: usize,
): void {
  const bytes = (<usize>stride) << 2;
  for (let row = 0; row < rows; row++) {
    let total = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      total = madd(v128.load(values + at), v128.load(weights + at), total);
    }
    f32.store(out + ((<usize>row) << 2), sum(total) + bias);
    values += bytes;
  }
}

/** out[i, j] = scale[i] * weights[j] * derivative[i, j]: the gradient behind the output layer. */
export function outputGradient(
  derivative: usize,
  weights: usize,
  scale: usize,
  rows: i32,
  stride: i32,
  out: usize,
): void {
  const bytes = (<usize>stride) << 2;
  for (let row = 0; row < rows; row++) {
    const s = v128.load32_splat(scale + ((<usize>row) << 2));
    for (let at: usize = 0; at < bytes; at += 16) {
      const weighted = f32x4.mul(s, v128.load(weights + at));
      v128.store(out + at, f32x4.mul(weighted, v128.load(derivative + at)));
    }
    derivative += bytes;
    out += bytes;
  }
}

/** a *= b over `count` floats, a multiple of 4. */
export function multiply(a: usize, b: usize, count: i32): void {
  const bytes = (<usize>count) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(a + at, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
}

/** out [columns] = sum over rows of scale[i] * values[i, :]; `columns` is a multiple of 4. */
export function weightedColumnSums(
  values: usize,
  stride: i32,
  scale: usize,
  rows: i32,
  columns: i32,
  out: usize,
): void {
  const bytes = (<usize>columns) << 2;
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f32x4.splat(0));
  for (let row = 0; row < rows; row++) {
    const s = v128.load32_splat(scale + ((<usize>row) << 2));
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(out + at, madd(s, v128.load(values + at), v128.load(out + at)));
    }
    values += (<usize>stride) << 2;
  }
}

/** out [rows, outStride] = values [rows, stride], the first `columns` of each row. */
export function copyRows(
  values: usize,
  stride: i32,
  rows: i32,
  columns: i32,
  out: usize,
  outStride: i32,
): void {
  for (let row = 0; row < rows; row++) {
    memory.copy(out, values, (<usize>columns) << 2);
    values += (<usize>stride) << 2;
    out += (<usize>outStride) << 2;
  }
}

/** out [columns, outStride] = values [rows, stride]^T. */
export function transpose(
  values: usize,
  stride: i32,
  rows: i32,
  columns: i32,
  out: usize,
  outStride: i32,
): void {
  for (let row = 0; row < rows; row += 8) {
    const end = min(row + 8, rows);
    for (let column = 0; column < columns; column++) {
      for (let r = row; r < end; r++) {
        const value = f32.load(values + ((<usize>(r * stride + column)) << 2));
        f32.store(out + ((<usize>(column * outStride + r)) << 2), value);
      }
    }
  }
}

/** features [rows, stride]: cos of the phases in columns 0..m - 1, sin in columns m..2m - 1. */
export function fourier(
  phases: usize,
  phaseStride: i32,
  rows: i32,
  m: i32,
  features: usize,
  stride: i32,
): void {
  const sine = (<usize>m) << 2;
  for (let row = 0; row < rows; row++) {
    let j = 0;
    for (; j + 4 <= m; j += 4) {
      const at = features + ((<usize>j) << 2);
      storeCosSin(v128.load(phases + ((<usize>j) << 2)), at, at + sine);
    }
    for (; j < m; j++) {
      const at = features + ((<usize>j) << 2);
      storeLaneCosSin(f32.load(phases + ((<usize>j) << 2)), at, at + sine);
    }
    phases += (<usize>phaseStride) << 2;
    features += (<usize>stride) << 2;
  }
}

/** Gradient of the phases from the gradient of the features: cos' = -sin, sin' = cos. */
export function fourierGradient(
  features: usize,
  gradient: usize,
  stride: i32,
  rows: i32,
  m: i32,
  out: usize,
  outStride: i32,
): void {
  const sine = (<usize>m) << 2;
  for (let row = 0; row < rows; row++) {
    for (let at: usize = 0; at < sine; at += 4) {
      const cosPart = f32.load(features + sine + at) * f32.load(gradient + at);
      const sinPart = f32.load(features + at) * f32.load(gradient + sine + at);
      f32.store(out + at, sinPart - cosPart);
    }
    features += (<usize>stride) << 2;
    gradient += (<usize>stride) << 2;
    out += (<usize>outStride) << 2;
  }
}
