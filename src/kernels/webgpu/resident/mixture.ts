import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Commands } from "../gpu.ts";
import scores from "./scores.wgsl?raw";

const SCORES = [scores];

/** A mixture's tensors by name. */
type Inputs = Record<string, TensorInfo>;

/** A mixture's tensors as one buffer, in the order that mixture.wgsl and scores.wgsl read. */
export function packedMixture(commands: Commands, inputs: Inputs): GPUBuffer {
  const { whitening, shift, means, offsets, halfNorms } = inputs;
  const [classes, dimensions] = means.shape;
  const packed = commands.scratch((dimensions + classes + 1) * dimensions + 2 * classes);
  commands.copy([whitening, shift, means, offsets, halfNorms], packed);
  return packed;
}

/** The fast version of `mixtureScores`, [energy, nearest]. */
export function mixtureScores(commands: Commands, inputs: Inputs): TensorInfo[] {
  const [classes, dimensions] = inputs.means.shape;
  const [rows] = inputs.points.shape;
  const mixture = packedMixture(commands, inputs);
  const outputs = [commands.output([rows]), commands.output([rows])];
  const program = { code: SCORES, constants: { inputs: dimensions, classes } };
  commands.dispatch(program, [mixture, inputs.points, ...outputs], Math.ceil(rows / 64));
  return outputs;
}
