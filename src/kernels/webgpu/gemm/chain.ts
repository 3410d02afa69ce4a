import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Network } from "../../../model/network.ts";
import { STREAMS } from "../../../model/random.ts";
import type { Chain } from "../../tensors.ts";
import type { Commands } from "../gpu.ts";
import math from "../math.wgsl?raw";
import random from "../random.wgsl?raw";
import { multiply, shadersOf } from "./gemm.ts";
import { mixturePull } from "./mixture.ts";
import { NetworkProducts } from "./network.ts";
import reduce from "./reduce.wgsl?raw";
import sphereCode from "./sphere.wgsl?raw";
import stepCode from "./step.wgsl?raw";

const STEP = shadersOf(math, random, stepCode);
const SPHERE = [reduce, sphereCode];

/** `langevinChain` by matrix products: of a step, only the last one's place and factors are new. */
export function langevinChain(
  commands: Commands,
  inputs: Record<string, TensorInfo>,
  { network, chain }: { network: Network; chain: Chain },
): TensorInfo {
  const { start, whitening } = inputs;
  const [rows, d] = start.shape;
  const states = commands.output(start.shape);
  commands.copy([start], states);
  const points = { buffer: states };
  const products = new NetworkProducts(commands, network, inputs, rows);
  const pull = whitening ? commands.scratch(rows * d) : null;
  const gradients = [
    ...(pull ? mixturePull(commands, inputs, points, rows, pull) : []),
    ...products.forward(points, rows, true),
    ...products.backward(),
  ];
  const program = { code: SPHERE, constants: { columns: d } };
  const sphere = chain.projection === "sphere" ? [commands.prepare(program, [states], rows)] : [];
  if (chain.first === 0) commands.repeat(sphere);
  const [first] = products.layers;
  const { stepSizes, noise } = chain.schedule;
  stepSizes.forEach((alpha, step) => {
    const place = [chain.update, chain.first + step, chain.seed, STREAMS.chainNoise];
    const factors = [alpha / chain.temperature, alpha / chain.mixtureTemperature, noise[step]];
    const move = multiply(commands, products.pull(first), {
      shaders: STEP,
      constants: { mixture: pull ? 1 : 0 },
      bindings: [commands.uniforms(place, factors), pull ?? first.slopes, states],
    });
    commands.repeat([...gradients, ...move, ...sphere]);
  });
  return states;
}
