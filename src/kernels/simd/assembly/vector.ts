// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
/** Four-lane float32 arithmetic; errors are relative to float64 unless said otherwise. */

/** a * b + c, fused where the build has relaxed SIMD. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Lane by lane, a number of a table in memory: one load, where a constant in the code is compiled to
 * several instructions that are repeated in every turn of a loop.
 */
@inline
export function constant(table: usize, index: i32): v128 {
  return v128.load32_splat(table + ((<usize>index) << 2));
}

/** The clamps, 1 / log 2, MAGIC, log 2 in two parts, the polynomial, 1. */
const EXP = memory.data<f32>([
  -87, 88, 1.44269504088896341, 12582912, -0.693359375, 2.12194440e-4, 1.9875691500e-4,
  1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1, 1,
]);

/**
 * e^x to 2e-7, x clamped to [-87, 88]; not a number stays so (Cephes' polynomial).
 *
 * MAGIC, 1.5 * 2^23, added to a small float leaves its nearest integer in the low bits of the sum.
 */
@inline
export function exp(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, constant(EXP, 0)), constant(EXP, 1));
  const magic = constant(EXP, 3);
  const shifted = madd(x, constant(EXP, 2), magic);
  const n = f32x4.sub(shifted, magic);
  let r = madd(n, constant(EXP, 4), x);
  r = madd(n, constant(EXP, 5), r);
  let p = madd(constant(EXP, 6), r, constant(EXP, 7));
  p = madd(p, r, constant(EXP, 8));
  p = madd(p, r, constant(EXP, 9));
  p = madd(p, r, constant(EXP, 10));
  p = madd(p, r, constant(EXP, 11));
  const one = constant(EXP, 12);
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), one);
  return f32x4.mul(p, i32x4.add(i32x4.shl(shifted, 23), one));
}

/** Sum of the four lanes. */
@inline
export function sum(x: v128): f32 {
  return (
    f32x4.extract_lane(x, 0) +
    f32x4.extract_lane(x, 1) +
    (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3))
  );
}

/** The polynomials of sin x / x and of cos x. */
const SINE = memory.data<f32>([-1.9515295891e-4, 8.3321608736e-3, -1.6666654611e-1]);
const COSINE = memory.data<f32>([
  2.443315711809948e-5, -1.388731625493765e-3, 4.166664568298827e-2, -0.5, 1,
]);

/** sin x for |x| <= pi / 4, to 1e-7 (Cephes). */
@inline
export function sine(x: v128): v128 {
  const x2 = f32x4.mul(x, x);
  let p = madd(constant(SINE, 0), x2, constant(SINE, 1));
  p = madd(p, x2, constant(SINE, 2));
  return madd(f32x4.mul(p, x2), x, x);
}

/** cos x for |x| <= pi / 4, to 1e-7 (Cephes). */
@inline
export function cosine(x: v128): v128 {
  const x2 = f32x4.mul(x, x);
  let p = madd(constant(COSINE, 0), x2, constant(COSINE, 1));
  p = madd(p, x2, constant(COSINE, 2));
  return madd(f32x4.mul(p, x2), x2, madd(x2, constant(COSINE, 3), constant(COSINE, 4)));
}

/** sin of r + quarter * pi / 2 from sin r and cos r. */
@inline
export function quadrantSine(sin: v128, cos: v128, quarter: v128): v128 {
  const swap = i32x4.eq(v128.and(quarter, i32x4.splat(1)), i32x4.splat(1));
  const sign = i32x4.shl(v128.and(quarter, i32x4.splat(2)), 30);
  return v128.xor(v128.bitselect(cos, sin, swap), sign);
}

/** cos of r + quarter * pi / 2 from sin r and cos r. */
@inline
export function quadrantCosine(sin: v128, cos: v128, quarter: v128): v128 {
  return quadrantSine(sin, cos, i32x4.add(quarter, i32x4.splat(1)));
}

/** 2 / pi, then -pi / 2 in three parts (Cody and Waite). */
const QUARTER = memory.data<f32>([
  0.6366197723675814, -1.5703125, -4.837512969970703125e-4, -7.549789948768648e-8,
]);

/** x less n quarter turns. */
@inline
function restOfAngle(x: v128, n: v128): v128 {
  const r = madd(n, constant(QUARTER, 1), x);
  return madd(n, constant(QUARTER, 3), madd(n, constant(QUARTER, 2), r));
}

/** Stores cos x and sin x, absolute error 2e-7 for |x| < 8192. */
@inline
export function storeCosSin(x: v128, cos: usize, sin: usize): void {
  const n = f32x4.nearest(f32x4.mul(x, constant(QUARTER, 0)));
  const r = restOfAngle(x, n);
  const quarter = i32x4.trunc_sat_f32x4_s(n);
  v128.store(cos, quadrantCosine(sine(r), cosine(r), quarter));
  v128.store(sin, quadrantSine(sine(r), cosine(r), quarter));
}

/** `storeCosSin` of one number. */
@inline
export function storeLaneCosSin(value: f32, cos: usize, sin: usize): void {
  const x = f32x4.splat(value);
  const n = f32x4.nearest(f32x4.mul(x, constant(QUARTER, 0)));
  const r = restOfAngle(x, n);
  const quarter = i32x4.trunc_sat_f32x4_s(n);
  f32.store(cos, f32x4.extract_lane(quadrantCosine(sine(r), cosine(r), quarter), 0));
  f32.store(sin, f32x4.extract_lane(quadrantSine(sine(r), cosine(r), quarter), 0));
}

/** The polynomial of log (1 + m), log 2 in two parts, -1/2, 1. */
const LOG = memory.data<f32>([
  7.0376836292e-2, -1.151461031e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1,
  -1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1, -2.12194440e-4,
  0.693359375, -0.5, 1,
]);

/** log x for positive normal x, to 2e-7 (Cephes). */
@inline
export function log(x: v128): v128 {
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const m = f32x4.sub(mantissa, constant(LOG, 12));
  const m2 = f32x4.mul(m, m);
  let p = madd(constant(LOG, 0), m, constant(LOG, 1));
  p = madd(p, m, constant(LOG, 2));
  p = madd(p, m, constant(LOG, 3));
  p = madd(p, m, constant(LOG, 4));
  p = madd(p, m, constant(LOG, 5));
  p = madd(p, m, constant(LOG, 6));
  p = madd(p, m, constant(LOG, 7));
  p = madd(p, m, constant(LOG, 8));
  p = f32x4.mul(f32x4.mul(p, m), m2);
  p = madd(e, constant(LOG, 9), p);
  p = madd(m2, constant(LOG, 11), p);
  return madd(e, constant(LOG, 10), f32x4.add(m, p));
}
