import type { TensorInfo } from "@tensorflow/tfjs-core";
import { layersOf, type Network } from "../../../model/network.ts";
import type { Commands } from "../gpu.ts";
import { type Constants, dispatchSize, forwardWork, LANES } from "../limits.ts";
import math from "../math.wgsl?raw";
import energiesCode from "./energies.wgsl?raw";
import layout from "./layout.wgsl?raw";
import lossCode from "./loss.wgsl?raw";
import networkCode from "./network.wgsl?raw";
import tape from "./tape.wgsl?raw";
import transpose from "./transpose.wgsl?raw";
import weightGradient from "./weightGradient.wgsl?raw";

const TRANSPOSE = [layout, transpose];
const ENERGIES = [math, layout, networkCode, energiesCode];
const LOSS = [math, layout, networkCode, tape, lossCode];
const WEIGHT_GRADIENT = [layout, tape, weightGradient];

/** Threads a work-group of the shaders that have a thread a weight. */
const THREADS = 64;

type Inputs = Record<string, TensorInfo>;

/** The overrides of layout.wgsl alone. */
function layoutOf({ inputs, frequencyCount, hiddenLayers, width }: Constants): Constants {
  return { inputs, frequencyCount, hiddenLayers, width };
}

/** Dispatches `groups` work-groups of `work` operations each, a submission a stretch of bounded work. */
function stretches(
  commands: Commands,
  groups: number,
  work: number,
  dispatch: (first: number, count: number) => void,
): void {
  const size = dispatchSize(groups, work);
  for (let first = 0; first < groups; first += size) {
    if (first > 0) commands.submit();
    dispatch(first, Math.min(size, groups - first));
  }
}

/** The weights with each layer's kernel as [outputs, inputs], for coalesced backward passes. */
export function transposedWeights(
  commands: Commands,
  weights: TensorInfo,
  constants: Constants,
): GPUBuffer {
  const [size] = weights.shape;
  const transposed = commands.scratch(size);
  const program = { code: TRANSPOSE, constants: layoutOf(constants) };
  commands.dispatch(program, [weights, transposed], Math.ceil(size / THREADS));
  return transposed;
}

/** The fast version of `networkEnergy`. */
export function networkEnergy(
  commands: Commands,
  { points, weights, frequencies }: Inputs,
  { network }: { network: Network },
  { classes: _, ...constants }: Constants,
): TensorInfo {
  const [rows] = points.shape;
  const energies = commands.output([rows]);
  const groups = Math.ceil(rows / LANES);
  stretches(commands, groups, forwardWork(network, LANES), (first, count) => {
    const range = commands.uniforms([LANES * first, rows], []);
    const bindings = [range, weights, null, frequencies ?? weights, points, energies];
    commands.dispatch({ code: ENERGIES, constants }, bindings, count);
  });
  return energies;
}

/** The fast version of `energyLossGradient`, [terms, gradient]. */
export function energyLossGradient(
  commands: Commands,
  { data, negatives, weights, frequencies }: Inputs,
  { network, l2 }: { network: Network; l2: number },
  { classes: _, ...constants }: Constants,
): TensorInfo[] {
  const rows = [data.shape[0], negatives.shape[0]];
  const groups = Math.ceil(rows[0] / LANES) + Math.ceil(rows[1] / LANES);
  const { inputs, fourierFeatures, hiddenLayers, width } = network;
  // What tapeSize() of tape.wgsl says.
  const units = (fourierFeatures ? 2 * fourierFeatures : inputs) + 2 * hiddenLayers * width + 2;
  const pages = commands.scratch(LANES * units * groups);
  const terms = commands.output([4]);
  const gradient = commands.output(weights.shape);
  const transposed = transposedWeights(commands, weights, constants);
  // Four points a group, forward and back.
  stretches(commands, groups, 2 * forwardWork(network, LANES), (first, count) => {
    const uniforms = commands.uniforms([...rows, first], [l2]);
    const bindings = [
      uniforms,
      weights,
      transposed,
      frequencies ?? weights,
      data,
      negatives,
      pages,
    ];
    commands.dispatch({ code: LOSS, constants }, bindings, count);
  });
  // Four weights of one output a thread, its bias among them, and the four terms.
  const threads = layersOf(network).reduce(
    (sum, layer) => sum + Math.ceil((layer.inputs + 1) / 4) * layer.outputs,
    terms.shape[0],
  );
  const work = 8 * THREADS * LANES * groups;
  stretches(commands, Math.ceil(threads / THREADS), work, (first, count) => {
    const program = { code: WEIGHT_GRADIENT, constants: layoutOf(constants) };
    const uniforms = commands.uniforms([...rows, THREADS * first], []);
    commands.dispatch(program, [uniforms, pages, gradient, terms], count);
  });
  return [terms, gradient];
}
