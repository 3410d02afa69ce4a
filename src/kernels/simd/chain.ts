import { STREAMS } from "../../model/random.ts";
import type { Chain } from "../tensors.ts";
import { type Engine, padded } from "./engine.ts";
import { MixturePass } from "./mixture.ts";
import type { Kernels } from "./module.ts";
import { NetworkPass } from "./network.ts";
import type { MixtureArrays, NetworkArrays } from "./packed.ts";
import { rowAt } from "./rows.ts";

/** The fast version of `langevinChain`: start [rows, D] to the last states, [rows, D]. */
export function langevinChain(
  engine: Engine,
  start: Float32Array,
  energy: NetworkArrays,
  mixture: MixtureArrays | null,
  chain: Chain,
): Float32Array {
  const packedMixture = mixture && engine.packedMixture(mixture);
  const packed = engine.packedNetwork(energy);
  const { workspace } = engine;
  const d = energy.network.inputs;
  const rows = padded(start.length / d);
  const states = engine.points(start, d);
  const network = new NetworkPass(workspace, packed, rows, "slopes");
  const reference = packedMixture && new MixturePass(workspace, packedMixture, rows);
  const { stepSizes, noise: sigmas } = chain.schedule;
  const sphere = chain.projection === "sphere";

  const pieces = engine.shares(rows).map(({ first, count }) => {
    const z = states + 4 * first * d;
    const size = count * d;
    const noise = workspace.floats(size + 16);
    return (run: Kernels) => {
      if (sphere && chain.first === 0) run.projectToSphere(z, count, d);
      stepSizes.forEach((alpha, step) => {
        const sigma = sigmas[step];
        if (sigma > 0) {
          const place = chain.first + step;
          const { update, seed } = chain;
          run.normals(noise, first * d, size, update, place, seed, STREAMS.chainNoise);
        }
        network.forward(run, states, first, count);
        network.inputGradient(run, first, count);
        reference?.forward(run, states, first, count);
        reference?.inputGradient(run, first, count);
        run.langevinStep(
          z,
          noise,
          count,
          d,
          rowAt(network.gradient, first),
          -alpha / chain.temperature,
          reference ? rowAt(reference.gradient, first) : 0,
          -alpha / chain.mixtureTemperature,
          network.gradient.pitch,
          sigma,
        );
        if (sphere) run.projectToSphere(z, count, d);
      });
    };
  });
  engine.run(pieces);
  return workspace.view(states, start.length).slice();
}
