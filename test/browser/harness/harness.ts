import type { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import * as tf from "@tensorflow/tfjs-core";
import { openBackend } from "../../../src/kernels/backend.ts";
import * as evaluate from "../../../src/kernels/evaluate.ts";
import {
  adamUpdate,
  energyLossGradient,
  KERNELS,
  langevinChain,
} from "../../../src/kernels/operations.ts";
import { type Chain, mixtureTensors, type NetworkTensors } from "../../../src/kernels/tensors.ts";
import { kernelsAgree } from "../../../src/kernels/webgpu/selfTest.ts";
import { fitMixture } from "../../../src/model/mixture.ts";
import { fourierFrequencies, initialWeights, type Network } from "../../../src/model/network.ts";
import { normals, type StreamName } from "../../../src/model/random.ts";
import type { Recipe } from "../../../src/model/recipe.ts";
import { scheduleOf } from "../../../src/model/schedule.ts";
import { Trainer } from "../../../src/training/trainer.ts";
import { asked, type Losses, lose, philox, spoil } from "./device.ts";
import { type Gaussian, settle } from "./gaussian.ts";
import type { TeamReply, TeamRequest } from "./teamWorker.ts";

export type Backend = "cpu" | "webgpu";

/** A network, how many rows it is given at once, and the classes of its mixture. */
export interface Shape extends Network {
  rows: number;
  classes: number;
}

/** What to train, for how many updates. */
export interface Training {
  model: "ebm" | "correction";
  recipe: Recipe;
  dimensions: number;
  classes: number;
  updates: number;
}

/** A search among rows that come ever nearer to the queries, or in no order. */
export interface Search {
  queries: number;
  rows: number;
  dimensions: number;
  neighbour: number;
  approaching: boolean;
}

/** What a backend computed, in plain arrays by name, and how often it sent WebGPU to work. */
export interface Computed {
  arrays: Record<string, number[]>;
  dispatches: number;
}

/** What the page holds after an update, and what WebGPU has been asked so far. */
export interface Reading {
  dispatches: number;
  /** Buffers made and not destroyed. */
  liveBuffers: number;
  tensors: number;
  /** Bytes of tfjs's buffers, those waiting for use included. */
  bytes: number;
}

/** What the page offers its tests. */
export interface Harness {
  operations(backend: Backend, shape: Shape): Promise<Computed>;
  train(backend: Backend, training: Training): Promise<Computed>;
  /** The scores of a shape's points. */
  scores(backend: Backend, shape: Shape): Promise<Computed>;
  /** The loss's gradient on a shape's points. */
  gradient(backend: Backend, shape: Shape): Promise<Computed>;
  neighbours(backend: Backend, search: Search): Promise<Computed>;
  /** A projected chain of `steps` steps with a mixture, its network drawn at random. */
  chain(backend: Backend, shape: Shape, steps: number): Promise<Computed>;
  /** A reading after each update on WebGPU; the losses are read every `interval` updates. */
  watch(training: Training, interval: number): Promise<Reading[]>;
  /** Bytes of GPU buffers, all and those in use, after trainings and the next opening of WebGPU. */
  remains(trainings: Training[]): Promise<{ allocated: number; used: number }>;
  /** Philox's words on WebGPU. */
  philox(counter: number[], key: number[]): Promise<number[]>;
  /** Where long chains on a Gaussian end, [n, 2] flattened. */
  settle(backend: Backend, gaussian: Gaussian): Promise<number[]>;
  /** Does what WebGPU forbids, and gives the message of what fails next. */
  spoil(): Promise<string>;
  /** Loses the device, and names the errors that follow. */
  lose(): Promise<Losses>;
  selfTest(): Promise<{ own: boolean; wrong: boolean }>;
  /** What a team of threads computes, in a worker of its own. */
  team(request: TeamRequest): Promise<TeamReply>;
}

declare global {
  interface Window {
    harness: Harness;
  }
}

const SEED = 3;
const L2 = 0.3;
const NEIGHBOUR = 3;
const ADAM = { rate: 0.01, beta1: 0.9, beta2: 0.999, update: 3, averageDecay: 0.95 };
const CHAIN = { temperature: 0.7, mixtureTemperature: 2, seed: SEED, update: 1 };

function draw(size: number, step: number, name: StreamName = "points"): Float32Array {
  return normals({ seed: SEED, name }, new Float32Array(size), { update: 0, step });
}

/** A cloud of points [count, D] and its labels, as many as a mixture of `classes` needs. */
function cloudOf(dimensions: number, classes: number) {
  const count = Math.max(3 * dimensions, 60, 4 * classes);
  const labels = Int32Array.from({ length: count }, (_, i) => i % classes);
  const points = draw(count * dimensions, 0).map(
    (value, i) => value + 2 * Math.sin(labels[Math.floor(i / dimensions)] + (i % dimensions)),
  );
  return { points, labels };
}

/** Dispatches before the work that is under way. */
let before = 0;

async function open(backend: Backend): Promise<void> {
  await openBackend(backend);
  if (backend === "webgpu") tf.env().set("WEBGPU_CPU_FORWARD", true);
  before = asked.dispatches;
}

async function collected(results: Record<string, tf.Tensor | Float32Array>): Promise<Computed> {
  const arrays: Computed["arrays"] = {};
  for (const [name, result] of Object.entries(results)) {
    arrays[name] = [...(result instanceof tf.Tensor ? await result.data() : result)] as number[];
  }
  return { arrays, dispatches: asked.dispatches - before };
}

/** The energy, the mixture and the points of a shape. */
function problemOf({ rows, classes, ...network }: Shape) {
  const { inputs: d, fourierFeatures: m } = network;
  const { points, labels } = cloudOf(d, classes);
  const mixture = mixtureTensors(fitMixture(points, labels, d, classes));
  const weights = tf.tensor1d(initialWeights(network, SEED));
  const frequencies = m ? tf.tensor2d(fourierFrequencies(network, 1.5, SEED), [d, m]) : null;
  const energy: NetworkTensors = { network, weights, frequencies };
  const queries = draw(rows * d, 1);
  const data = tf.tensor2d(queries, [rows, d]);
  return { points, mixture, energy, queries, data };
}

async function scores(backend: Backend, shape: Shape): Promise<Computed> {
  await open(backend);
  const { energy, mixture, queries } = problemOf(shape);
  const networkEnergy = await evaluate.networkEnergies(queries, energy);
  const { energy: mixtureEnergy, nearest } = await evaluate.mixtureScores(queries, mixture);
  return collected({ networkEnergy, mixtureEnergy, nearest });
}

async function gradient(backend: Backend, shape: Shape): Promise<Computed> {
  await open(backend);
  const { energy, data } = problemOf(shape);
  return collected({ ...energyLossGradient(energy, data, tf.mul(data, -0.5), L2) });
}

async function neighbours(backend: Backend, search: Search): Promise<Computed> {
  await open(backend);
  const { queries, rows, dimensions: d, neighbour, approaching } = search;
  const distance = (row: number) => (approaching ? 1 + (3 * (rows - row)) / rows : 1);
  const values = draw(rows * d, 0).map((value, i) => value * distance(Math.floor(i / d)));
  const bank = evaluate.openBank(values, d);
  const points = draw(queries * d, 1).map((value) => 0.1 * value);
  const distances = await evaluate.kthSquaredDistances(points, bank, neighbour);
  return collected({ distances });
}

function chainOf(steps: number, projection: Chain["projection"]): Chain {
  const recipe = { steps, stepSize: 0.01, stepSizeEnd: 0.002, noise: 0, noiseEnd: 0 };
  const schedule = scheduleOf({ ...recipe, noiseKind: "langevin", decay: "linear" });
  return { ...CHAIN, schedule, first: 0, projection };
}

async function chain(backend: Backend, shape: Shape, steps: number): Promise<Computed> {
  await open(backend);
  const { energy, mixture, data } = problemOf(shape);
  return collected({ states: langevinChain(data, energy, mixture, chainOf(steps, "sphere")) });
}

/** Every operation once. Small tensors too go to WebGPU, which as shipped leaves them to the CPU. */
async function operations(backend: Backend, shape: Shape): Promise<Computed> {
  await open(backend);
  if (backend === "webgpu") tf.env().set("WEBGPU_CPU_FORWARD", false);
  const { rows, inputs: d } = shape;
  const { points, mixture, energy, queries, data } = problemOf(shape);
  const { weights } = energy;
  const negatives = tf.tensor2d(draw(rows * d, 2), [rows, d]);
  const size = weights.size;
  const state = {
    weights,
    mean: tf.tensor1d(draw(size, 0, "weights")),
    variance: tf.tensor1d(draw(size, 1, "weights").map(Math.abs)),
    average: tf.tensor1d(draw(size, 2, "weights")),
  };
  const loss = energyLossGradient(energy, data, negatives, L2);
  const adam = adamUpdate(state, tf.tensor1d(draw(size, 3, "weights")), ADAM);
  const scores = await evaluate.mixtureScores(queries, mixture);
  const bank = evaluate.openBank(points, d);
  return collected({
    networkEnergy: await evaluate.networkEnergies(queries, energy),
    mixtureEnergy: scores.energy,
    nearest: scores.nearest,
    terms: loss.terms,
    gradient: loss.gradient,
    chain: langevinChain(data, energy, mixture, chainOf(5, "none")),
    chainAlone: langevinChain(data, energy, null, chainOf(5, "none")),
    chainOnSphere: langevinChain(data, energy, mixture, chainOf(5, "sphere")),
    adamWeights: adam.weights,
    adamMean: adam.mean,
    adamVariance: adam.variance,
    adamAverage: adam.average,
    distances: await evaluate.kthSquaredDistances(queries, bank, NEIGHBOUR),
    products: await evaluate.innerProducts(queries, bank),
  });
}

function trainerOf({ model, recipe, dimensions, classes, updates }: Training): Trainer {
  const { points, labels } = cloudOf(dimensions, classes);
  const mixture = fitMixture(points, labels, dimensions, classes);
  return new Trainer({ model, recipe, dimensions, updates, seed: SEED, points, labels, mixture });
}

/** A whole training, with WebGPU as shipped. */
async function train(backend: Backend, training: Training): Promise<Computed> {
  await open(backend);
  const trainer = trainerOf(training);
  while (trainer.update < training.updates) trainer.step();
  return collected({
    losses: await trainer.losses(),
    particles: await trainer.particles(),
    weights: trainer.energy.weights,
    energies: await evaluate.networkEnergies(trainer.task.points, trainer.energy),
  });
}

async function watch(training: Training, interval: number): Promise<Reading[]> {
  await openBackend("webgpu");
  const backend = tf.backend() as WebGPUBackend;
  const trainer = trainerOf(training);
  const readings: Reading[] = [];
  while (trainer.update < training.updates) {
    trainer.step();
    const { numBytesAllocatedInGPU: bytes } = backend.memory();
    readings.push({ ...asked, tensors: tf.memory().numTensors, bytes });
    if (trainer.update % interval === 0) await trainer.losses();
  }
  return readings;
}

async function remains(trainings: Training[]): Promise<{ allocated: number; used: number }> {
  await openBackend("webgpu");
  for (const training of trainings) {
    const trainer = trainerOf(training);
    trainer.step();
    await trainer.losses();
    trainer.dispose();
  }
  await openBackend("webgpu");
  const { numBytesAllocated, numBytesUsed } = (tf.backend() as WebGPUBackend).bufferManager;
  return { allocated: numBytesAllocated, used: numBytesUsed };
}

/** What the self-test says of the kernels as they are, and of a chain that stays where it starts. */
async function selfTest(): Promise<{ own: boolean; wrong: boolean }> {
  await openBackend("webgpu");
  const own = await kernelsAgree();
  tf.unregisterKernel(KERNELS.chain, "webgpu");
  const kernelFunc: tf.KernelFunc = ({ inputs }) =>
    tf.engine().runKernel("Identity", { x: inputs.start } as unknown as tf.NamedTensorMap) as never;
  tf.registerKernel({ kernelName: KERNELS.chain, backendName: "webgpu", kernelFunc });
  return { own, wrong: await kernelsAgree() };
}

async function team(request: TeamRequest): Promise<TeamReply> {
  const worker = new Worker(new URL("./teamWorker.ts", import.meta.url), { type: "module" });
  const reply = await new Promise<TeamReply>((resolve, reject) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(request);
  });
  worker.terminate();
  return reply;
}

window.harness = {
  ...{ operations, scores, gradient, neighbours, chain, train, watch },
  ...{ philox, settle, remains, spoil, lose, selfTest, team },
};
