import * as tf from "@tensorflow/tfjs-core";
import * as evaluate from "../../src/kernels/evaluate.ts";
import { energyLossGradient } from "../../src/kernels/operations.ts";
import { mixtureTensors } from "../../src/kernels/tensors.ts";
import { Trainer } from "../../src/training/trainer.ts";
import type { Case, GridCase, NeighboursCase, Side, Sums, TrainingCase } from "./case.ts";
import { firstRows, gridOf, neighboursOf, taskOf } from "./inputs.ts";

/** A case on tfjs's current backend. */
export interface Work {
  /** The first run's results; asked for once, before any run. */
  check(): Promise<Sums>;
  /** Does the work `repeats` times, until its results are there. */
  run(repeats: number): Promise<void>;
}

/** Queries at once where all products with the bank are one tensor, which must fit in memory. */
const QUERY_TILE = 250;
/** Queries whose distances are compared. */
const CHECKED_QUERIES = 256;
/** Of the grid's energies, each of this many is compared. */
const CHECKED_STRIDE = 7;

/** Puts a case's inputs on the device. */
export function prepare(work: Case, side: Side): Work {
  if (work.kind === "training") return trainingWork(work);
  if (work.kind === "grid") return gridWork(work);
  const tiled = side.kernels === "composed" || side.backend === "webgpu";
  return neighboursWork(work, tiled ? QUERY_TILE : work.queries);
}

function lengthOf(vector: tf.TypedArray): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum);
}

function trainingWork(work: TrainingCase): Work {
  const task = taskOf(work);
  const trainer = new Trainer(task);
  const { batch, dimensions } = { ...task.recipe, ...task };

  async function check(): Promise<Sums> {
    const initial = trainer.energy.weights.clone();
    trainer.step();
    const ends = await trainer.particles();
    const [, loss, gap] = await trainer.losses();
    const energy = { ...trainer.energy, weights: initial };
    const rows = firstRows(work).data;
    const points = Array.from(rows, (row) => [
      ...task.points.subarray(row * dimensions, (row + 1) * dimensions),
    ]);
    const negatives = tf.tensor2d(ends, [batch, dimensions]);
    const { gradient } = energyLossGradient(energy, tf.tensor2d(points), negatives, task.recipe.l2);
    const reference = await evaluate.mixtureScores(ends, mixtureTensors(task.mixture));
    const before = await evaluate.networkEnergies(ends, energy);
    const after = await evaluate.networkEnergies(ends, trainer.energy);
    return {
      "E_theta at the chains' ends": [...before],
      "E_G at the chains' ends": [...reference.energy],
      "loss and gap": [loss, gap],
      "length of the gradient": [lengthOf(await gradient.data())],
      // Not the weights themselves: Adam's first step is the sign of a gradient, however small.
      "change of E_theta there": [...after.map((value, i) => value - before[i])],
    };
  }

  async function run(repeats: number): Promise<void> {
    for (let i = 0; i < repeats; i++) trainer.step();
    const losses = await trainer.losses();
    if (!losses.every(Number.isFinite)) throw new Error(`${work.name}: the training diverged`);
  }

  return { check, run };
}

function gridWork(work: GridCase): Work {
  const { network, weights, mixture, points } = gridOf(work);
  const energy = { network, weights: tf.tensor1d(weights), frequencies: null };
  const reference = mixtureTensors(mixture);

  async function energies(): Promise<Float32Array> {
    const learned = await evaluate.networkEnergies(points, energy);
    const { energy: known } = await evaluate.mixtureScores(points, reference);
    return learned.map((value, i) => value + known[i]);
  }

  async function check(): Promise<Sums> {
    const values = await energies();
    return { energies: [...values.filter((_, i) => i % CHECKED_STRIDE === 0)] };
  }

  async function run(repeats: number): Promise<void> {
    for (let i = 0; i < repeats; i++) await energies();
  }

  return { check, run };
}

function neighboursWork(work: NeighboursCase, tile: number): Work {
  const { dimensions: d, neighbours } = work;
  const { queries, bank: rows } = neighboursOf(work);
  const bank = evaluate.openBank(rows, d);

  async function check(): Promise<Sums> {
    const first = queries.subarray(0, CHECKED_QUERIES * d);
    return {
      "squared distances": [...(await evaluate.kthSquaredDistances(first, bank, neighbours))],
    };
  }

  async function run(repeats: number): Promise<void> {
    for (let i = 0; i < repeats; i++) {
      for (let first = 0; first < work.queries; first += tile) {
        const some = queries.subarray(first * d, (first + tile) * d);
        await evaluate.kthSquaredDistances(some, bank, neighbours);
      }
    }
  }

  return { check, run };
}
