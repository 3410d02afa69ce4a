// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
/** Four-lane float32 arithmetic; errors are relative to float64 unless said otherwise. */

/** a * b + c, fused where the build has relaxed SIMD. */
@inline
export function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** e^x to 2e-7, x clamped to [-87, 88] (Cephes' polynomial). */
@inline
export function exp(x: v128): v128 {
  x = f32x4.min(f32x4.max(x, f32x4.splat(-87)), f32x4.splat(88));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.44269504088896341)));
  let r = madd(n, f32x4.splat(-0.693359375), x);
  r = madd(n, f32x4.splat(2.12194440e-4), r);
  let p = f32x4.splat(1.9875691500e-4);
  p = madd(p, r, f32x4.splat(1.3981999507e-3));
  p = madd(p, r, f32x4.splat(8.3334519073e-3));
  p = madd(p, r, f32x4.splat(4.1665795894e-2));
  p = madd(p, r, f32x4.splat(1.6666665459e-1));
  p = madd(p, r, f32x4.splat(5.0000001201e-1));
  p = f32x4.add(madd(p, f32x4.mul(r, r), r), f32x4.splat(1));
  const scale = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
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

/** Stores cos x and sin x, absolute error 2e-7 for |x| < 8192 (Cody and Waite, Cephes). */
@inline
export function storeCosSin(x: v128, cos: usize, sin: usize): void {
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(0.6366197723675814)));
  let r = madd(n, f32x4.splat(-1.5703125), x);
  r = madd(n, f32x4.splat(-4.837512969970703125e-4), r);
  r = madd(n, f32x4.splat(-7.549789948768648e-8), r);
  const r2 = f32x4.mul(r, r);
  let s = madd(f32x4.splat(-1.9515295891e-4), r2, f32x4.splat(8.3321608736e-3));
  s = madd(s, r2, f32x4.splat(-1.6666654611e-1));
  s = madd(f32x4.mul(s, r2), r, r);
  let c = madd(f32x4.splat(2.443315711809948e-5), r2, f32x4.splat(-1.388731625493765e-3));
  c = madd(c, r2, f32x4.splat(4.166664568298827e-2));
  c = madd(f32x4.mul(c, r2), r2, madd(r2, f32x4.splat(-0.5), f32x4.splat(1)));
  const quadrant = i32x4.trunc_sat_f32x4_s(n);
  const swap = i32x4.eq(v128.and(quadrant, i32x4.splat(1)), i32x4.splat(1));
  const sinSign = i32x4.shl(v128.and(quadrant, i32x4.splat(2)), 30);
  const cosSign = i32x4.shl(
    v128.and(i32x4.add(quadrant, i32x4.splat(1)), i32x4.splat(2)),
    30,
  );
  v128.store(cos, v128.xor(v128.bitselect(s, c, swap), cosSign));
  v128.store(sin, v128.xor(v128.bitselect(c, s, swap), sinSign));
}
