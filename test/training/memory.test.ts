import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/kernels/backend.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { normals } from "../../src/model/random.ts";
import { Trainer } from "../../src/training/trainer.ts";

/** Bytes that the heap may grow by: what was compiled on the way, not 250 bytes an update. */
const SLACK = 500_000;

let collect: () => void;

beforeAll(async () => {
  await openBackend("cpu");
  setFlagsFromString("--expose-gc");
  collect = runInNewContext("gc") as () => void;
});

/** What is held once the garbage is gone, of which the arrays' memory is freed a turn later. */
async function held() {
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return { tensors: tf.memory().numTensors, arrayBuffers, heapUsed };
}

describe("2,000 updates on the CPU", () => {
  it("hold no more tensors, arrays and heap at their end than at their start", async () => {
    const points = normals({ seed: 1, name: "points" }, new Float32Array(200));
    const labels = new Int32Array(100);
    const trainer = new Trainer({
      model: "correction",
      recipe: { ...toyDefaults("cross", "correction"), width: 9, batch: 8, steps: 3 },
      updates: 2500,
      seed: 1,
      points,
      labels,
      dimensions: 2,
      mixture: fitMixture(points, labels, 2, 1),
    });
    const train = async (until: number) => {
      while (trainer.update < until) {
        trainer.step();
        if (trainer.update % 50 === 0) await trainer.losses();
      }
      return held();
    };
    const before = await train(500);
    const after = await train(2500);
    trainer.dispose();
    expect(after.tensors).toBe(before.tensors);
    expect(after.arrayBuffers).toBeLessThan(before.arrayBuffers + SLACK / 10);
    expect(after.heapUsed).toBeLessThan(before.heapUsed + SLACK);
  });
});
