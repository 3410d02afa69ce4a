import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Commands, Dispatch } from "../gpu.ts";
import { tileRows } from "../limits.ts";
import { affine, stored } from "./epilogues.ts";
import { type Factor, multiply } from "./gemm.ts";
import reduce from "./reduce.wgsl?raw";
import scores from "./scores.wgsl?raw";
import softmax from "./softmax.wgsl?raw";

const SOFTMAX = [reduce, softmax];
const SCORES = [reduce, scores];

/** A mixture's tensors by name. */
type Inputs = Record<string, TensorInfo>;

/** y = W (z - centre) of points, in `results` [rows, D]. */
function whitened(
  commands: Commands,
  { whitening, shift }: Inputs,
  points: Factor,
  rows: number,
  results: GPUBuffer,
): Dispatch[] {
  const [d] = shift.shape;
  const right = { buffer: whitening, transposed: true };
  const product = { rows, columns: d, depth: d, left: points, right };
  return multiply(commands, product, affine(commands, results, 1, { buffer: shift, share: -1 }));
}

/** The gradient of E_G at `rows` points, in `pull` [rows, D]: four products and a softmax. */
export function mixturePull(
  commands: Commands,
  inputs: Inputs,
  points: Factor,
  rows: number,
  pull: GPUBuffer,
): Dispatch[] {
  const [classes, d] = inputs.means.shape;
  const y = { buffer: commands.scratch(rows * d) };
  const logits = { buffer: commands.scratch(rows * classes) };
  const rest = { buffer: commands.scratch(rows * d) };
  const means = { buffer: inputs.means };
  const whitening = { buffer: inputs.whitening };
  const toMeans = { left: y, right: { ...means, transposed: true } };
  const offsets = { buffer: inputs.offsets, share: 1 };
  const fromMean = { ...y, share: 1, stride: d };
  return [
    ...whitened(commands, inputs, points, rows, y.buffer),
    ...multiply(
      commands,
      { rows, columns: classes, depth: d, ...toMeans },
      affine(commands, logits.buffer, 1, offsets),
    ),
    commands.prepare({ code: SOFTMAX, constants: { columns: classes } }, [logits.buffer], rows),
    ...multiply(
      commands,
      { rows, columns: d, depth: classes, left: logits, right: means },
      affine(commands, rest.buffer, -1, fromMean),
    ),
    ...multiply(
      commands,
      { rows, columns: d, depth: d, left: rest, right: whitening },
      stored(commands, pull),
    ),
  ];
}

/** `mixtureScores` by matrix products, [energy, nearest], by tiles of points. */
export function mixtureScores(commands: Commands, inputs: Inputs): TensorInfo[] {
  const { points, means, offsets, halfNorms } = inputs;
  const [classes, d] = means.shape;
  const [count] = points.shape;
  const outputs = [commands.output([count]), commands.output([count])];
  const size = tileRows(count, Math.max(d, classes));
  const y = commands.scratch(size * d);
  const products = commands.scratch(size * classes);
  const right = { buffer: means, transposed: true };
  const program = { code: SCORES, constants: { inputs: d, classes } };
  for (let first = 0; first < count; first += size) {
    const rows = Math.min(size, count - first);
    commands.repeat(whitened(commands, inputs, { buffer: points, at: first * d }, rows, y));
    const product = { rows, columns: classes, depth: d, left: { buffer: y }, right };
    commands.repeat(multiply(commands, product, stored(commands, products)));
    const range = commands.uniforms([first, rows], []);
    commands.dispatch(program, [range, y, products, offsets, halfNorms, ...outputs], rows);
  }
  return outputs;
}
