import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../../../src/kernels/backend.ts";
import { langevinChain } from "../../../src/kernels/operations.ts";
import { mixtureTensors, type NetworkTensors } from "../../../src/kernels/tensors.ts";
import { type Network, parameterCount } from "../../../src/model/network.ts";
import { scheduleOf } from "../../../src/model/schedule.ts";

/** A Gaussian in two dimensions, and the chains that are to sample it. */
export interface Gaussian {
  mean: [number, number];
  /** L, with covariance L L^T: [l11, l21, l22]. */
  factor: [number, number, number];
  particles: number;
  steps: number;
  stepSize: number;
}

const SILENT = { fourierFeatures: 0, hiddenLayers: 1, width: 1, activation: "silu" } as const;

/** The particles' last states, [n, 2] flattened, with E_G alone and an E_theta that is 0. */
export async function settle(
  backend: "cpu" | "webgpu",
  { mean, factor: [l11, l21, l22], particles, steps, stepSize }: Gaussian,
): Promise<number[]> {
  await openBackend(backend);
  const reference = mixtureTensors({
    dimensions: 2,
    classes: 1,
    weights: Float64Array.of(1),
    means: Float64Array.from(mean),
    cholesky: Float64Array.of(l11, 0, l21, l22),
    whitening: Float64Array.of(1 / l11, 0, -l21 / (l11 * l22), 1 / l22),
    logPeak: -Math.log(2 * Math.PI * l11 * l22),
    ridge: 0,
  });
  const network: Network = { ...SILENT, inputs: 2 };
  const weights = tf.zeros<tf.Rank.R1>([parameterCount(network)]);
  const energy: NetworkTensors = { network, weights, frequencies: null };
  const recipe = { steps, stepSize, stepSizeEnd: stepSize, noise: 0, noiseEnd: 0 };
  const schedule = scheduleOf({ ...recipe, noiseKind: "langevin", decay: "linear" });
  const end = langevinChain(tf.zeros([particles, 2]), energy, reference, {
    schedule,
    first: 0,
    temperature: 1,
    mixtureTemperature: 1,
    projection: "none",
    seed: 5,
    update: 0,
  });
  return [...(await end.data())];
}
