import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Commands, Dispatch } from "../gpu.ts";
import { affine, stored } from "./epilogues.ts";
import { type Factor, multiply } from "./gemm.ts";
import reduce from "./reduce.wgsl?raw";
import softmax from "./softmax.wgsl?raw";

const SOFTMAX = [reduce, softmax];

/** A mixture's tensors by name. */
type Inputs = Record<string, TensorInfo>;

/** y = W (z - centre) of `rows` points, [rows, D]. */
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

/** The gradient of E_G at `rows` points, kept in `pull` [rows, D]: four products and a softmax. */
export function mixturePull(
  commands: Commands,
  inputs: Inputs,
  points: Factor,
  rows: number,
  pull: GPUBuffer,
): Dispatch[] {
  const { whitening, means, offsets } = inputs;
  const [classes, d] = means.shape;
  const y = commands.scratch(rows * d);
  const logits = commands.scratch(rows * classes);
  const rest = commands.scratch(rows * d);
  const toMeans = {
    ...{ rows, columns: classes, depth: d, left: { buffer: y } },
    right: { buffer: means, transposed: true },
  };
  const expected = {
    ...{ rows, columns: d, depth: classes, left: { buffer: logits } },
    right: { buffer: means },
  };
  const back = {
    ...{ rows, columns: d, depth: d, left: { buffer: rest } },
    right: { buffer: whitening },
  };
  return [
    ...whitened(commands, inputs, points, rows, y),
    ...multiply(commands, toMeans, affine(commands, logits, 1, { buffer: offsets, share: 1 })),
    commands.prepare({ code: SOFTMAX, constants: { columns: classes } }, [logits], rows),
    ...multiply(commands, expected, affine(commands, rest, -1, { buffer: y, share: 1, stride: d })),
    ...multiply(commands, back, stored(commands, pull)),
  ];
}
