import type { ToyDensity } from "../../src/data/density.ts";
import type { ToyQuality } from "../../src/detection/report.ts";
import { type Coverage, coverageOf } from "../../src/diagnostics/coverage.ts";
import type { NetworkTensors } from "../../src/kernels/tensors.ts";
import {
  fitOnGrid,
  type GridTruth,
  gridPoints,
  gridTruth,
  TOLERANCE,
} from "../../src/model/quadrature.ts";
import type { ModelKind, ToySettings } from "../../src/model/recipe.ts";
import { type Domain, mapOf, symmetric } from "../maps.ts";
import type { EnergyMap } from "../protocol/maps.ts";
import type { Canvas, PointScores, ToyScores } from "./scores.ts";

/** Cells a side: coarse while training, fine when the run rests. */
export const LIVE_SIZE = 100;
export const FINE_SIZE = 200;
/** Of each set of points, as many as a live frame scores. */
export const LIVE_POINTS = 500;

/** A model's maps and its fit. */
export interface ModelPictures {
  network: EnergyMap | null;
  total: EnergyMap;
  quality: ToyQuality;
  coverage: Coverage;
  /** Log of the integral of exp(-E) over the map's square. */
  logZ: number;
}

/** Draws the energies of one run; everything but E_theta is computed once. */
export class ToyPictures {
  private readonly grids = new Map<number, Canvas & { truth: GridTruth; mixtureNll: number }>();
  private nats: Domain | null = null;
  /** The mixture's by size: they change with the colours alone. */
  private readonly mixtures = new Map<number, ModelPictures>();
  private readonly errors = new Map<number, number>();
  private readonly names: string[];

  constructor(
    private readonly settings: ToySettings,
    private readonly density: ToyDensity,
    private readonly scores: ToyScores,
  ) {
    this.names = density.modes.map(({ name }) => name);
  }

  /** -log p of the data, on the colours that all models share in a run of all. */
  async truth(size: number): Promise<EnergyMap> {
    const { truth } = await this.grid(size);
    const domain = this.truthDomain();
    // Where the density is 0 a colour beyond the range will do.
    const highest = 2 * domain[1] - domain[0];
    const values = Float32Array.from(truth.density, (p) => Math.min(highest, -Math.log(p)));
    return mapOf(values, size, domain);
  }

  /**
   * The colours' range of each model's map: the truth's in a run of all models. The correction is
   * compared with its reference on one scale; the EBM's energies are its own.
   *
   * @param scores of the run's models
   */
  domains(scores: Map<ModelKind, PointScores>): (kind: ModelKind) => Domain {
    if (this.settings.model === "all") return () => this.truthDomain();
    const own = (kind: ModelKind) => domainOf(scores.get(kind)!.inside.total);
    if (this.settings.model !== "correction") return own;
    const [a, b] = [own("mixture"), own("correction")];
    const shared: Domain = [Math.min(a[0], b[0]), Math.max(a[1], b[1])];
    return () => shared;
  }

  /**
   * A model's pictures at `size` x `size` cells; `network` null is the mixture.
   *
   * @param scores the model's energies at the points
   * @returns null if an energy is not a finite number somewhere
   */
  async draw(
    kind: ModelKind,
    network: NetworkTensors | null,
    { inside, ood }: PointScores,
    domain: Domain,
    size: number,
  ): Promise<ModelPictures | null> {
    const before = network ? undefined : this.mixtures.get(size);
    if (before && String(before.total.domain) === String(domain)) return handedOver(before);
    const grid = await this.grid(size);
    const values = await this.scores.energies(grid, kind, network);
    if (!values.total.every(Number.isFinite) || !inside.total.every(Number.isFinite)) return null;
    const { logZ, modeMass, ...fit } = fitOnGrid(grid.truth, values.total);
    const { mixtureNll, truth } = await this.grid(FINE_SIZE);
    const seen = [inside.network, ood.near.network].filter((energies) => energies !== null);
    const nats = this.settings.model === "all";
    const total = nats ? values.total.map((energy) => energy + logZ) : values.total;
    const drawn = {
      network: values.network && mapOf(values.network, size, symmetric(seen)),
      total: mapOf(total, size, domain),
      quality: {
        ...{ ...fit, mixtureNll, trueNll: truth.entropy },
        ...{ modeMass: [...modeMass], trueModeMass: [...truth.modeMass] },
        quadratureError: await this.quadratureError(size),
      },
      coverage: coverageOf(modeMass, truth.modeMass, fit.kl, this.names),
      logZ,
    };
    if (network) return drawn;
    this.mixtures.set(size, drawn);
    return handedOver(drawn);
  }

  /** The truth's entropy on cells twice as fine tells; what the coarse ones are off bounds the rest. */
  private async quadratureError(size: number): Promise<number> {
    const known = this.errors.get(size);
    if (known !== undefined) return known;
    const { truth } = await this.grid(FINE_SIZE);
    const coarse = (await this.grid(LIVE_SIZE)).truth.entropy;
    let error = Math.abs(coarse - truth.entropy);
    if (size !== LIVE_SIZE && error > TOLERANCE) {
      const own = (await this.grid(size)).truth.entropy;
      const finer = { size: 2 * FINE_SIZE, extent: this.density.extent };
      error = Math.abs(own - gridTruth(finer, this.density).entropy);
    }
    this.errors.set(size, error);
    return error;
  }

  private truthDomain(): Domain {
    this.nats ??= domainOf(
      Float32Array.from({ length: this.scores.inside.points.length / 2 }, (_, i) => {
        const [x, y] = this.scores.inside.points.subarray(2 * i, 2 * i + 2);
        return -Math.log(this.density.density(x!, y!));
      }),
      1,
    );
    return this.nats;
  }

  /** The quadrature's points, their reference energy and the truth there. */
  async grid(size: number) {
    const known = this.grids.get(size);
    if (known) return known;
    const grid = { size, extent: this.density.extent };
    const canvas = await this.scores.canvas(gridPoints(grid));
    const truth = gridTruth(grid, this.density);
    const made = { ...canvas, truth, mixtureNll: fitOnGrid(truth, canvas.reference).nll };
    this.grids.set(size, made);
    return made;
  }
}

/** A copy whose arrays may be given away. */
function handedOver({ total, ...rest }: ModelPictures): ModelPictures {
  return { ...rest, total: { ...total, values: total.values.slice() } };
}

/** From the lowest energy of ID points to three times the span that holds 95 % of them, `least` at least. */
function domainOf(energies: Float32Array, least = 1e-3): Domain {
  const sorted = energies.slice().sort();
  const low = sorted[0];
  const span = sorted[Math.floor(0.95 * (sorted.length - 1))] - low;
  return [low, low + 3 * Math.max(least, span)];
}
