import type { ToyDensity } from "../../src/data/density.ts";
import { metricsOf, rocCurve } from "../../src/detection/roc.ts";
import { mixtureScores, networkEnergies } from "../../src/kernels/evaluate.ts";
import type { MixtureTensors, NetworkTensors } from "../../src/kernels/tensors.ts";
import { fitOnGrid, type GridTruth, gridPoints, gridTruth } from "../../src/model/quadrature.ts";
import type { OodGroup, ToySettings } from "../../src/model/recipe.ts";
import { type Domain, mapOf, symmetric } from "../maps.ts";
import { ENERGIES, type EnergyName, type Roc } from "../protocol/maps.ts";
import type { ToyFrame } from "../protocol/toy.ts";

/** The three energies at one set of points. */
type Energies = Record<EnergyName, Float32Array>;

/** Cells a side: coarse while training, fine when the run rests. */
export const LIVE_SIZE = 100;
export const FINE_SIZE = 200;

const GROUPS = ["near", "mid", "far"] as const;
const ROC_POINTS = 200;

/** What a frame shows of an energy: maps, fit and ROC curves. */
export type Pictures = Pick<ToyFrame, "size" | "maps" | "quality" | "rocs">;

/** Points with the reference energy already known there: it does not change in a run. */
interface Canvas {
  points: Float32Array;
  reference: Float32Array;
}

/** Draws the energies of one run; everything but E_theta is computed once. */
export class ToyPictures {
  private readonly maps = new Map<number, Canvas & { truth: GridTruth; mixtureNll: number }>();

  private constructor(
    private readonly settings: ToySettings,
    private readonly mixture: MixtureTensors,
    private readonly density: ToyDensity,
    private readonly inside: Canvas,
    private readonly ood: Record<OodGroup, Canvas>,
  ) {}

  /** @param inside held-out ID points, @param ood OOD points a group, [n, 2] each */
  static async open(
    settings: ToySettings,
    mixture: MixtureTensors,
    density: ToyDensity,
    inside: Float32Array,
    ood: Record<OodGroup, Float32Array>,
  ): Promise<ToyPictures> {
    const canvas = async (points: Float32Array) => ({
      points,
      reference: (await mixtureScores(points, mixture)).energy,
    });
    const outside = {
      near: await canvas(ood.near),
      mid: await canvas(ood.mid),
      far: await canvas(ood.far),
    };
    return new ToyPictures(settings, mixture, density, await canvas(inside), outside);
  }

  /**
   * Pictures at `size` x `size` cells; `network` null is the mixture alone.
   *
   * @returns null if an energy is not a finite number somewhere
   */
  async draw(network: NetworkTensors | null, size: number): Promise<Pictures | null> {
    const canvas = await this.map(size);
    const exact = await this.map(FINE_SIZE);
    const values = await this.energies(canvas, network);
    const inside = await this.energies(this.inside, network);
    if (!values.total.every(Number.isFinite) || !inside.total.every(Number.isFinite)) return null;
    const fit = fitOnGrid(canvas.truth, values.total);
    const rocs = {} as Record<OodGroup, Record<EnergyName, Roc>>;
    const seen = [inside.network];
    for (const group of GROUPS) {
      const outside = await this.energies(this.ood[group], network);
      if (group === "near") seen.push(outside.network);
      rocs[group] = {
        reference: roc(inside.reference, outside.reference),
        network: roc(inside.network, outside.network),
        total: roc(inside.total, outside.total),
      };
    }
    const own = domainOf(inside.reference);
    const total = domainOf(inside.total);
    // The correction is compared with its reference on one scale; the EBM's energies are its own.
    const shared: Domain = [Math.min(own[0], total[0]), Math.max(own[1], total[1])];
    const alone = this.settings.model === "ebm";
    return {
      size,
      maps: {
        reference: mapOf(values.reference, size, alone ? own : shared),
        network: mapOf(values.network, size, symmetric(seen)),
        total: mapOf(values.total, size, alone ? total : shared),
      },
      quality: {
        nll: fit.nll,
        mixtureNll: exact.mixtureNll,
        trueNll: exact.truth.entropy,
        modeMass: [...fit.modeMass],
        tv: fit.tv,
      },
      rocs,
    };
  }

  private async map(size: number) {
    const known = this.maps.get(size);
    if (known) return known;
    const grid = { size, extent: this.density.extent };
    const points = gridPoints(grid);
    const reference = (await mixtureScores(points, this.mixture)).energy;
    const truth = gridTruth(grid, this.density);
    const made = { points, reference, truth, mixtureNll: fitOnGrid(truth, reference).nll };
    this.maps.set(size, made);
    return made;
  }

  /** E_G / T_G, E_theta / T, and what the model scores with. */
  private async energies(canvas: Canvas, network: NetworkTensors | null): Promise<Energies> {
    const { temperature, mixtureTemperature, model } = this.settings;
    const scaled = mixtureTemperature;
    const reference = canvas.reference.map((value) => value / scaled);
    if (!network) {
      return { reference, network: new Float32Array(reference.length), total: reference.slice() };
    }
    const raw = await networkEnergies(canvas.points, network);
    const learned = raw.map((value) => value / temperature);
    const total = model === "ebm" ? learned.slice() : learned.map((v, i) => v + reference[i]);
    return { reference, network: learned, total };
  }
}

function roc(inside: Float32Array, outside: Float32Array): Roc {
  return { ...metricsOf(inside, outside), curve: rocCurve(inside, outside, ROC_POINTS) };
}

/** From the lowest energy of ID points to three times the span that holds 95 % of them. */
function domainOf(energies: Float32Array): Domain {
  const sorted = energies.slice().sort();
  const low = sorted[0];
  const span = sorted[Math.floor(0.95 * (sorted.length - 1))] - low;
  return [low, low + 3 * Math.max(1e-3, span)];
}

/** The arrays of pictures that can be handed over to the page. */
export function arraysOf({ maps, rocs }: Pictures): Float32Array[] {
  return [
    ...ENERGIES.map((name) => maps[name].values),
    ...GROUPS.flatMap((group) => ENERGIES.map((name) => rocs[group][name].curve)),
  ];
}
