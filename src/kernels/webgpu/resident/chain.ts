import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Network } from "../../../model/network.ts";
import { STREAMS } from "../../../model/random.ts";
import type { Chain } from "../../tensors.ts";
import type { Commands } from "../gpu.ts";
import { type Constants, dispatchSize, forwardWork, LANES } from "../limits.ts";
import math from "../math.wgsl?raw";
import random from "../random.wgsl?raw";
import chainCode from "./chain.wgsl?raw";
import layout from "./layout.wgsl?raw";
import { packedMixture } from "./mixture.ts";
import mixture from "./mixture.wgsl?raw";
import { transposedWeights } from "./network.ts";
import network from "./network.wgsl?raw";

const CODE = [math, random, layout, network, mixture, chainCode];
/** Steps a dispatch at most, STEPS of chain.wgsl: the schedule is a uniform. */
const STEPS = 256;

/** The fast version of `langevinChain`: one dispatch, several for a long chain. */
export function langevinChain(
  commands: Commands,
  inputs: Record<string, TensorInfo>,
  { network, chain }: { network: Network; chain: Chain },
  constants: Constants,
): TensorInfo {
  const { start, weights, frequencies, whitening } = inputs;
  const [rows] = start.shape;
  const { stepSizes, noise } = chain.schedule;
  const states = commands.output(start.shape);
  commands.copy([start], states);
  const reference = whitening ? packedMixture(commands, inputs) : weights;
  const transposed = transposedWeights(commands, weights, constants);
  const size = dispatchSize(stepSizes.length, 2 * forwardWork(network, rows), STEPS);
  for (let first = 0; first < stepSizes.length; first += size) {
    const steps = Math.min(size, stepSizes.length - first);
    const schedule = new Array<number>(4 * STEPS).fill(0);
    for (let i = 0; i < steps; i++) {
      const alpha = stepSizes[first + i];
      schedule[4 * i] = alpha / chain.temperature;
      schedule[4 * i + 1] = alpha / chain.mixtureTemperature;
      schedule[4 * i + 2] = noise[first + i];
    }
    const sphere = chain.projection === "sphere" ? 1 : 0;
    const place = [
      rows,
      steps,
      chain.first + first,
      chain.update,
      chain.seed,
      STREAMS.chainNoise,
      sphere,
      0,
    ];
    const uniforms = commands.uniforms(place, schedule);
    const bindings = [uniforms, weights, transposed, frequencies ?? weights, reference, states];
    if (first > 0) commands.submit();
    commands.dispatch({ code: CODE, constants }, bindings, Math.ceil(rows / LANES));
  }
  return states;
}
