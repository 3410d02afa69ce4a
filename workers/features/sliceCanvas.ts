import type { FeatureSet } from "../../src/data/rows.ts";
import { mixtureScores, networkEnergies } from "../../src/kernels/evaluate.ts";
import { disposeMixture, mixtureTensors } from "../../src/kernels/tensors.ts";
import type { Mixture } from "../../src/model/mixture.ts";
import { type Plane, type Projection, project, type Surface } from "../../src/model/plane.ts";
import { closeEnergy, openEnergy } from "../../src/training/energy.ts";
import type { TrainedEnergy } from "../../src/training/task.ts";
import type { EnergyName } from "../protocol/maps.ts";
import { yieldTurn } from "../serve.ts";

/** Points between two looks at the messages: a tenth of a second of the paper's network on a CPU. */
const CHUNK = 128;

/** The maps' energies at some points; those that are not there are left out. */
export type Energies = Partial<Record<EnergyName, Float32Array>>;

/** Leaves a slice that nobody waits for any more. */
export class Superseded extends Error {}

/** The tensors of the energies for one slice; its work is done in turns, and ends when superseded. */
export class Canvas {
  private readonly reference;
  private readonly network;

  constructor(
    readonly set: FeatureSet,
    mixture: Mixture,
    private readonly energy: TrainedEnergy | null,
    private readonly going: () => boolean,
  ) {
    this.reference = mixtureTensors(mixture);
    this.network = energy && openEnergy(energy);
  }

  close(): void {
    disposeMixture(this.reference);
    if (this.network) closeEnergy(this.network);
  }

  /**
   * E_G / T_G, E_theta / T and what a correction scores with, at points [n, D]: `given` itself, or
   * what `toPoints` makes of places [n, 2].
   */
  async energies(
    given: Float32Array,
    toPoints?: (places: Float32Array) => Float32Array,
  ): Promise<Energies> {
    const columns = toPoints ? 2 : this.set.dimensions;
    const count = given.length / columns;
    const { temperature, mixtureTemperature } = this.energy?.recipe ?? NEUTRAL;
    const reference = new Float32Array(count);
    const network = new Float32Array(this.network ? count : 0);
    await this.inChunks(count, async (start, end) => {
      const some = given.subarray(start * columns, end * columns);
      const points = toPoints?.(some) ?? some;
      const { energy } = await mixtureScores(points, this.reference);
      reference.set(
        energy.map((value) => value / mixtureTemperature),
        start,
      );
      if (!this.network) return;
      const learned = await networkEnergies(points, this.network);
      network.set(
        learned.map((value) => value / temperature),
        start,
      );
    });
    if (!this.energy) return { reference };
    if (this.energy.model === "ebm") return { reference, network };
    return { reference, network, total: network.map((value, i) => value + reference[i]) };
  }

  /** Places and distances of all rows. */
  async projection(features: Float32Array, plane: Plane, surface: Surface): Promise<Projection> {
    const { dimensions: d } = this.set;
    const count = features.length / d;
    const places = new Float32Array(2 * count);
    const distances = new Float32Array(count);
    await this.inChunks(count, (start, end) => {
      const part = project(plane, features.subarray(start * d, end * d), surface);
      places.set(part.places, 2 * start);
      distances.set(part.distances, start);
    });
    return { places, distances };
  }

  private async inChunks(count: number, work: (start: number, end: number) => unknown) {
    for (let start = 0; start < count; start += CHUNK) {
      await work(start, Math.min(start + CHUNK, count));
      await yieldTurn();
      if (!this.going()) throw new Superseded();
    }
  }
}

const NEUTRAL = { temperature: 1, mixtureTemperature: 1 };
