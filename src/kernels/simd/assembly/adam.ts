// @ts-nocheck: AssemblyScript, which the TypeScript compiler does not know.
import { madd } from "./vector";

/**
 * One step of Adam and of the weights' moving average, in place, on `count` numbers a multiple of 4.
 *
 * The shares are beta1 and 1 - beta1, and so on: 1 - beta is inexact in float32. `stride` is
 * rate / (1 - beta1^update), `correction` 1 / (1 - beta2^update).
 */
export function adam(
  weights: usize,
  mean: usize,
  variance: usize,
  average: usize,
  gradient: usize,
  count: i32,
  beta1: f32,
  share1: f32,
  beta2: f32,
  share2: f32,
  stride: f32,
  correction: f32,
  epsilon: f32,
  decay: f32,
  share: f32,
): void {
  const bytes = (<usize>count) << 2;
  for (let at: usize = 0; at < bytes; at += 16) {
    const g = v128.load(gradient + at);
    const m = mix(v128.load(mean + at), beta1, g, share1);
    const v = mix(v128.load(variance + at), beta2, f32x4.mul(g, g), share2);
    const spread = f32x4.sqrt(f32x4.mul(v, f32x4.splat(correction)));
    const change = f32x4.div(f32x4.mul(f32x4.splat(stride), m), f32x4.add(spread, f32x4.splat(epsilon)));
    const w = f32x4.sub(v128.load(weights + at), change);
    v128.store(mean + at, m);
    v128.store(variance + at, v);
    v128.store(weights + at, w);
    v128.store(average + at, mix(v128.load(average + at), decay, w, share));
  }
}

/** a x + b y. */
@inline
function mix(x: v128, a: f32, y: v128, b: f32): v128 {
  return madd(x, f32x4.splat(a), f32x4.mul(y, f32x4.splat(b)));
}
