import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import type { Recipe } from "../../src/model/recipe.ts";
import { moments, settledCovariance } from "../fixtures/gaussian.ts";
import { PHILOX_ANSWERS } from "../fixtures/philox.ts";
import { SOFTWARE_WEBGPU } from "./chromium.mjs";
import type { Gaussian } from "./harness/gaussian.ts";
import type { Backend, Computed, Reading, Training } from "./harness/harness.ts";
import { test } from "./page.ts";
import { CROSS, FEATURES, GRID, HELD, LARGE, MANY, SEARCHES, shape, withSteps } from "./sizes.ts";

/** How far the backends may differ, relative to an array's largest value. */
const TOLERANCE = 1e-4;
/** The same for a chain of many steps, each of which starts where the last one went. */
const CHAIN_TOLERANCE = 1e-3;

test.override("flags", SOFTWARE_WEBGPU);

/** One page for all that leave WebGPU as it was: at its opening the self-test compiles much. */
const shared = test.extend("harness", { scope: "file" }, async ({ browser }, { onCleanup }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const thrown: string[] = [];
  page.on("pageerror", ({ message }) => thrown.push(message));
  await openHarness(page);
  onCleanup(async () => {
    await context.close();
    expect(thrown, "errors of the page").toEqual([]);
  });
  return page;
});

async function openHarness(page: Page): Promise<void> {
  await page.goto(`${inject("site")}harness/`);
  await page.waitForFunction(() => "harness" in window);
}

async function train(page: Page, training: Training): Promise<Record<string, number>> {
  const cpu = await page.evaluate((t) => window.harness.train("cpu", t), training);
  const gpu = await page.evaluate((t) => window.harness.train("webgpu", t), training);
  return differences(gpu, cpu);
}

/** NaN if there is one. */
function greatest(values: number[]): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

/** The largest difference of each array, relative to its largest value; WebGPU must have worked. */
function differences(gpu: Computed, cpu: Computed): Record<string, number> {
  expect(cpu.dispatches, "dispatches of the CPU").toBe(0);
  expect(gpu.dispatches, "dispatches of WebGPU").toBeGreaterThan(3);
  expect(Object.keys(gpu.arrays)).toEqual(Object.keys(cpu.arrays));
  const entries = Object.entries(cpu.arrays).map(([name, values]) => {
    const others = gpu.arrays[name];
    expect(others.length, name).toBe(values.length);
    const largest = greatest(values.map(Math.abs));
    const worst = greatest(values.map((value, i) => Math.abs(others[i] - value)));
    expect([largest, worst].every(Number.isFinite), `${name} is finite`).toBe(true);
    return [name, worst / Math.max(1e-3, largest)];
  });
  return Object.fromEntries(entries) as Record<string, number>;
}

/** The entries above `tolerance`: expected to be none. */
function above(tolerance: number, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !(value <= tolerance)));
}

/** What must not grow. */
function held({ liveBuffers, tensors, bytes }: Reading): object {
  return { liveBuffers, tensors, bytes };
}

describe("WebGPU agrees with the CPU", () => {
  for (const [title, shapes] of Object.entries({
    "a work-group holds": HELD,
    "it does not": LARGE,
  })) {
    shared(`on every operation, for networks that ${title}`, async ({ harness }) => {
      for (const shape of shapes) {
        const cpu = await harness.evaluate((s) => window.harness.operations("cpu", s), shape);
        const gpu = await harness.evaluate((s) => window.harness.operations("webgpu", s), shape);
        expect(above(TOLERANCE, differences(gpu, cpu)), JSON.stringify(shape)).toEqual({});
      }
    });
  }

  shared(
    "on scores, gradients and neighbours that take large tiles, and several",
    async ({ harness }) => {
      const scores = (backend: Backend) =>
        harness.evaluate(([b, s]) => window.harness.scores(b, s), [backend, MANY] as const);
      expect(above(TOLERANCE, differences(await scores("webgpu"), await scores("cpu")))).toEqual(
        {},
      );
      const wide = shape(20, 0, [2, 1024], "leakyRelu", [4, 1]);
      const gradient = (backend: Backend) =>
        harness.evaluate(([b, s]) => window.harness.gradient(b, s), [backend, wide] as const);
      expect(
        above(TOLERANCE, differences(await gradient("webgpu"), await gradient("cpu"))),
      ).toEqual({});
      for (const search of SEARCHES) {
        const find = (backend: Backend) =>
          harness.evaluate(([b, s]) => window.harness.neighbours(b, s), [backend, search] as const);
        expect(above(TOLERANCE, differences(await find("webgpu"), await find("cpu")))).toEqual({});
      }
    },
  );

  shared("on three updates of the correction of features", async ({ harness }) => {
    expect(above(TOLERANCE, await train(harness, FEATURES))).toEqual({});
  });

  shared("on three updates of the EBM of the cross", async ({ harness }) => {
    expect(above(TOLERANCE, await train(harness, CROSS))).toEqual({});
  });

  shared(
    "on three updates of the correction of the grid, by Fourier features",
    async ({ harness }) => {
      // Not the weights: Adam without momentum steps by the sign of a gradient, however small.
      const { losses, particles, energies } = await train(harness, GRID);
      expect(above(TOLERANCE, { losses, particles, energies })).toEqual({});
    },
  );

  shared(
    "on three updates with persistent chains of HMC, and by noise contrast",
    async ({ harness }) => {
      const recipes: Partial<Recipe>[] = [
        {
          ...{ sampler: "hmc", leapfrogs: 3, projection: "sphere" },
          ...{ chainStart: "persistent", buffer: 1, refresh: 0.3 },
        },
        { objective: "nce", temperature: 0.5 },
      ];
      for (const recipe of recipes) {
        const training = { ...CROSS, recipe: { ...CROSS.recipe, ...recipe } };
        const { losses, particles, energies } = await train(harness, training);
        const differing = above(CHAIN_TOLERANCE, { losses, particles, energies });
        expect(differing, JSON.stringify(recipe)).toEqual({});
      }
    },
  );

  shared("on a chain of 20 steps", async ({ harness }) => {
    for (const training of [CROSS, GRID]) {
      const { particles } = await train(harness, withSteps(training, 20));
      expect(above(CHAIN_TOLERANCE, { particles })).toEqual({});
    }
  });

  shared("on a chain of 300 steps, more than a dispatch takes", async ({ harness }) => {
    const { particles } = await train(harness, withSteps(CROSS, 300));
    expect(above(CHAIN_TOLERANCE, { particles })).toEqual({});
  });
});

describe("a training of a small network on WebGPU", () => {
  shared("takes at most 12 dispatches an update, of 20 Langevin steps", async ({ harness }) => {
    for (const training of [CROSS, GRID]) {
      const long = { ...withSteps(training, 20), updates: 4 };
      const readings = await harness.evaluate((t) => window.harness.watch(t, 10), long);
      const counts = readings.slice(1).map((r, i) => r.dispatches - readings[i].dispatches);
      expect(counts).toHaveLength(3);
      for (const count of counts) expect(count).toBeLessThanOrEqual(12);
    }
  });

  shared(
    "holds no more tensors and buffers after 2,000 updates than after 200",
    async ({ harness }) => {
      const recipe = { ...GRID.recipe, width: 9, fourierFeatures: 3, batch: 6, inputNoise: 0.01 };
      const long = { ...GRID, recipe, updates: 2000 };
      const readings = await harness.evaluate((t) => window.harness.watch(t, 100), long);
      expect(held(readings[1999])).toEqual(held(readings[199]));
    },
  );
});

describe("a Langevin step of a large network on WebGPU", () => {
  shared(
    "takes at most 14 dispatches, with four layers, a mixture and the sphere",
    async ({ harness }) => {
      const small = shape(20, 0, [4, 20], "leakyRelu", [8, 10]);
      const two = await harness.evaluate((s) => window.harness.chain("webgpu", s, 2), small);
      const five = await harness.evaluate((s) => window.harness.chain("webgpu", s, 5), small);
      expect(five.dispatches - two.dispatches).toBeGreaterThan(0);
      expect((five.dispatches - two.dispatches) / 3).toBeLessThanOrEqual(14);
    },
  );

  shared("is the CPU's at the paper's size, 512-1024x4-1", async ({ harness }) => {
    const paper = shape(512, 0, [4, 1024], "leakyRelu", [8, 10]);
    const cpu = await harness.evaluate((s) => window.harness.chain("cpu", s, 1), paper);
    const gpu = await harness.evaluate((s) => window.harness.chain("webgpu", s, 1), paper);
    expect(above(TOLERANCE, differences(gpu, cpu))).toEqual({});
  });

  shared("leads to where the CPU's leads, after 20 of them", async ({ harness }) => {
    const middle = shape(64, 0, [4, 36], "silu", [19, 9]);
    const cpu = await harness.evaluate((s) => window.harness.chain("cpu", s, 20), middle);
    const gpu = await harness.evaluate((s) => window.harness.chain("webgpu", s, 20), middle);
    expect(above(CHAIN_TOLERANCE, differences(gpu, cpu))).toEqual({});
  });
});

describe("a training of a large network on WebGPU", () => {
  shared(
    "holds no more tensors and buffers after 200 updates than after 50",
    async ({ harness }) => {
      const recipe = { ...FEATURES.recipe, hiddenLayers: 2, width: 9, batch: 6, inputNoise: 0.01 };
      const long = { ...FEATURES, recipe, dimensions: 17, classes: 3, updates: 200 };
      const readings = await harness.evaluate((t) => window.harness.watch(t, 25), long);
      expect(held(readings[199])).toEqual(held(readings[49]));
    },
  );
});

describe("the self-test at the opening of WebGPU", () => {
  test("believes the kernels, and not a chain that stays where it starts", async ({ page }) => {
    await openHarness(page);
    const verdicts = await page.evaluate(() => window.harness.selfTest());
    expect(verdicts).toEqual({ own: true, wrong: false });
  });
});

describe("an error of the device", () => {
  test("is reported, and stops the work after it", async ({ page, problems }) => {
    await openHarness(page);
    expect(await page.evaluate(() => window.harness.spoil())).toMatch(/^webgpu: .*usage/i);
    expect(problems.splice(0).join()).toMatch(/^threw: webgpu: /);
  });
});

describe("the memory of runs of other sizes", () => {
  shared("goes back to the device when the next run opens", async ({ harness }) => {
    const trainings = [35, 67].map((batch) => ({ ...CROSS, recipe: { ...CROSS.recipe, batch } }));
    const before = await harness.evaluate(() => window.harness.remains([]));
    const after = await harness.evaluate((t) => window.harness.remains(t), trainings);
    expect(after).toEqual(before);
    expect(after.allocated).toBe(after.used);
  });
});

describe("Philox on WebGPU", () => {
  shared("encrypts the published counters to the published words", async ({ harness }) => {
    for (const [counter, key, words] of PHILOX_ANSWERS) {
      const found = await harness.evaluate(([c, k]) => window.harness.philox(c, k), [counter, key]);
      expect(found).toEqual(words);
    }
  });
});

describe("long chains on a Gaussian", () => {
  const gaussian: Gaussian = {
    mean: [1, -2],
    factor: [1, 0.6, 1.2],
    particles: 8000,
    steps: 60,
    stepSize: 0.3,
  };
  const [l11, l21, l22] = gaussian.factor;
  const target = [l11 ** 2, l11 * l21, l21 ** 2 + l22 ** 2];
  const settled = settledCovariance(target, gaussian.stepSize);

  for (const backend of ["cpu", "webgpu"] as const) {
    shared(
      `have its mean and, but for the steps' bias, its covariance: ${backend}`,
      async ({ harness }) => {
        const ends = await harness.evaluate(([b, g]) => window.harness.settle(b, g), [
          backend,
          gaussian,
        ] as const);
        const { mean, covariance } = moments(ends);
        const error = 4 / Math.sqrt(gaussian.particles);
        mean.forEach((value, i) => {
          expect(Math.abs(value - gaussian.mean[i])).toBeLessThan(
            error * Math.sqrt(settled[2 * i]),
          );
        });
        const scale = Math.sqrt(2) * error * settled[2];
        covariance.forEach((value, i) => {
          expect(Math.abs(value - settled[i])).toBeLessThan(scale);
        });
        // The bias is real: the target's own covariance is far outside.
        expect(Math.abs(covariance[0] - target[0])).toBeGreaterThan(scale);
      },
    );
  }
});
