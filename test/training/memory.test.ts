import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { openBackend } from "../../src/kernels/backend.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { fitMixture } from "../../src/model/mixture.ts";
import { normals } from "../../src/model/random.ts";
import { Trainer } from "../../src/training/trainer.ts";

/** Updates at which what is held is read. */
const READINGS = [1000, 3000, 5000, 7000];
/** Bytes that 2,000 updates may grow by: not 50 an update, less than any object that stays. */
const SLACK = 100_000;

const LONG = { timeout: 60_000 };

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
  it("hold no more tensors, arrays and heap at their end than at their start", LONG, async () => {
    const points = normals({ seed: 1, name: "points" }, new Float32Array(200));
    const labels = new Int32Array(100);
    const trainer = new Trainer({
      model: "correction",
      recipe: { ...toyDefaults("cross", "correction"), width: 9, batch: 8, steps: 3 },
      updates: 7000,
      seed: 1,
      points,
      labels,
      dimensions: 2,
      mixture: fitMixture(points, labels, 2, 1),
    });
    const readings: Awaited<ReturnType<typeof held>>[] = [];
    for (const until of READINGS) {
      while (trainer.update < until) {
        trainer.step();
        if (trainer.update % 50 === 0) await trainer.losses();
      }
      readings.push(await held());
    }
    trainer.dispose();
    const growth = (name: keyof (typeof readings)[0]) =>
      readings.slice(1).map((reading, i) => reading[name] - readings[i][name]);
    expect(growth("tensors")).toEqual([0, 0, 0]);
    expect(Math.min(...growth("arrayBuffers"))).toBeLessThan(SLACK);
    // What the engine compiles and learns on the way grows too, less and less; a leak grows every time.
    expect(Math.min(...growth("heapUsed"))).toBeLessThan(SLACK);
  });
});
