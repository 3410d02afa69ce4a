// Four-lane arithmetic of simd/assembly/vector.ts: WGSL's own cos, sin and log may be off by 5e-4.

struct CosSin {
  cosine: vec4f,
  sine: vec4f,
}

// Of r + quarter * pi / 2 for |r| <= pi / 4, to 1e-7 (Cephes).
fn cosSinOfRest(r: vec4f, quarter: vec4i) -> CosSin {
  let r2 = r * r;
  var p = fma(vec4f(-1.9515295891e-4), r2, vec4f(8.3321608736e-3));
  p = fma(p, r2, vec4f(-1.6666654611e-1));
  let sine = fma(p * r2, r, r);
  var q = fma(vec4f(2.443315711809948e-5), r2, vec4f(-1.388731625493765e-3));
  q = fma(q, r2, vec4f(4.166664568298827e-2));
  let cosine = fma(q * r2, r2, fma(r2, vec4f(-0.5), vec4f(1)));
  let swapped = (quarter & vec4i(1)) == vec4i(1);
  let negativeSine = (quarter & vec4i(2)) == vec4i(2);
  let negativeCosine = ((quarter + 1) & vec4i(2)) == vec4i(2);
  let c = select(cosine, sine, swapped);
  let s = select(sine, cosine, swapped);
  return CosSin(select(c, -c, negativeCosine), select(s, -s, negativeSine));
}

// Of an angle in radians, to 1e-6 for |x| up to 1000.
fn cosSin(x: vec4f) -> CosSin {
  let n = round(x * 0.6366197723675814);
  var r = fma(n, vec4f(-1.5703125), x);
  r = fma(n, vec4f(-4.837512969970703125e-4), r);
  r = fma(n, vec4f(-7.549789948768648e-8), r);
  return cosSinOfRest(r, vec4i(n));
}

// Of an angle in turns, 0 to 1.
fn cosSinOfTurn(turn: vec4f) -> CosSin {
  let n = round(turn * 4);
  return cosSinOfRest((turn - n * 0.25) * 6.283185307179586, vec4i(n));
}

// log x for positive normal x, to 2e-7 (Cephes).
fn logarithm(x: vec4f) -> vec4f {
  let bits = bitcast<vec4i>(x) - 0x3f3504f3;
  let e = vec4f(bits >> vec4u(23));
  let m = bitcast<vec4f>((bits & vec4i(0x007fffff)) + 0x3f3504f3) - 1;
  var p = fma(vec4f(7.0376836292e-2), m, vec4f(-1.151461031e-1));
  p = fma(p, m, vec4f(1.1676998740e-1));
  p = fma(p, m, vec4f(-1.2420140846e-1));
  p = fma(p, m, vec4f(1.4249322787e-1));
  p = fma(p, m, vec4f(-1.6668057665e-1));
  p = fma(p, m, vec4f(2.0000714765e-1));
  p = fma(p, m, vec4f(-2.4999993993e-1));
  p = fma(p, m, vec4f(3.3333331174e-1));
  p = fma(e, vec4f(-2.12194440e-4), p * m * m * m);
  p = fma(m * m, vec4f(-0.5), p);
  return fma(e, vec4f(0.693359375), m + p);
}
