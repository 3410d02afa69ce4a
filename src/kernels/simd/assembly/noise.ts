// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
import { cosine, log, quadrantCosine, quadrantSine, sine } from "./vector";

/** High words of a * b, lane by lane, unsigned. */
@inline
function multiplyHigh(a: v128, b: v128): v128 {
  const low = i64x2.extmul_low_i32x4_u(a, b);
  const high = i64x2.extmul_high_i32x4_u(a, b);
  return v128.shuffle<i32>(low, high, 1, 3, 5, 7);
}

/** Words as numbers in (0, 1]: the upper 24 bits plus a half, over 2^24. */
@inline
function unit(words: v128): v128 {
  const upper = f32x4.convert_i32x4_u(i32x4.shr_u(words, 8));
  return f32x4.mul(f32x4.add(upper, f32x4.splat(0.5)), f32x4.splat(5.9604644775390625e-8));
}

/**
 * Fills `out` with the standard normal numbers `first` (a multiple of 4) to `first + count - 1` of
 * src/model/random.ts: Philox4x32-10 with key (key0, key1) on counters (i / 4, update, step, 0),
 * then Box and Muller. Four counters a turn; writes up to 15 floats beyond `count`.
 */
export function normals(
  out: usize,
  first: i32,
  count: i32,
  update: i32,
  step: i32,
  key0: i32,
  key1: i32,
): void {
  const a = i32x4.splat(0xd2511f53);
  const b = i32x4.splat(0xcd9e8d57);
  for (let i = first; i < first + count; i += 16, out += 64) {
    let c0 = i32x4.add(i32x4.splat(i >> 2), i32x4(0, 1, 2, 3));
    let c1 = i32x4.splat(update);
    let c2 = i32x4.splat(step);
    let c3 = i32x4.splat(0);
    let k0 = key0;
    let k1 = key1;
    for (let round = 0; round < 10; round++) {
      const high0 = multiplyHigh(a, c0);
      const low0 = i32x4.mul(a, c0);
      const high1 = multiplyHigh(b, c2);
      const low1 = i32x4.mul(b, c2);
      c0 = v128.xor(v128.xor(high1, c1), i32x4.splat(k0));
      c1 = low1;
      c2 = v128.xor(v128.xor(high0, c3), i32x4.splat(k1));
      c3 = low0;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    const radius0 = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log(unit(c0))));
    const radius1 = f32x4.sqrt(f32x4.mul(f32x4.splat(-2), log(unit(c2))));
    const turn0 = unit(c1);
    const turn1 = unit(c3);
    const x0 = f32x4.mul(radius0, cosineOfTurn(turn0));
    const x1 = f32x4.mul(radius0, sineOfTurn(turn0));
    const x2 = f32x4.mul(radius1, cosineOfTurn(turn1));
    const x3 = f32x4.mul(radius1, sineOfTurn(turn1));
    const x01 = v128.shuffle<i32>(x0, x1, 0, 4, 1, 5);
    const x23 = v128.shuffle<i32>(x2, x3, 0, 4, 1, 5);
    const y01 = v128.shuffle<i32>(x0, x1, 2, 6, 3, 7);
    const y23 = v128.shuffle<i32>(x2, x3, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<i64>(x01, x23, 0, 2));
    v128.store(out, v128.shuffle<i64>(x01, x23, 1, 3), 16);
    v128.store(out, v128.shuffle<i64>(y01, y23, 0, 2), 32);
    v128.store(out, v128.shuffle<i64>(y01, y23, 1, 3), 48);
  }
}

/** The angle left of a turn in 0..1 after its nearest quarter, exact before the last product. */
@inline
function restOfTurn(turn: v128): v128 {
  const quarter = f32x4.mul(f32x4.nearest(f32x4.mul(turn, f32x4.splat(4))), f32x4.splat(0.25));
  return f32x4.mul(f32x4.sub(turn, quarter), f32x4.splat(6.283185307179586));
}

@inline
function quarters(turn: v128): v128 {
  return i32x4.trunc_sat_f32x4_s(f32x4.nearest(f32x4.mul(turn, f32x4.splat(4))));
}

@inline
function cosineOfTurn(turn: v128): v128 {
  const r = restOfTurn(turn);
  return quadrantCosine(sine(r), cosine(r), quarters(turn));
}

@inline
function sineOfTurn(turn: v128): v128 {
  const r = restOfTurn(turn);
  return quadrantSine(sine(r), cosine(r), quarters(turn));
}
