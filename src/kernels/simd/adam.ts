import { ADAM_EPSILON, type AdamStep } from "../tensors.ts";

/** Adam's state as plain arrays. */
export interface AdamArrays {
  weights: Float32Array;
  mean: Float32Array;
  variance: Float32Array;
  average: Float32Array;
}

/** The fast version of `adamUpdate`, one pass over the arrays. */
export function adamUpdate(
  state: AdamArrays,
  gradient: Float32Array,
  step: AdamStep,
): Float32Array[] {
  const { rate, beta1, beta2, update, averageDecay } = step;
  const [weights, mean, variance, average] = [0, 1, 2, 3].map(
    () => new Float32Array(gradient.length),
  );
  const stride = rate / (1 - beta1 ** update);
  const correction = 1 / (1 - beta2 ** update);
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i];
    const m = beta1 * state.mean[i] + (1 - beta1) * g;
    const v = beta2 * state.variance[i] + (1 - beta2) * g * g;
    const w = state.weights[i] - (stride * m) / (Math.sqrt(v * correction) + ADAM_EPSILON);
    weights[i] = w;
    mean[i] = m;
    variance[i] = v;
    average[i] = averageDecay * state.average[i] + (1 - averageDecay) * w;
  }
  return [weights, mean, variance, average];
}
