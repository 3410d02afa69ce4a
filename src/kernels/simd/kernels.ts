import type { Network } from "../../model/network.ts";
import { STREAMS } from "../../model/random.ts";
import { ADAM_EPSILON, type AdamStep, type Chain } from "../tensors.ts";
import { panels, type Simd, Workspace } from "./memory.ts";
import { type MixtureArrays, MixturePass } from "./mixture.ts";
import { NetworkPass } from "./network.ts";

/** E_theta's arrays: flat weights and, with Fourier features, the frequencies [D, m]. */
export interface NetworkArrays {
  network: Network;
  weights: Float32Array;
  frequencies: Float32Array | null;
}

/** Points a pass: large enough to amortise packing, small enough to stay in the cache. */
const TILE = 256;
/** Bank rows a tile of the neighbour search. */
const BANK_TILE = 1024;

const roundUp = (rows: number) => 4 * Math.ceil(rows / 4);

/** The operations on plain arrays, in one module's linear memory. */
export class SimdKernels {
  private readonly workspace: Workspace;

  constructor(readonly simd: Simd) {
    this.workspace = new Workspace(simd);
  }

  /** The fast version of `langevinChain`: start [rows, D] to the last states, [rows, D]. */
  langevinChain(
    start: Float32Array,
    energy: NetworkArrays,
    mixture: MixtureArrays | null,
    chain: Chain,
  ): Float32Array {
    const { workspace } = this;
    const { run } = this.simd;
    const d = energy.network.inputs;
    const rows = start.length / d;
    const padded = roundUp(rows);
    workspace.clear();
    const z = workspace.floats(padded * d);
    workspace.view(z, start.length).set(start);
    const noise = workspace.floats(start.length + 16);
    const sphere = chain.projection === "sphere";
    if (sphere && chain.first === 0) run.projectToSphere(z, rows, d);
    const network = this.network(energy, padded);
    const reference = mixture && new MixturePass(workspace, mixture, padded);
    const { stepSizes, noise: sigmas } = chain.schedule;
    stepSizes.forEach((alpha, step) => {
      if (sigmas[step] > 0) {
        const place = chain.first + step;
        run.normals(noise, start.length, chain.update, place, chain.seed, STREAMS.chainNoise);
      }
      network.forward(z, padded, true);
      network.inputGradient(padded);
      reference?.forward(z, padded);
      reference?.inputGradient(padded);
      const factor = -alpha / chain.temperature;
      const mixtureFactor = -alpha / chain.mixtureTemperature;
      const pull = reference?.gradient ?? 0;
      const { gradient, gradientStride } = network;
      const sigma = sigmas[step];
      run.langevinStep(
        z,
        noise,
        rows,
        d,
        gradient,
        factor,
        pull,
        mixtureFactor,
        gradientStride,
        sigma,
      );
      if (sphere) run.projectToSphere(z, rows, d);
    });
    return workspace.view(z, start.length).slice();
  }

  /** The fast version of `energyLossGradient`. */
  energyLossGradient(
    energy: NetworkArrays,
    data: Float32Array,
    negatives: Float32Array,
    l2: number,
  ): { terms: Float32Array; gradient: Float32Array } {
    const d = energy.network.inputs;
    const gradient = new Float32Array(energy.weights.length);
    const terms = new Float32Array(4);
    [data, negatives].forEach((points, side) => {
      const { workspace } = this;
      workspace.clear();
      const rows = points.length / d;
      const padded = roundUp(rows);
      const pass = this.network(energy, padded);
      const at = workspace.floats(padded * d);
      workspace.view(at, points.length).set(points);
      pass.forward(at, padded, true);
      const energies = workspace.view(pass.energies, rows).slice();
      const scale = workspace.floats(padded);
      const sign = side === 0 ? 1 : -1;
      workspace.view(scale, rows).set(energies.map((e) => (sign + 2 * l2 * e) / rows));
      pass.weightGradient(at, padded, scale, gradient);
      terms[side] = energies.reduce((sum, e) => sum + e, 0) / rows;
      terms[side + 2] = energies.reduce((sum, e) => sum + e * e, 0) / rows;
    });
    return { terms, gradient };
  }

  /** E_theta at points [n, D]. */
  networkEnergy(energy: NetworkArrays, points: Float32Array): Float32Array {
    this.workspace.clear();
    const d = energy.network.inputs;
    const tile = Math.min(TILE, roundUp(points.length / d));
    const pass = this.network(energy, tile);
    const out = new Float32Array(points.length / d);
    this.eachTile(points, d, tile, (at, rows, offset) => {
      pass.forward(at, roundUp(rows), false);
      out.set(this.workspace.view(pass.energies, rows), offset);
    });
    return out;
  }

  /** E_G and the nearest squared Mahalanobis distance at points [n, D]. */
  mixtureScores(mixture: MixtureArrays, points: Float32Array) {
    this.workspace.clear();
    const d = mixture.dimensions;
    const tile = Math.min(TILE, roundUp(points.length / d));
    const pass = new MixturePass(this.workspace, mixture, tile);
    const energy = new Float32Array(points.length / d);
    const nearest = new Float32Array(points.length / d);
    this.eachTile(points, d, tile, (at, rows, offset) => {
      pass.forward(at, roundUp(rows));
      energy.set(this.workspace.view(pass.energies, rows), offset);
      nearest.set(this.workspace.view(pass.nearest, rows), offset);
    });
    return { energy, nearest };
  }

  /** Squared distance of queries [n, D] to the k-th nearest of bank [N, D]. */
  kthSquaredDistances(
    queries: Float32Array,
    bank: Float32Array,
    d: number,
    k: number,
  ): Float32Array {
    const { workspace } = this;
    const { run } = this.simd;
    workspace.clear();
    const count = queries.length / d;
    const padded = roundUp(count);
    const q = workspace.floats(padded * d);
    workspace.view(q, queries.length).set(queries);
    const queryNorms = workspace.floats(count);
    run.squaredNorms(q, count, d, queryNorms);
    const heaps = workspace.floats(count * k);
    workspace.view(heaps, count * k).fill(Number.POSITIVE_INFINITY);
    const rows = workspace.floats(BANK_TILE * d);
    const packed = workspace.floats(BANK_TILE * d);
    const norms = workspace.floats(BANK_TILE);
    const products = workspace.floats(padded * BANK_TILE);
    for (let first = 0; first < bank.length / d; first += BANK_TILE) {
      const tile = bank.subarray(first * d, (first + BANK_TILE) * d);
      const size = tile.length / d;
      workspace.view(rows, tile.length).set(tile);
      run.squaredNorms(rows, size, d, norms);
      run.packTransposed(rows, d, d, size, packed);
      run.gemm(q, d, packed, products, BANK_TILE, padded, d, panels(size));
      run.offerDistances(products, BANK_TILE, count, size, queryNorms, norms, heaps, k);
    }
    const worst = workspace.view(heaps, count * k);
    return Float32Array.from({ length: count }, (_, i) => Math.max(0, worst[i * k]));
  }

  private network(energy: NetworkArrays, rows: number): NetworkPass {
    const { network, weights, frequencies } = energy;
    return new NetworkPass(this.workspace, network, weights, frequencies, rows);
  }

  private eachTile(
    points: Float32Array,
    d: number,
    tile: number,
    visit: (at: number, rows: number, offset: number) => void,
  ): void {
    const at = this.workspace.floats(tile * d);
    const count = points.length / d;
    for (let offset = 0; offset < count; offset += tile) {
      const rows = Math.min(tile, count - offset);
      this.workspace.view(at, rows * d).set(points.subarray(offset * d, (offset + rows) * d));
      visit(at, rows, offset);
    }
  }
}

/** The fast version of `adamUpdate`, one pass over the arrays. */
export function adamUpdate(
  state: {
    weights: Float32Array;
    mean: Float32Array;
    variance: Float32Array;
    average: Float32Array;
  },
  gradient: Float32Array,
  step: AdamStep,
): Float32Array[] {
  const { rate, beta1, beta2, update, averageDecay } = step;
  const [weights, mean, variance, average] = [0, 1, 2, 3].map(
    () => new Float32Array(gradient.length),
  );
  const stride = rate / (1 - beta1 ** update);
  const correction = 1 / (1 - beta2 ** update);
  for (let i = 0; i < gradient.length; i++) {
    const g = gradient[i];
    const m = beta1 * state.mean[i] + (1 - beta1) * g;
    const v = beta2 * state.variance[i] + (1 - beta2) * g * g;
    const w = state.weights[i] - (stride * m) / (Math.sqrt(v * correction) + ADAM_EPSILON);
    weights[i] = w;
    mean[i] = m;
    variance[i] = v;
    average[i] = averageDecay * state.average[i] + (1 - averageDecay) * w;
  }
  return [weights, mean, variance, average];
}
