// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
/** Four-lane float32 arithmetic; errors are relative to float64 unless said otherwise. */

/** a * b + c, fused where the build has relaxed SIMD. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Added to a small float, leaves its nearest integer in the low bits of the sum. */
const MAGIC: f32 = 12582912;

/** e^x to 2e-7, x clamped to [-87, 88]; not a number stays so (Cephes' polynomial). */
@inline
export function exp(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-87)), f32x4.splat(88));
  const shifted = madd(x, f32x4.splat(1.44269504088896341), f32x4.splat(MAGIC));
  const n = f32x4.sub(shifted, f32x4.splat(MAGIC));
  let r = madd(n, f32x4.splat(-0.693359375), x);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const scale = i32x4.add(i32x4.shl(shifted, 23), i32x4.splat(0x3f800000));
  return f32x4.mul(p, scale);
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

/** sin x for |x| <= pi / 4, to 1e-7 (Cephes). */
@inline
export function sine(x: v128): v128 {
  const x2 = f32x4.mul(x, x);
  let p = madd(f32x4.splat(-1.9515295891e-4), x2, f32x4.splat(8.3321608736e-3));
  p = madd(p, x2, f32x4.splat(-1.6666654611e-1));
  return madd(f32x4.mul(p, x2), x, x);
}

/** cos x for |x| <= pi / 4, to 1e-7 (Cephes). */
@inline
export function cosine(x: v128): v128 {
  const x2 = f32x4.mul(x, x);
  let p = madd(f32x4.splat(2.443315711809948e-5), x2, f32x4.splat(-1.388731625493765e-3));
  p = madd(p, x2, f32x4.splat(4.166664568298827e-2));
  return madd(f32x4.mul(p, x2), x2, madd(x2, f32x4.splat(-0.5), f32x4.splat(1)));
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

/** x less its nearest multiple of pi / 2, for |x| < 8192 (Cody and Waite). */
@inline
function restOfAngle(x: v128, n: v128): v128 {
  let r = madd(n, f32x4.splat(-1.5703125), x);
  r = madd(n, f32x4.splat(-4.837512969970703125e-4), r);
  return madd(n, f32x4.splat(-7.549789948768648e-8), r);
}

/** Stores cos x and sin x, absolute error 2e-7 for |x| < 8192. */
@inline
export function storeCosSin(x: v128, cos: usize, sin: usize): void {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(0.6366197723675814)));
  const r = restOfAngle(x, n);
  const quarter = i32x4.trunc_sat_f32x4_s(n);
  v128.store(cos, quadrantCosine(sine(r), cosine(r), quarter));
  v128.store(sin, quadrantSine(sine(r), cosine(r), quarter));
}

/** `storeCosSin` of one number. */
@inline
export function storeLaneCosSin(value: f32, cos: usize, sin: usize): void {
  const x = f32x4.splat(value);
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(0.6366197723675814)));
  const r = restOfAngle(x, n);
  const quarter = i32x4.trunc_sat_f32x4_s(n);
  f32.store(cos, f32x4.extract_lane(quadrantCosine(sine(r), cosine(r), quarter), 0));
  f32.store(sin, f32x4.extract_lane(quadrantSine(sine(r), cosine(r), quarter), 0));
}

/** log x for positive normal x, to 2e-7 (Cephes). */
@inline
export function log(x: v128): v128 {
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3));
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const mantissa = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const m = f32x4.sub(mantissa, f32x4.splat(1));
  const m2 = f32x4.mul(m, m);
  let p = madd(f32x4.splat(7.0376836292e-2), m, f32x4.splat(-1.151461031e-1));
  p = madd(p, m, f32x4.splat(1.1676998740e-1));
  p = madd(p, m, f32x4.splat(-1.2420140846e-1));
  p = madd(p, m, f32x4.splat(1.4249322787e-1));
  p = madd(p, m, f32x4.splat(-1.6668057665e-1));
  p = madd(p, m, f32x4.splat(2.0000714765e-1));
  p = madd(p, m, f32x4.splat(-2.4999993993e-1));
  p = madd(p, m, f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), m2);
  p = madd(e, f32x4.splat(-2.12194440e-4), p);
  p = madd(m2, f32x4.splat(-0.5), p);
  return madd(e, f32x4.splat(0.693359375), f32x4.add(m, p));
}
