import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/kernels/backend.ts";
import * as composed from "../../src/kernels/composed.ts";
import { adamUpdate } from "../../src/kernels/simd/adam.ts";
import { langevinChain } from "../../src/kernels/simd/chain.ts";
import { Engine } from "../../src/kernels/simd/engine.ts";
import { energyLossGradient, energyWeightGradient } from "../../src/kernels/simd/loss.ts";
import { compileSimd, Workspace } from "../../src/kernels/simd/memory.ts";
import { kthSquaredDistances } from "../../src/kernels/simd/neighbours.ts";
import { energyAndGradient } from "../../src/kernels/simd/pointGradient.ts";
import { innerProducts } from "../../src/kernels/simd/products.ts";
import { mixtureScores, networkEnergy } from "../../src/kernels/simd/scores.ts";
import { type Chain, mixtureTensors } from "../../src/kernels/tensors.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import type { Network } from "../../src/model/network.ts";
import { normals, STREAMS } from "../../src/model/random.ts";
import { scheduleOf } from "../../src/model/schedule.ts";
import { expectClose } from "./close.ts";
import { problemOf, type Shape } from "./problem.ts";

const TOLERANCE = 1e-5;

/** Odd sizes on purpose: the kernels work in fours and eights. */
const shapes: fc.Arbitrary<Shape> = fc.record({
  inputs: fc.integer({ min: 1, max: 11 }),
  fourierFeatures: fc.constantFrom(0, 0, 1, 5, 8),
  hiddenLayers: fc.integer({ min: 1, max: 4 }),
  width: fc.integer({ min: 1, max: 35 }),
  activation: fc.constantFrom("silu" as const, "leakyRelu" as const),
  rows: fc.integer({ min: 1, max: 21 }),
  classes: fc.constantFrom(1, 2, 9, 100),
  seed: fc.nat(1000),
});

let engine: Engine;

beforeAll(async () => {
  await openBackend("cpu");
  engine = Engine.alone(await compileSimd());
});

/** Checks a property over random shapes, in a scope that frees its tensors. */
function forShapes(check: (shape: Shape) => void): void {
  fc.assert(
    fc.property(shapes, (shape) => {
      tf.engine().startScope();
      try {
        check(shape);
      } finally {
        tf.engine().endScope();
      }
    }),
    { numRuns: 40, seed: 1 },
  );
}

describe("the SIMD kernels", () => {
  it("give the composed E_theta", () => {
    forShapes((shape) => {
      const { energy, tensors, cloud, tensor, read } = problemOf(shape);
      const expected = read(composed.networkEnergy(tensors, tensor(cloud)));
      expectClose(networkEnergy(engine, energy, cloud), expected, TOLERANCE);
    });
  });

  it("give the composed E_G and nearest distance", () => {
    forShapes((shape) => {
      const { arrays, mixture, cloud, tensor, read } = problemOf(shape);
      const expected = composed.mixtureScores(mixture, tensor(cloud));
      const { energy, nearest } = mixtureScores(engine, arrays, cloud);
      expectClose(energy, read(expected.energy), TOLERANCE);
      expectClose(nearest, read(expected.nearest), TOLERANCE);
    });
  });

  it("give the composed loss and weight gradient", () => {
    forShapes((shape) => {
      const { energy, tensors, data, negatives, tensor, read } = problemOf(shape);
      const [x, z] = [tensor(data), tensor(negatives)];
      const expected = composed.energyLossGradient(tensors, x, z, 0.3);
      const { terms, gradient } = energyLossGradient(engine, energy, data, negatives, 0.3);
      expectClose(terms, read(expected.terms), TOLERANCE);
      expectClose(gradient, read(expected.gradient), TOLERANCE);
    });
  });

  it("give the composed weight gradient of energies with coefficients", () => {
    forShapes((shape) => {
      const { energy, tensors, data, tensor, read } = problemOf(shape);
      const drawn = normals({ seed: shape.seed, name: "batch" }, new Float32Array(shape.rows));
      const expected = composed.energyWeightGradient(tensors, tensor(data), tf.tensor1d(drawn));
      const gradient = energyWeightGradient(engine, energy, data, drawn);
      expectClose(gradient, read(expected), TOLERANCE);
    });
  });

  it("give the composed energy of the chains and its gradient, with a mixture and without", () => {
    const temperatures = { temperature: 0.7, mixtureTemperature: 3 };
    forShapes((shape) => {
      const { energy, tensors, arrays, mixture, data, tensor, read } = problemOf(shape);
      for (const [flat, reference] of [
        [arrays, mixture],
        [null, null],
      ] as const) {
        const expected = composed.energyAndGradient(tensors, reference, tensor(data), temperatures);
        const found = energyAndGradient(engine, energy, flat, data, temperatures);
        expectClose(found.energy, read(expected.energy), TOLERANCE);
        expectClose(found.gradient, read(expected.gradient), TOLERANCE);
      }
    });
  });

  it.each(["none", "sphere"] as const)("run the composed chain, projection %s", (projection) => {
    forShapes((shape) => {
      const { energy, tensors, arrays, mixture, data, tensor, read } = problemOf(shape);
      const chain = chainOf(projection, shape.seed);
      const expected = read(composed.langevinChain(tensor(data), tensors, mixture, chain));
      expectClose(langevinChain(engine, data, energy, arrays, chain), expected, TOLERANCE);
      const alone = read(composed.langevinChain(tensor(data), tensors, null, chain));
      expectClose(langevinChain(engine, data, energy, null, chain), alone, TOLERANCE);
    });
  });

  it.each(["none", "sphere"] as const)(
    "run a chain in two stretches as in one, %s",
    (projection) => {
      const { energy, arrays, data } = problemOf(SHAPE);
      const whole = chainOf(projection, 4);
      const stretch = (from: number, to?: number): Chain => ({
        ...whole,
        first: from,
        schedule: {
          stepSizes: whole.schedule.stepSizes.slice(from, to),
          noise: whole.schedule.noise.slice(from, to),
        },
      });
      const half = langevinChain(engine, data, energy, arrays, stretch(0, 4));
      const end = langevinChain(engine, half, energy, arrays, stretch(4));
      expect(end).toEqual(langevinChain(engine, data, energy, arrays, whole));
    },
  );

  it("find the composed k-th nearest neighbour", () => {
    forShapes((shape) => {
      const { data, cloud, tensor, read } = problemOf(shape);
      const d = shape.inputs;
      for (const k of [1, 7, cloud.length / d]) {
        const expected = read(composed.kthSquaredDistances(tensor(data), tensor(cloud), k));
        const found = kthSquaredDistances(engine, data, cloud, d, k);
        // |q|^2 + |b|^2 - 2 q . b cancels: the error is relative to the norms, not to the distance.
        const shifted = (values: Float32Array) => values.map((value) => value + d);
        expectClose(shifted(found), shifted(expected), TOLERANCE);
      }
    });
  });

  it("give the composed inner products", () => {
    forShapes((shape) => {
      const { data, cloud, tensor, read } = problemOf(shape);
      const expected = read(composed.innerProducts(tensor(data), tensor(cloud)));
      expectClose(innerProducts(engine, data, cloud, shape.inputs), expected, TOLERANCE);
    });
  });

  it("take the composed Adam step", () => {
    const draw = (step: number) =>
      normals({ seed: 2, name: "weights" }, new Float32Array(33_001), { update: 0, step });
    const state = {
      weights: draw(0),
      mean: draw(1),
      variance: draw(2).map(Math.abs),
      average: draw(3),
    };
    const step = { rate: 0.01, beta1: 0.9, beta2: 0.999, update: 3, averageDecay: 0.95 };
    const tensors = {
      weights: tf.tensor1d(state.weights),
      mean: tf.tensor1d(state.mean),
      variance: tf.tensor1d(state.variance),
      average: tf.tensor1d(state.average),
    };
    const expected = composed.adamUpdate(tensors, tf.tensor1d(draw(4)), step);
    const [weights, mean, variance, average] = adamUpdate(engine, state, draw(4), step);
    expectClose(weights, expected.weights.dataSync(), 1e-6);
    expectClose(mean, expected.mean.dataSync(), 1e-6);
    expectClose(variance, expected.variance.dataSync(), 1e-6);
    expectClose(average, expected.average.dataSync(), 1e-6);
  });

  it("do not depend on what ran before them", () => {
    const { energy, data, cloud } = problemOf({ ...SHAPE, rows: 9 });
    const first = networkEnergy(engine, energy, data);
    kthSquaredDistances(engine, data, cloud, SHAPE.inputs, 3);
    expect(networkEnergy(engine, energy, data)).toEqual(first);
  });
});

const SHAPE: Shape = {
  inputs: 3,
  fourierFeatures: 5,
  hiddenLayers: 2,
  width: 13,
  activation: "silu",
  rows: 7,
  classes: 2,
  seed: 4,
};

function chainOf(projection: "none" | "sphere", seed: number): Chain {
  const recipe = { steps: 6, stepSize: 0.01, stepSizeEnd: 0.002, noise: 0, noiseEnd: 0 } as const;
  const schedule = scheduleOf({ ...recipe, noiseKind: "langevin", decay: "linear" });
  return {
    schedule,
    first: 0,
    temperature: 0.7,
    mixtureTemperature: 2,
    projection,
    seed,
    update: 3,
  };
}

describe("langevinChain", () => {
  it("settles on a Gaussian with the variance that its step size biases it to", () => {
    // E = |z|^2 / 2 with sigma^2 = 2 alpha has stationary variance 1 / (1 - alpha / 2).
    const alpha = 0.4;
    const cloud = normals({ seed: 9, name: "points" }, new Float32Array(20_000));
    const fitted = fitMixture(cloud, new Int32Array(10_000), 2, 1);
    const unit = { ...fitted, means: new Float64Array(2), whitening: Float64Array.of(1, 0, 0, 1) };
    const mixture = mixtureTensors(unit);
    const network: Network = {
      inputs: 2,
      fourierFeatures: 0,
      hiddenLayers: 1,
      width: 1,
      activation: "silu",
    };
    const energy = { network, weights: new Float32Array(5), frequencies: null };
    const read = (tensor: tf.Tensor) => tensor.dataSync() as Float32Array;
    const arrays = {
      dimensions: 2,
      classes: 1,
      whitening: read(mixture.whitening),
      shift: read(mixture.shift),
      means: read(mixture.means),
      offsets: read(mixture.offsets),
      halfNorms: read(mixture.halfNorms),
    };
    const recipe = { steps: 60, stepSize: alpha, stepSizeEnd: alpha, noise: 0, noiseEnd: 0 };
    const schedule = scheduleOf({ ...recipe, noiseKind: "langevin", decay: "linear" });
    const chain: Chain = {
      first: 0,
      schedule,
      temperature: 1,
      mixtureTemperature: 1,
      projection: "none",
      seed: 1,
      update: 0,
    };
    const z = langevinChain(engine, new Float32Array(40_000).fill(3), energy, arrays, chain);
    const mean = z.reduce((sum, value) => sum + value, 0) / z.length;
    const variance = z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / z.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(variance).toBeCloseTo(1 / (1 - alpha / 2), 1);
  });
});

describe("compileSimd", () => {
  it("builds plain and relaxed modules that agree, where relaxed SIMD is there", async () => {
    const automatic = await compileSimd();
    const plain = Engine.alone(await compileSimd("plain"));
    const { energy, data } = problemOf({ ...SHAPE, rows: 30 });
    expectClose(
      networkEnergy(Engine.alone(automatic), energy, data),
      networkEnergy(plain, energy, data),
      TOLERANCE,
    );
  });
});

describe("normals", () => {
  it.each(["plain", undefined] as const)("are those of the reference, %s build", async (build) => {
    const workspace = new Workspace(await compileSimd(build));
    for (const count of [1, 2, 15, 16, 1003]) {
      const at = workspace.floats(count + 16);
      workspace.simd.run.normals(at, 0, count, 5, 7, 0xfedcba98, STREAMS.chainNoise);
      const place = { update: 5, step: 7 };
      const stream = { seed: 0xfedcba98, name: "chainNoise" } as const;
      const expected = normals(stream, new Float32Array(count), place);
      expectClose(workspace.view(at, count), expected, 1e-6);
    }
  });
});
