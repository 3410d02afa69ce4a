import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Network } from "../../../model/network.ts";
import type { Commands } from "../gpu.ts";
import { tileRows } from "../limits.ts";
import lossCode from "./loss.wgsl?raw";
import { NetworkProducts } from "./network.ts";
import reduce from "./reduce.wgsl?raw";

const LOSS = [reduce, lossCode];

type Inputs = Record<string, TensorInfo>;

/** `networkEnergy` by matrix products, by tiles of points. */
export function networkEnergy(
  commands: Commands,
  { points, ...tensors }: Inputs,
  { network }: { network: Network },
): TensorInfo {
  const [count, d] = points.shape;
  const results = commands.output([count]);
  const size = tileRows(count, Math.max(network.width, 2 * network.fourierFeatures));
  const products = new NetworkProducts(commands, network, tensors, size, false);
  for (let first = 0; first < count; first += size) {
    const rows = Math.min(size, count - first);
    commands.repeat(products.forward({ buffer: points, at: first * d }, rows));
    commands.repeat(products.energies(results, first, rows));
  }
  return results;
}

/** `energyLossGradient` by matrix products, [terms, gradient]. */
export function energyLossGradient(
  commands: Commands,
  { data, negatives, ...tensors }: Inputs,
  { network, l2 }: { network: Network; l2: number },
): TensorInfo[] {
  const counts = [data.shape[0], negatives.shape[0]];
  const rows = counts[0] + counts[1];
  const points = commands.scratch(rows * network.inputs);
  commands.copy([data, negatives], points);
  const energies = commands.scratch(rows);
  const scales = commands.scratch(rows);
  const terms = commands.output([4]);
  const gradient = commands.output(tensors.weights.shape);
  const products = new NetworkProducts(commands, network, tensors, rows);
  commands.repeat(products.forward({ buffer: points }));
  commands.repeat(products.energies(energies));
  const uniforms = commands.uniforms(counts, [l2]);
  commands.dispatch({ code: LOSS, constants: {} }, [uniforms, energies, scales, terms], 1);
  commands.repeat(products.scaled(scales));
  commands.repeat(products.backward());
  commands.repeat(products.weightGradient({ buffer: points }, scales, gradient));
  return [terms, gradient];
}
