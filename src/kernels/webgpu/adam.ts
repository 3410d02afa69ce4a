import type { TensorInfo } from "@tensorflow/tfjs-core";
import { ADAM_EPSILON, type AdamStep } from "../tensors.ts";
import adamCode from "./adam.wgsl?raw";
import averageCode from "./average.wgsl?raw";
import type { Commands } from "./gpu.ts";

const ADAM = { code: [adamCode], constants: {} };
const AVERAGE = { code: [averageCode], constants: {} };

/** The fast version of `adamUpdate`, [weights, mean, variance, average]. */
export function adamUpdate(
  commands: Commands,
  inputs: Record<string, TensorInfo>,
  { rate, beta1, beta2, update, averageDecay }: AdamStep,
): TensorInfo[] {
  const { weights, mean, variance, average, gradient } = inputs;
  const { shape } = weights;
  const next = [commands.output(shape), commands.output(shape), commands.output(shape)];
  const nextAverage = commands.output(shape);
  const groups = Math.ceil(shape[0] / 64);
  const step = commands.uniforms(
    [],
    [
      ...[beta1, 1 - beta1, beta2, 1 - beta2],
      ...[rate / (1 - beta1 ** update), 1 / (1 - beta2 ** update), ADAM_EPSILON],
    ],
  );
  commands.dispatch(ADAM, [step, weights, mean, variance, gradient, ...next], groups);
  const shares = commands.uniforms([], [averageDecay, 1 - averageDecay]);
  commands.dispatch(AVERAGE, [shares, average, next[0], nextAverage], groups);
  return [...next, nextAverage];
}
