import type { Temperatures } from "../tensors.ts";
import { type Engine, padded } from "./engine.ts";
import { MixturePass } from "./mixture.ts";
import type { Kernels } from "./module.ts";
import { NetworkPass } from "./network.ts";
import type { MixtureArrays, NetworkArrays } from "./packed.ts";
import { rowAt } from "./rows.ts";

/** The fast version of `energyAndGradient`, for as many points as a batch has. */
export function energyAndGradient(
  engine: Engine,
  energy: NetworkArrays,
  mixture: MixtureArrays | null,
  points: Float32Array,
  { temperature, mixtureTemperature }: Temperatures,
): { energy: Float32Array; gradient: Float32Array } {
  const packedMixture = mixture && engine.packedMixture(mixture);
  const packed = engine.packedNetwork(energy);
  const { workspace } = engine;
  const d = energy.network.inputs;
  const size = points.length / d;
  const rows = padded(size);
  const at = engine.points(points, d);
  const gradient = workspace.floats(rows * d);
  const network = new NetworkPass(workspace, packed, rows, "slopes");
  const reference = packedMixture && new MixturePass(workspace, packedMixture, rows);

  const pieces = engine.shares(rows).map(({ first, count }) => (run: Kernels) => {
    network.forward(run, at, first, count);
    network.inputGradient(run, first, count);
    reference?.forward(run, at, first, count);
    reference?.inputGradient(run, first, count);
    const sum = gradient + 4 * first * d;
    // A Langevin step of length -1 from 0 without noise.
    run.langevinStep(
      sum,
      sum,
      count,
      d,
      rowAt(network.gradient, first),
      1 / temperature,
      reference ? rowAt(reference.gradient, first) : 0,
      1 / mixtureTemperature,
      network.gradient.pitch,
      0,
    );
  });
  engine.run(pieces);
  const total = workspace.view(network.energies.start, size).map((value) => value / temperature);
  if (reference) {
    workspace.view(reference.energies.start, size).forEach((value, i) => {
      total[i] += value / mixtureTemperature;
    });
  }
  return { energy: total, gradient: workspace.view(gradient, points.length).slice() };
}
