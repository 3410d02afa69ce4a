import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { langevinChain } from "../../../src/kernels/simd/chain.ts";
import { Engine } from "../../../src/kernels/simd/engine.ts";
import { energyLossGradient } from "../../../src/kernels/simd/loss.ts";
import { compileSimd } from "../../../src/kernels/simd/memory.ts";
import { kthSquaredDistances } from "../../../src/kernels/simd/neighbours.ts";
import { mixtureScores, networkEnergy } from "../../../src/kernels/simd/scores.ts";
import { Team } from "../../../src/kernels/simd/team.ts";
import type { Chain } from "../../../src/kernels/tensors.ts";
import { problemOf, type Shape } from "../../kernels/problem.ts";

/** A team to make, and the shapes that it computes. */
export interface TeamRequest {
  build: "plain" | "relaxed";
  threads: number;
  shapes: Shape[];
  /** How the helping threads fail to start, if they do. */
  failure?: "refused" | "broken";
}

/** How many threads there were, and every operation's arrays, by name, for each shape. */
export interface TeamReply {
  threads: number;
  results: Record<string, number[]>[];
  /** What a kernel's access beyond the memory was answered with. */
  trap: string;
}

const CHAIN: Chain = {
  schedule: { stepSizes: [0.02, 0.01, 0.01, 0.005], noise: [0.1, 0.1, 0, 0.05] },
  first: 0,
  temperature: 0.7,
  mixtureTemperature: 2,
  projection: "none",
  seed: 3,
  update: 1,
};

/** Every operation of the engine on a shape. */
function compute(engine: Engine, shape: Shape): Record<string, number[]> {
  const { energy, arrays, data, negatives, cloud } = problemOf(shape);
  const scores = mixtureScores(engine, arrays, cloud);
  const loss = energyLossGradient(engine, energy, data, negatives, 0.3);
  const results = {
    chain: langevinChain(engine, data, energy, arrays, CHAIN),
    chainAlone: langevinChain(engine, data, energy, null, { ...CHAIN, projection: "sphere" }),
    terms: loss.terms,
    gradient: loss.gradient,
    networkEnergy: networkEnergy(engine, energy, cloud),
    mixtureEnergy: scores.energy,
    nearest: scores.nearest,
    distances: kthSquaredDistances(engine, data, cloud, shape.inputs, 3),
  };
  return Object.fromEntries(Object.entries(results).map(([name, values]) => [name, [...values]]));
}

function trapOf(engine: Engine): string {
  const beyond = 2 ** 32 - 1024;
  try {
    engine.run(Array.from({ length: 5 }, () => (run) => run.multiply(beyond, beyond, 1024)));
  } catch (error) {
    return String(error);
  }
  return "";
}

/** Workers that cannot be made, or whose program throws. */
const FAILING = {
  refused: class {
    constructor() {
      throw new Error("refused");
    }
  },
  broken: class extends Worker {
    constructor() {
      super(URL.createObjectURL(new Blob(["throw new Error('broken')"])));
    }
  },
};

self.onmessage = async ({ data }: MessageEvent<TeamRequest>) => {
  if (data.failure) Object.assign(globalThis, { Worker: FAILING[data.failure] });
  await tf.setBackend("cpu");
  const team = await Team.open(await compileSimd(data.build), data.threads);
  const engine = new Engine(team);
  const trap = trapOf(engine);
  const results = data.shapes.map((shape) => compute(engine, shape));
  self.postMessage({ threads: team.threads, results, trap } satisfies TeamReply);
  team.close();
};
