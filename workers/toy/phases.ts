import { cosine, degrees, relativeError } from "../../src/diagnostics/gradients.ts";
import { networkEnergies, networkGradient } from "../../src/kernels/evaluate.ts";
import type { NetworkTensors } from "../../src/kernels/tensors.ts";
import { parameterCount } from "../../src/model/network.ts";
import { cellMasses, drawCells, type GridTruth } from "../../src/model/quadrature.ts";
import { uniforms } from "../../src/model/random.ts";
import { closeEnergy, openEnergy } from "../../src/training/energy.ts";
import type { Trainer } from "../../src/training/trainer.ts";
import type { NegativePhase, PhaseEstimate, ToyPhases } from "../protocol/phases.ts";
import { yieldTurn } from "../serve.ts";
import { Share } from "../share.ts";
import type { ToyMember } from "./member.ts";
import type { Canvas } from "./scores.ts";

/** The share of the time that it may take beside a training, at once, and how often, in milliseconds. */
const SHARE = 0.1;
const SLICE = 10;
const INTERVAL = 1000;

/** Points that are evaluated at once, so that other work gets in between. */
const PART = 1024;
/** Cells of less mass are left out of a gradient. */
const LEAST_MASS = 1e-9;
/** Sets of exact draws that the yardstick is the mean of. */
const SETS = 4;

/** The quadrature's points, their reference energy and the truth there. */
export type PhaseGrid = Canvas & { truth: GridTruth };

/** Long work in parts, each of which ends before the next begins. */
type AsyncParts<Result> = AsyncGenerator<void, Result, void>;

/** An energy on the device and what divides it. */
interface Tempered {
  energy: NetworkTensors;
  temperature: number;
}

/** E_theta / T at points [n, 2]. */
async function* energiesAt(
  points: Float32Array,
  { energy, temperature }: Tempered,
): AsyncParts<Float32Array> {
  const energies = new Float32Array(points.length / 2);
  for (let first = 0; first < energies.length; first += PART) {
    const part = points.slice(2 * first, 2 * (first + PART));
    energies.set(await networkEnergies(part, energy), first);
    yield;
  }
  return energies.map((value) => value / temperature);
}

/**
 * A phase of the likelihood's gradient: the mean of grad E_theta / T over points, [parameterCount].
 *
 * @param points [n, 2]; @param weights of the points, of sum 1; those of next to none are left out
 */
export async function* phaseOf(
  points: Float32Array,
  weights: ArrayLike<number>,
  { energy, temperature }: Tempered,
): AsyncParts<Float64Array> {
  const kept = Array.from(weights, (_, i) => i).filter((i) => weights[i] > LEAST_MASS);
  const sum = kept.reduce((total, i) => total + weights[i], 0);
  const at = pointsOf(kept, points);
  const shares = Float32Array.from(kept, (i) => weights[i] / sum / temperature);
  const gradient = new Float64Array(parameterCount(energy.network));
  for (let first = 0; first < shares.length; first += PART) {
    const part = at.slice(2 * first, 2 * (first + PART));
    const found = await networkGradient(part, shares.slice(first, first + PART), energy);
    for (let i = 0; i < found.length; i++) gradient[i] += found[i];
    yield;
  }
  return gradient;
}

/** Some of the points [n, 2], by their indices. */
function pointsOf(indices: ArrayLike<number>, points: Float32Array): Float32Array {
  const some = new Float32Array(2 * indices.length);
  for (let i = 0; i < some.length; i++) some[i] = points[2 * indices[i >> 1] + (i & 1)];
  return some;
}

const mean = (values: ArrayLike<number>) =>
  Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;

/**
 * The exact negative phase of a trainer's last update, E_p[grad E_theta] under p = exp(-E) / Z by
 * quadrature, beside the mean over the chains' ends that took its place in the loss, and beside the
 * mean over exact draws of p, as many as chains: error that these have too is chance and not bias.
 * The L2 term, which is no part of the likelihood, is left out.
 *
 * @returns null where the update had no chains, or an energy is not a finite number
 */
export async function* negativePhaseOf(
  trainer: Trainer,
  { points, reference, truth }: PhaseGrid,
): AsyncParts<NegativePhase | null> {
  const { model, recipe, seed } = trainer.task;
  const { network, update } = trainer;
  const last = await trainer.negativePhase();
  if (!last) return null;
  const { weights, ends } = last;
  const energy = openEnergy({ model, recipe, seed, network, weights });
  const tempered = { energy, temperature: recipe.temperature };
  try {
    const learned = yield* energiesAt(points, tempered);
    const total = model === "ebm" ? learned : learned.map((value, i) => value + reference[i]);
    if (!total.every(Number.isFinite) || !ends.every(Number.isFinite)) return null;
    const masses = cellMasses(truth.grid, total);
    const negative = yield* phaseOf(points, masses, tempered);
    const cell = ((2 * truth.grid.extent) / truth.grid.size) ** 2;
    const data = truth.density.map((density) => density * cell);
    const positive = yield* phaseOf(points, data, tempered);
    const likelihood = positive.map((value, i) => value - negative[i]);

    const count = ends.length / 2;
    const equal = new Float32Array(count).fill(1 / count);
    const estimate = async function* (states: Float32Array): AsyncParts<PhaseEstimate> {
      const found = yield* phaseOf(states, equal, tempered);
      const direction = positive.map((value, i) => value - found[i]);
      return {
        error: relativeError(found, negative),
        cosine: cosine(found, negative),
        energy: mean(yield* energiesAt(states, tempered)),
        angle: degrees(cosine(direction, likelihood)),
      };
    };
    const chains = yield* estimate(ends);
    const sets: PhaseEstimate[] = [];
    for (let step = 0; step < SETS; step++) {
      const stream = { seed, name: "phases" } as const;
      const uniform = uniforms(stream, new Float32Array(count), { update, step });
      sets.push(yield* estimate(pointsOf(drawCells(masses, uniform), points)));
    }
    const over = (key: keyof PhaseEstimate) => mean(sets.map((set) => set[key]));
    const draws = { error: over("error"), cosine: over("cosine") };
    const expected = masses.reduce((sum, mass, i) => sum + mass * learned[i], 0);
    return {
      ...{ update, count, energy: expected, chains },
      draws: { ...draws, energy: over("energy"), angle: over("angle") },
      outside: outsideShare(ends, truth.grid.extent),
    };
  } finally {
    closeEnergy(energy);
  }
}

/** The share of points [n, 2] outside [-extent, extent]^2. */
function outsideShare(points: Float32Array, extent: number): number {
  let outside = 0;
  for (let i = 0; i < points.length; i += 2) {
    if (Math.max(Math.abs(points[i]), Math.abs(points[i + 1])) > extent) outside++;
  }
  return (2 * outside) / points.length;
}

/** The negative phases of all members that have one; null where none has. */
async function* phasesOf(
  members: readonly ToyMember[],
  grid: PhaseGrid,
): AsyncParts<ToyPhases["models"] | null> {
  const models: ToyPhases["models"] = {};
  for (const { kind, trainer, problem } of members) {
    const found = trainer && !problem && (yield* negativePhaseOf(trainer, grid));
    if (found) models[kind] = found;
  }
  return Object.keys(models).length > 0 ? models : null;
}

/** Computes the negative phases of a run beside its training. */
export class PhaseMeter {
  private readonly turns = new Share(SHARE);
  private parts: ReturnType<typeof phasesOf> | null = null;
  private next = 0;

  /** Whether it has something to do beside a training, and time for it. */
  get due(): boolean {
    return this.turns.due && (this.parts !== null || performance.now() >= this.next);
  }

  /** Goes on for a moment, or begins; gives the phases once they are all there. */
  async work(
    members: readonly ToyMember[],
    grid: () => Promise<PhaseGrid>,
  ): Promise<ToyPhases["models"] | null> {
    return this.turns.take(async () => {
      const start = performance.now();
      if (!this.parts) this.next = start + INTERVAL;
      this.parts ??= phasesOf(members, await grid());
      do {
        const { done, value } = await this.parts.next();
        if (!done) continue;
        this.parts = null;
        return value;
      } while (performance.now() - start < SLICE);
      return null;
    });
  }

  /** The phases as they are now; null also where `going` says no before they are all there. */
  async now(
    members: readonly ToyMember[],
    grid: PhaseGrid,
    going: () => boolean,
  ): Promise<ToyPhases["models"] | null> {
    await this.leave();
    const parts = phasesOf(members, grid);
    for (;;) {
      const { done, value } = await parts.next();
      if (done) return value;
      await yieldTurn();
      if (!going()) break;
    }
    await parts.return(null);
    return null;
  }

  /** Leaves off what is under way, for example where its device is gone. */
  async leave(): Promise<void> {
    const { parts } = this;
    this.parts = null;
    await parts?.return(null);
  }
}
