import { mixtureScores, networkEnergies } from "../../src/kernels/evaluate.ts";
import type { MixtureTensors, NetworkTensors } from "../../src/kernels/tensors.ts";
import {
  type ModelKind,
  OOD_GROUPS,
  type OodGroup,
  type ToySettings,
} from "../../src/model/recipe.ts";

/** Points with the reference energy E_G / T_G already known there: it does not change in a run. */
export interface Canvas {
  points: Float32Array;
  reference: Float32Array;
}

/** A model's energies at points. */
export interface Energies {
  /** E_theta / T; null for the mixture, and in a run of all models, which are shown as a whole. */
  network: Float32Array | null;
  /** What the model scores with. */
  total: Float32Array;
}

/** A model's energies at the held-out and the OOD points. */
export interface PointScores {
  inside: Energies;
  ood: Record<OodGroup, Energies>;
}

/** Gives each of the groups its own. */
async function each<Made>(make: (group: OodGroup) => Promise<Made>) {
  const made = {} as Record<OodGroup, Made>;
  for (const group of OOD_GROUPS) made[group] = await make(group);
  return made;
}

/** Evaluates the energies of a run's models; everything but E_theta is computed once. */
export class ToyScores {
  private own: {
    points: Record<OodGroup, Float32Array>;
    canvases: Record<OodGroup, Canvas>;
  } | null = null;

  private constructor(
    private readonly settings: ToySettings,
    private readonly mixture: MixtureTensors,
    readonly inside: Canvas,
    readonly ood: Record<OodGroup, Canvas>,
  ) {}

  /** @param inside held-out ID points, @param ood OOD points a group, [n, 2] each */
  static async open(
    settings: ToySettings,
    mixture: MixtureTensors,
    inside: Float32Array,
    ood: Record<OodGroup, Float32Array>,
  ): Promise<ToyScores> {
    const canvas = (points: Float32Array) => canvasOf(points, settings, mixture);
    const outside = await each((group) => canvas(ood[group]));
    return new ToyScores(settings, mixture, await canvas(inside), outside);
  }

  /** Points with their reference energy. */
  canvas(points: Float32Array): Promise<Canvas> {
    return canvasOf(points, this.settings, this.mixture);
  }

  /** A model's energies on a canvas; `network` null is the mixture. */
  async energies(
    { points, reference }: Canvas,
    kind: ModelKind,
    network: NetworkTensors | null,
  ): Promise<Energies> {
    if (!network) return { network: null, total: reference.slice() };
    if (points.length === 0) return { network: points, total: points };
    const { temperature } = this.settings;
    const learned = (await networkEnergies(points, network)).map((value) => value / temperature);
    const total = kind === "ebm" ? learned.slice() : learned.map((v, i) => v + reference[i]);
    return { network: this.settings.model === "all" ? null : learned, total };
  }

  /** A model's energies at the held-out and the OOD points, at most the first `most` of each. */
  async of(
    kind: ModelKind,
    network: NetworkTensors | null,
    most = Number.POSITIVE_INFINITY,
  ): Promise<PointScores> {
    const at = ({ points, reference }: Canvas) => {
      const some = { points: points.subarray(0, 2 * most), reference: reference.subarray(0, most) };
      return this.energies(some, kind, network);
    };
    return { inside: await at(this.inside), ood: await each((group) => at(this.ood[group])) };
  }

  /** A model's energies at the reader's own points, [n, 2] a group, none among them. */
  async atOwn(
    points: Record<OodGroup, Float32Array>,
    kind: ModelKind,
    network: NetworkTensors | null,
  ) {
    if (this.own?.points !== points) {
      this.own = { points, canvases: await each((group) => this.canvas(points[group])) };
    }
    const { canvases } = this.own;
    return each((group) => this.energies(canvases[group], kind, network));
  }
}

async function canvasOf(points: Float32Array, settings: ToySettings, mixture: MixtureTensors) {
  if (points.length === 0) return { points, reference: points };
  const { energy } = await mixtureScores(points, mixture);
  return { points, reference: energy.map((value) => value / settings.mixtureTemperature) };
}
