import type { ToyDensity } from "../../src/data/density.ts";
import { thresholds } from "../../src/detection/roc.ts";
import { energiesAndGradients } from "../../src/kernels/evaluate.ts";
import type { MixtureTensors, NetworkTensors } from "../../src/kernels/tensors.ts";
import type { ModelKind, ToySettings } from "../../src/model/recipe.ts";
import type { MapPoint, ModelProbe, Standing, ToyProbe } from "../protocol/look.ts";

/** A model of a frame, as far as a probe needs it. */
export interface Probed {
  kind: ModelKind;
  network: NetworkTensors | null;
  /** What it scores the held-out points with. */
  inside: Float32Array;
  /** Log of the integral of exp(-E) over the map's square. */
  logZ: number;
}

/** Where an energy stands among those of held-out points, and whether gamma accepts it. */
export function standing(energy: number, inside: Float32Array, gamma: number): Standing {
  const below = inside.reduce((count, other) => count + (other < energy ? 1 : 0), 0);
  return {
    percentile: below / inside.length,
    accepted: energy <= thresholds(inside, [gamma])[0],
  };
}

/** What a model makes of a point. */
export async function probeModel(
  at: MapPoint,
  { kind, network, inside, logZ }: Probed,
  mixture: MixtureTensors,
  settings: ToySettings,
  gamma: number,
): Promise<ModelProbe> {
  const point = Float32Array.from(at);
  const part = async (energy: NetworkTensors | null, reference: MixtureTensors | null) => {
    if (!energy && !reference) return null;
    const found = await energiesAndGradients(point, 2, energy, reference, settings);
    return { energy: found.energy[0], gradient: [...found.gradient] as MapPoint };
  };
  const parts = {
    reference: await part(null, kind === "ebm" ? null : mixture),
    network: await part(network, null),
  };
  const both = [parts.reference, parts.network].filter((one) => one !== null);
  const sum = (axis: 0 | 1) => both.reduce((total, { gradient }) => total + gradient[axis], 0);
  // As the scores are summed, so that a point on the threshold is not torn from it.
  const total = Math.fround(both.reduce((all, { energy }) => all + energy, 0));
  return {
    energies: {
      reference: parts.reference?.energy ?? null,
      network: parts.network?.energy ?? null,
      total,
    },
    gradients: {
      reference: parts.reference?.gradient ?? null,
      network: parts.network?.gradient ?? null,
      total: [sum(0), sum(1)],
    },
    nats: total + logZ,
    ...standing(total, inside, gamma),
  };
}

/** The largest finite number in single precision. */
const LARGEST = 3.4028234663852886e38;

/** What the data make of points. */
export class TruthProbe {
  private readonly inside: Float32Array;

  /** @param inside held-out ID points, [n, 2] */
  constructor(
    private readonly density: ToyDensity,
    inside: Float32Array,
  ) {
    this.inside = Float32Array.from({ length: inside.length / 2 }, (_, i) =>
      // A point on the very edge of a density may have none once it is rounded.
      Math.min(LARGEST, this.nats([inside[2 * i], inside[2 * i + 1]])),
    );
  }

  at(point: MapPoint, gamma: number): ToyProbe["truth"] {
    const nats = this.nats(point);
    return { nats, ...standing(nats, this.inside, gamma) };
  }

  /** -log p in single precision, as held-out points have it, so that ties are ties. */
  private nats([x, y]: MapPoint): number {
    return Math.fround(-Math.log(this.density.density(x, y)));
  }
}
