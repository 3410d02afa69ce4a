import { fitMixture, type Mixture } from "../../src/model/mixture.ts";
import { initialWeights, type Network } from "../../src/model/network.ts";
import { gridPoints } from "../../src/model/quadrature.ts";
import { integers, normals } from "../../src/model/random.ts";
import type { Recipe } from "../../src/model/recipe.ts";
import { scheduleOf } from "../../src/model/schedule.ts";
import type { TrainingTask } from "../../src/training/task.ts";
import type { Case, GridCase, NeighboursCase, TrainingCase } from "./case.ts";

/** What each side starts from: drawn from counters, so that every process draws the same. */

const SEED = 1;
const ROWS = 2048;
/** Half the side of the square that the grid covers. */
const EXTENT = 3;

/** The network of a case. */
export function networkOf({ network }: TrainingCase | GridCase): Network {
  return { ...network, fourierFeatures: 0 };
}

function draw(size: number, step = 0): Float32Array {
  return normals({ seed: SEED, name: "points" }, new Float32Array(size), { update: 0, step });
}

/** Classes that overlap a little: `ROWS` points [ROWS, D] and their labels. */
function cloudOf(dimensions: number, classes: number) {
  const labels = Int32Array.from({ length: ROWS }, (_, i) => i % classes);
  const points = draw(ROWS * dimensions).map(
    (value, i) =>
      value / 2 + 2 * Math.sin(1 + labels[Math.floor(i / dimensions)] * (1 + (i % dimensions))),
  );
  return { points, labels };
}

function recipeOf({ network, steps, batch }: TrainingCase): Recipe {
  const { hiddenLayers, width, activation } = network;
  return {
    ...{ hiddenLayers, width, activation, fourierFeatures: 0, fourierScale: 1 },
    ...{ objective: "likelihood", sampler: "langevin", leapfrogs: 1, buffer: 1, refresh: 0 },
    ...{ learningRate: 1e-4, learningRateDecay: "none", batch, weightAverage: 0.99 },
    ...{ inputNoise: 0, l2: 0.05 },
    ...{ steps, stepSize: 0.01, stepSizeEnd: 0.001, decay: "linear" },
    ...{ noiseKind: "langevin", noise: 0, noiseEnd: 0 },
    ...{ chainStart: "data", projection: "none", temperature: 1, mixtureTemperature: 1 },
  };
}

/** The correction that a training case trains. */
export function taskOf(work: TrainingCase): TrainingTask {
  const dimensions = work.network.inputs;
  const { points, labels } = cloudOf(dimensions, work.classes);
  const mixture = fitMixture(points, labels, dimensions, work.classes);
  const recipe = recipeOf(work);
  return {
    model: "correction",
    recipe,
    updates: 1,
    seed: SEED,
    points,
    labels,
    dimensions,
    mixture,
  };
}

/** The rows that the first update takes as data, and those that its chains start from. */
export function firstRows({ batch }: TrainingCase): { data: Int32Array; starts: Int32Array } {
  const rows = (name: "batch" | "chainStart") =>
    integers({ seed: SEED, name }, new Int32Array(batch), ROWS);
  return { data: rows("batch"), starts: rows("chainStart") };
}

/** A grid's energies and the points that they are evaluated at. */
export function gridOf(work: GridCase) {
  const { inputs } = work.network;
  const { points, labels } = cloudOf(inputs, work.classes);
  return {
    network: networkOf(work),
    weights: initialWeights(networkOf(work), SEED),
    mixture: fitMixture(points, labels, inputs, work.classes),
    points: gridPoints({ size: work.size, extent: EXTENT }),
  };
}

/** Queries [n, D] and the bank [N, D]. */
export function neighboursOf({ dimensions, queries, bank }: NeighboursCase) {
  return { queries: draw(queries * dimensions), bank: draw(bank * dimensions, 1) };
}

/** An array for another program, row-major. */
interface Exported {
  shape: number[];
  values: Float32Array | Float64Array | Int32Array;
}

function mixtureArrays(mixture: Mixture): Record<string, Exported> {
  const { dimensions: d, classes, weights, means, whitening, logPeak } = mixture;
  return {
    classWeights: { shape: [classes], values: weights },
    means: { shape: [classes, d], values: means },
    whitening: { shape: [d, d], values: whitening },
    logPeak: { shape: [1], values: Float64Array.of(logPeak) },
  };
}

/** All that a program in another language needs to do the same work, noise included. */
export function exportedInputs(work: Case): Record<string, Exported> {
  if (work.kind === "neighbours") {
    const { queries, bank } = neighboursOf(work);
    return {
      queries: { shape: [work.queries, work.dimensions], values: queries },
      bank: { shape: [work.bank, work.dimensions], values: bank },
    };
  }
  const d = work.network.inputs;
  if (work.kind === "grid") {
    const { weights, mixture, points } = gridOf(work);
    return {
      ...mixtureArrays(mixture),
      weights: { shape: [weights.length], values: weights },
      points: { shape: [work.size * work.size, d], values: points },
    };
  }
  const { points, mixture, recipe } = taskOf(work);
  const weights = initialWeights(networkOf(work), SEED);
  const { stepSizes, noise } = scheduleOf(recipe);
  const { steps, batch } = work;
  const size = batch * d;
  const kicks = new Float32Array(steps * size);
  for (let step = 0; step < steps; step++) {
    const stream = { seed: SEED, name: "chainNoise" } as const;
    normals(stream, kicks.subarray(step * size, (step + 1) * size), { update: 0, step });
  }
  const { data, starts } = firstRows(work);
  return {
    ...mixtureArrays(mixture),
    weights: { shape: [weights.length], values: weights },
    points: { shape: [ROWS, d], values: points },
    data: { shape: [batch], values: data },
    starts: { shape: [batch], values: starts },
    kicks: { shape: [steps, batch, d], values: kicks },
    stepSizes: { shape: [steps], values: Float64Array.from(stepSizes) },
    sigmas: { shape: [steps], values: Float64Array.from(noise) },
    recipe: {
      shape: [3],
      values: Float64Array.of(recipe.l2, recipe.learningRate, recipe.weightAverage),
    },
  };
}
