import { toyRecipe } from "../../src/model/defaults.ts";
import { fitOnGrid, type GridTruth, gridPoints } from "../../src/model/quadrature.ts";
import type { ModelKind, Recipe, ToySettings } from "../../src/model/recipe.ts";
import { Sampling, samplingSeed, samplingStart } from "../../src/training/sampling.ts";
import type { TrainedEnergy, TrainingTask } from "../../src/training/task.ts";
import type { ChainsRequest, ToyChains } from "../protocol/chains.ts";
import type { ToyMaterial } from "./material.ts";
import type { ToyMember } from "./member.ts";
import { ChainRecord } from "./record.ts";

/** Points of the grid that are evaluated at once, so that messages get in between. */
const GRID_PART = 8000;

/** A model of a run as it is when its chains begin. */
export interface Sampled {
  recipe: Recipe;
  seed: number;
  update: number;
  /** Null for the mixture. */
  energy: TrainedEnergy | null;
  /** Where the chains of its training ended, [n, 2]; empty where there are none. */
  particles: Float32Array;
}

/**
 * A model of a run as it is now.
 *
 * @throws if the run does not train it
 */
export async function sampledOf(
  kind: ModelKind,
  members: readonly ToyMember[],
  settings: ToySettings,
): Promise<Sampled> {
  const member = members.find((candidate) => candidate.kind === kind);
  if (!member) {
    const there = members.map((other) => other.kind).join(" or ");
    throw new Error(`chains on the ${kind}: expected a model of this run, ${there}; choose one`);
  }
  const { seed } = settings;
  const recipe = toyRecipe(settings, kind);
  const { trainer } = member;
  if (!trainer) return { recipe, seed, update: 0, energy: null, particles: new Float32Array(0) };
  const { update, network, task } = trainer;
  const [{ average }, particles] = await Promise.all([trainer.checkpoint(), trainer.particles()]);
  const energy = { model: task.model, recipe, seed, network, weights: average };
  return { recipe, seed, update, energy, particles: particles.slice() };
}

/** The chains of one request. All that they need is in plain arrays, so that they outlive a device. */
export class ToyChainsJob {
  /** What it was asked, and where its chains stand. */
  private readonly record: ChainRecord;
  private readonly sampling: Sampling;
  private masses: Float32Array | null = null;

  /** @throws if the chains are to start where a training's ended, and there are none */
  constructor(
    readonly request: ChainsRequest,
    private readonly model: Sampled,
    private readonly truth: GridTruth,
    material: ToyMaterial,
  ) {
    const { model: kind, steps, sampler, chains } = request.choice;
    const seed = samplingSeed(model.seed);
    const recipe: Recipe = { ...model.recipe, steps, sampler, batch: chains };
    const { points, labels, mixture, density } = material;
    const data = { points, labels, dimensions: 2, mixture };
    const start = startOf(request, model, {
      model: "correction",
      updates: 0,
      recipe,
      seed,
      ...data,
    });
    const target = { energy: model.energy, mixture: kind === "ebm" ? null : mixture };
    this.sampling = new Sampling(start, 2, target, recipe, seed);
    this.record = new ChainRecord(steps, chains, density);
  }

  /**
   * What is left to do, in parts of bounded work. Where it was left off, or the device was lost, it
   * is asked for again and goes on from the last saved time.
   *
   * @throws if the chains leave all bounds
   */
  async *parts(): AsyncGenerator<void, void, void> {
    const { record, sampling } = this;
    this.masses ??= yield* this.quadrature();
    if (record.next === 0)
      record.save(sampling.states, await sampling.energies(sampling.states), null);
    while (record.next !== null) {
      const { energies, acceptance } = yield* sampling.advance(record.next - sampling.done);
      record.save(sampling.states, energies, acceptance);
      yield;
    }
  }

  /** The energy's mass of each mode. */
  private async *quadrature(): AsyncGenerator<void, Float32Array, void> {
    const points = gridPoints(this.truth.grid);
    const energies = new Float32Array(points.length / 2);
    for (let first = 0; first < energies.length; first += GRID_PART) {
      const part = points.slice(2 * first, 2 * (first + GRID_PART));
      energies.set(await this.sampling.energies(part), first);
      yield;
    }
    return Float32Array.from(fitOnGrid(this.truth, energies).modeMass);
  }

  /** What the chains have done so far; null before they have begun. */
  told(final: boolean): ToyChains | null {
    const { request, masses, model, record, truth } = this;
    if (!masses || record.next === 0) return null;
    const { run, id, choice } = request;
    const expected = { truth: Float32Array.from(truth.modeMass), masses };
    return {
      type: "chains",
      run,
      id,
      choice,
      update: model.update,
      final,
      ...record.told(expected),
    };
  }

  /** Frees what is on the device. */
  close(): void {
    this.sampling.close();
  }
}

/** z_0, [chains, 2]. */
function startOf(
  { choice }: ChainsRequest,
  { particles }: Sampled,
  task: TrainingTask,
): Float32Array {
  if (choice.start !== "persistent") return samplingStart(task, choice.start);
  const there = particles.length / 2;
  if (there === 0) {
    throw new Error(
      `no chains of the ${choice.model}'s training to go on from: expected at least one update, found none; train it, or start elsewhere`,
    );
  }
  return Float32Array.from({ length: 2 * choice.chains }, (_, i) => particles[i % (2 * there)]);
}
