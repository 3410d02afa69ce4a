import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "../../model/network.ts";
import { type FastKernel, KERNELS } from "../operations.ts";
import { adamUpdate } from "./adam.ts";
import * as gemmChain from "./gemm/chain.ts";
import * as gemmEnergies from "./gemm/energies.ts";
import * as gemmMixture from "./gemm/mixture.ts";
import { kthSquaredDistances, NEIGHBOURS } from "./gemm/neighbours.ts";
import { type Commands, gpuOf } from "./gpu.ts";
import { type Constants, constantsFor, fitsThread } from "./limits.ts";
import { langevinChain } from "./resident/chain.ts";
import { mixtureScores } from "./resident/mixture.ts";
import { energyLossGradient, networkEnergy } from "./resident/network.ts";

type Inputs = Record<string, tf.TensorInfo>;
type Outputs = tf.TensorInfo | tf.TensorInfo[];
type Kernel<Attributes> = (commands: Commands, inputs: Inputs, attributes: Attributes) => Outputs;
type ResidentKernel<Attributes> = (
  commands: Commands,
  inputs: Inputs,
  attributes: Attributes,
  constants: Constants,
) => Outputs;

/** Registers the kernels with tfjs's `webgpu` backend. */
export function registerWebgpu(): void {
  registerNetwork(KERNELS.chain, langevinChain, gemmChain.langevinChain);
  registerNetwork(KERNELS.lossGradient, energyLossGradient, gemmEnergies.energyLossGradient);
  registerNetwork(KERNELS.networkEnergy, networkEnergy, gemmEnergies.networkEnergy);
  register(KERNELS.mixtureScores, (commands, inputs) =>
    fitsThread(inputs.shift.shape[0])
      ? mixtureScores(commands, inputs)
      : gemmMixture.mixtureScores(commands, inputs),
  );
  register(KERNELS.adam, adamUpdate);
  register<{ k: number }>(KERNELS.distances, kthSquaredDistances, (_, { k }) => k <= NEIGHBOURS);
}

/** Leaves every operation on `webgpu` to its composed version. */
export function unregisterWebgpu(): void {
  for (const name of Object.values(KERNELS)) {
    if (tf.getKernel(name, "webgpu")) tf.unregisterKernel(name, "webgpu");
  }
}

function register<Attributes>(
  kernelName: string,
  compute: Kernel<Attributes>,
  fits: (inputs: Inputs, attributes: Attributes) => boolean = () => true,
): void {
  const kernel: FastKernel = {
    kernelName,
    backendName: "webgpu",
    kernelFunc: ({ inputs, attrs, backend }) =>
      gpuOf(backend as WebGPUBackend).run((commands) =>
        compute(commands, inputs as Inputs, attrs as Attributes),
      ),
    fits: (inputs, attributes) => fits(inputs, attributes as Attributes),
  };
  tf.registerKernel(kernel);
}

/** Registers a kernel for networks that a work-group holds, mixture included, and one for others. */
function registerNetwork<Attributes extends { network: Network }>(
  kernelName: string,
  resident: ResidentKernel<Attributes>,
  byProducts: Kernel<Attributes>,
): void {
  const constantsOf = ({ offsets }: Inputs, { network }: Attributes) => {
    const { limits } = (tf.backend() as WebGPUBackend).device;
    return constantsFor(network, offsets?.shape[0] ?? 0, limits);
  };
  register<Attributes>(
    kernelName,
    (commands, inputs, attributes) => {
      const constants = constantsOf(inputs, attributes);
      return constants
        ? resident(commands, inputs, attributes, constants)
        : byProducts(commands, inputs, attributes);
    },
    (_, { network }) => network.hiddenLayers > 0,
  );
}
