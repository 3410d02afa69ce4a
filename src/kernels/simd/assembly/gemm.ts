// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
import { madd } from "./vector";

/**
 * Matrix products in 128-bit SIMD: a 4x8 micro-kernel over B packed in panels of 8 columns.
 *
 * Matrices are row-major float32. A's and C's rows are padded to a multiple of 4, C's columns (`ldc`)
 * to a multiple of 8; pointers are byte offsets into linear memory, aligned to 16.
 */

/** Packs B [k, n] (row stride `ldb` floats) into ceil(n / 8) panels of [k, 8], zero-padded. */
export function pack(b: usize, ldb: i32, k: i32, n: i32, out: usize): void {
  for (let column = 0; column < n; column += 8) {
    const width = min(8, n - column);
    for (let row = 0; row < k; row++) {
      const from = b + ((<usize>(row * ldb + column)) << 2);
      if (width == 8) {
        v128.store(out, v128.load(from));
        v128.store(out, v128.load(from, 16), 16);
      } else {
        for (let j = 0; j < 8; j++) {
          f32.store(out + (<usize>j << 2), j < width ? f32.load(from + (<usize>j << 2)) : 0);
        }
      }
      out += 32;
    }
  }
}

/** Packs the transpose of B [n, k] (row stride `ldb` floats) as `pack` would pack it. */
export function packTransposed(b: usize, ldb: i32, k: i32, n: i32, out: usize): void {
  for (let column = 0; column < n; column += 8) {
    for (let j = 0; j < 8; j++) {
      let to = out + (<usize>j << 2);
      if (column + j < n) {
        let from = b + ((<usize>((column + j) * ldb)) << 2);
        for (let row = 0; row < k; row++, to += 32, from += 4) f32.store(to, f32.load(from));
      } else {
        for (let row = 0; row < k; row++, to += 32) f32.store(to, 0);
      }
    }
    out += (<usize>k) << 5;
  }
}

/** C [m, 8 panels] = A [m, k] B, with B packed; m is rounded up to a multiple of 4. */
export function gemm(
  a: usize,
  lda: i32,
  b: usize,
  c: usize,
  ldc: i32,
  m: i32,
  k: i32,
  panels: i32,
): void {
  const aStride = (<usize>lda) << 2;
  const cStride = (<usize>ldc) << 2;
  const panelBytes = (<usize>k) << 5;
  for (let panel = 0; panel < panels; panel++) {
    let a0 = a;
    let cRow = c + ((<usize>panel) << 5);
    for (let i = 0; i < m; i += 4) {
      const a1 = a0 + aStride;
      const a2 = a1 + aStride;
      const a3 = a2 + aStride;
      let c00 = f32x4.splat(0);
      let c01 = c00;
      let c10 = c00;
      let c11 = c00;
      let c20 = c00;
      let c21 = c00;
      let c30 = c00;
      let c31 = c00;
      let bRow = b;
      const end = (<usize>k) << 2;
      for (let offset: usize = 0; offset < end; offset += 4) {
        const b0 = v128.load(bRow);
        const b1 = v128.load(bRow, 16);
        bRow += 32;
        let s = v128.load32_splat(a0 + offset);
        c00 = madd(s, b0, c00);
        c01 = madd(s, b1, c01);
        s = v128.load32_splat(a1 + offset);
        c10 = madd(s, b0, c10);
        c11 = madd(s, b1, c11);
        s = v128.load32_splat(a2 + offset);
        c20 = madd(s, b0, c20);
        c21 = madd(s, b1, c21);
        s = v128.load32_splat(a3 + offset);
        c30 = madd(s, b0, c30);
        c31 = madd(s, b1, c31);
      }
      v128.store(cRow, c00);
      v128.store(cRow, c01, 16);
      cRow += cStride;
      v128.store(cRow, c10);
      v128.store(cRow, c11, 16);
      cRow += cStride;
      v128.store(cRow, c20);
      v128.store(cRow, c21, 16);
      cRow += cStride;
      v128.store(cRow, c30);
      v128.store(cRow, c31, 16);
      cRow += cStride;
      a0 = a3 + aStride;
    }
    b += panelBytes;
  }
}
