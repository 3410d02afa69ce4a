import { networkEnergies } from "../../src/kernels/evaluate.ts";
import { parameterCount } from "../../src/model/network.ts";
import { scheduleOf } from "../../src/model/schedule.ts";
import { type Dissection, dissect } from "../../src/training/dissection.ts";
import { closeEnergy, openEnergy } from "../../src/training/energy.ts";
import type { TrainedEnergy } from "../../src/training/task.ts";
import { mapOf, symmetric } from "../maps.ts";
import type { MotionRequest, ToyDissection } from "../protocol/motion.ts";
import type { ToyMaterial } from "./material.ts";
import { FINE_SIZE, LIVE_POINTS, LIVE_SIZE } from "./pictures.ts";
import type { ToyDevice } from "./run.ts";

/** As many times of the chains as are kept; of the first of them, every step. */
const TIMES = 100;
const FIRST_TIMES = 20;
/** Chains whose steps are taken apart. */
const TRACED = 12;

/** Takes the next update of a model apart, in parts of bounded work; may be left off. */
export type Dissecting = AsyncGenerator<void, ToyDissection, void>;

/**
 * @throws if the model has no such update: nothing to train, no chains, chains that propose
 */
export async function* dissecting(
  request: MotionRequest,
  device: ToyDevice,
  material: ToyMaterial,
): Dissecting {
  const { run, id, model: kind } = request;
  const member = device.members.find((candidate) => candidate.kind === kind);
  const trainer = member?.trainer;
  if (!trainer) {
    throw new Error(
      `an update of the ${kind}: expected a model that this run trains, found none; choose the EBM or the correction`,
    );
  }
  if (member.problem) throw new Error(`an update of the ${kind}: ${member.problem}`);
  const { task, network } = trainer;
  const { recipe, updates, model } = task;
  if (recipe.objective === "nce") {
    throw new Error(
      "NCE has no chains to take apart: its negatives are draws of q; choose maximum likelihood",
    );
  }
  if (recipe.sampler !== "langevin") {
    const name = recipe.sampler.toUpperCase();
    throw new Error(
      `slow motion takes steps of Langevin chains apart, and ${name} takes or leaves whole proposals; choose the sampler Langevin, or see the Chains instrument`,
    );
  }
  const checkpoint = await trainer.checkpoint();
  const times = shownTimes(recipe.steps);
  const { extent } = material.density;
  const traced = (start: Float32Array) => spread(start, TRACED, extent);
  const found = yield* dissect(task, checkpoint, { times, traced });
  const { rows, before, after, ...rest } = found;
  const { stepSizes, noise } = scheduleOf(recipe);
  const classes = new Array<number>(material.mixture.classes).fill(0);
  for (const row of rows) classes[material.labels[row]]++;
  const maps = await mapsOf(model, before, device);
  yield;
  return {
    ...{ type: "dissection", run, id, model, recipe, updates, classes, maps },
    ...{ update: checkpoint.update + 1, points: material.labels.length },
    parameters: parameterCount(network),
    stepSizes: Float32Array.from(stepSizes),
    sigmas: Float32Array.from(noise),
    times: Uint16Array.from(times),
    changed: await changeOf(before, after, device),
    ...(rest satisfies Omit<Dissection, "rows" | "before" | "after">),
  };
}

/** The times that are kept of chains: all, or of long ones the first, and others up to the last. */
function shownTimes(steps: number): number[] {
  if (steps < TIMES) return Array.from({ length: steps + 1 }, (_, time) => time);
  const left = TIMES - FIRST_TIMES;
  return Array.from({ length: TIMES }, (_, i) => {
    const later = Math.max(0, i + 1 - FIRST_TIMES);
    return Math.min(i, FIRST_TIMES - 1) + Math.round((later / left) * (steps + 1 - FIRST_TIMES));
  });
}

/** Some of the points [n, 2], far from each other and within [-extent, extent]^2: the next is the farthest. */
function spread(points: Float32Array, count: number, extent: number): Int32Array {
  const distances = Float64Array.from({ length: points.length / 2 }, (_, i) =>
    Math.max(Math.abs(points[2 * i]), Math.abs(points[2 * i + 1])) <= extent ? Infinity : 0,
  );
  const chosen: number[] = [];
  while (chosen.length < Math.min(count, distances.length)) {
    const next = chosen.length === 0 ? 0 : distances.indexOf(Math.max(...distances));
    chosen.push(next);
    distances.forEach((distance, i) => {
      const [dx, dy] = [0, 1].map((d) => points[2 * i + d] - points[2 * next + d]);
      distances[i] = Math.min(distance, dx * dx + dy * dy);
    });
  }
  return Int32Array.from(chosen);
}

/** The energies by the weights themselves, coloured as a frame's. */
async function mapsOf(
  kind: "ebm" | "correction",
  weights: TrainedEnergy,
  { pictures, scores }: ToyDevice,
): Promise<ToyDissection["maps"]> {
  const energy = openEnergy(weights);
  try {
    const own = await scores.of(kind, energy, LIVE_POINTS);
    const mixture = await scores.of("mixture", null, LIVE_POINTS);
    const domain = pictures.domains(
      new Map([
        ["mixture", mixture],
        [kind, own],
      ]),
    );
    const drawn = await pictures.draw(kind, energy, own, domain(kind), FINE_SIZE);
    if (!drawn) throw new Error(`an update of the ${kind}: its energy is not finite everywhere`);
    return { network: drawn.network, total: drawn.total, size: FINE_SIZE };
  } finally {
    closeEnergy(energy);
  }
}

/** E_theta after an update less E_theta before it. */
async function changeOf(
  before: TrainedEnergy,
  after: TrainedEnergy,
  { pictures }: ToyDevice,
): Promise<ToyDissection["changed"]> {
  const { points } = await pictures.grid(LIVE_SIZE);
  const energies = async (weights: TrainedEnergy) => {
    const energy = openEnergy(weights);
    try {
      return await networkEnergies(points, energy);
    } finally {
      closeEnergy(energy);
    }
  };
  const [old, now] = [await energies(before), await energies(after)];
  const values = now.map((value, i) => value - old[i]);
  return { map: mapOf(values, LIVE_SIZE, symmetric([values])), size: LIVE_SIZE };
}
