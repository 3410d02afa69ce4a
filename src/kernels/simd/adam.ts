import { ADAM_EPSILON, type AdamStep } from "../tensors.ts";
import { type Engine, padded } from "./engine.ts";

/** Adam's state as plain arrays. */
export interface AdamArrays {
  weights: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
  average: Float32Array;
}

/** Weights at a time: their five arrays stay in the cache between two copies. */
const BLOCK = 16_384;

/** The fast version of `adamUpdate`, [weights, mean, variance, average]. */
export function adamUpdate(
  engine: Engine,
  { weights, mean, variance, average }: AdamArrays,
  gradient: Float32Array,
  { rate, beta1, beta2, update, averageDecay }: AdamStep,
): Float32Array[] {
  const { workspace } = engine;
  const { adam } = engine.team.simd.run;
  engine.begin();
  const count = gradient.length;
  const size = padded(Math.min(BLOCK, count));
  const old = [weights, mean, variance, average, gradient];
  const places = old.map(() => workspace.floats(size));
  const [w, m, v, a, g] = places;
  const fresh = [0, 1, 2, 3].map(() => new Float32Array(count));
  const stride = rate / (1 - beta1 ** update);
  const correction = 1 / (1 - beta2 ** update);
  const betas = [beta1, 1 - beta1, beta2, 1 - beta2] as const;
  const decays = [averageDecay, 1 - averageDecay] as const;
  for (let first = 0; first < count; first += size) {
    const end = Math.min(count, first + size);
    old.forEach((array, i) => {
      workspace.view(places[i], end - first).set(array.subarray(first, end));
    });
    adam(w, m, v, a, g, size, ...betas, stride, correction, ADAM_EPSILON, ...decays);
    fresh.forEach((array, i) => {
      array.set(workspace.view(places[i], end - first), first);
    });
  }
  return fresh;
}
