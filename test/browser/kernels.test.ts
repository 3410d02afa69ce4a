import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { featureDefaults, toyDefaults } from "../../src/model/defaults.ts";
import { recipeFor } from "../../src/training/featureRecipe.ts";
import type { Computed, Shape, Training } from "./harness/harness.ts";
import { SOFTWARE_WEBGPU, test } from "./page.ts";

/** How far the backends may differ, relative to an array's largest value. */
const TOLERANCE = 1e-4;
/**
 * The same for what Fourier features were trained on: in software a sine is off by 2e-4 (WGSL allows
 * 5e-4), and Adam without momentum starts with the sign of a gradient, however small.
 */
const LEARNED_ON_SINES = 1e-3;

/** Odd sizes, the smallest ones, and one large enough to be WebGPU's as shipped. */
const SHAPES: Shape[] = [
  {
    inputs: 2,
    fourierFeatures: 5,
    hiddenLayers: 2,
    width: 13,
    activation: "silu",
    rows: 7,
    classes: 9,
  },
  {
    inputs: 5,
    fourierFeatures: 0,
    hiddenLayers: 3,
    width: 17,
    activation: "leakyRelu",
    rows: 1,
    classes: 1,
  },
  {
    inputs: 64,
    fourierFeatures: 0,
    hiddenLayers: 3,
    width: 33,
    activation: "leakyRelu",
    rows: 37,
    classes: 9,
  },
];

const FEATURES: Training = {
  model: "correction",
  recipe: { ...recipeFor(featureDefaults().correction, "4x64", 64), batch: 19, steps: 3 },
  dimensions: 64,
  classes: 9,
  updates: 3,
};
const CROSS: Training = {
  model: "ebm",
  recipe: { ...toyDefaults("cross", "ebm"), width: 33, batch: 35, steps: 3 },
  dimensions: 2,
  classes: 1,
  updates: 3,
};
const GRID: Training = {
  model: "correction",
  recipe: { ...toyDefaults("grid", "correction"), width: 33, batch: 35, steps: 3 },
  dimensions: 2,
  classes: 9,
  updates: 3,
};

test.override("flags", SOFTWARE_WEBGPU);

async function openHarness(page: Page): Promise<void> {
  await page.goto(`${inject("site")}harness/`);
  await page.waitForFunction(() => "harness" in window);
}

async function train(page: Page, training: Training): Promise<Record<string, number>> {
  await openHarness(page);
  const cpu = await page.evaluate((t) => window.harness.train("cpu", t), training);
  const gpu = await page.evaluate((t) => window.harness.train("webgpu", t), training);
  return differences(gpu, cpu);
}

/** The largest difference of each array, relative to its largest value; WebGPU must have worked. */
function differences(gpu: Computed, cpu: Computed): Record<string, number> {
  expect(cpu.dispatches, "dispatches of the CPU").toBe(0);
  expect(gpu.dispatches, "dispatches of WebGPU").toBeGreaterThan(5);
  expect(Object.keys(gpu.arrays)).toEqual(Object.keys(cpu.arrays));
  const entries = Object.entries(cpu.arrays).map(([name, values]) => {
    const others = gpu.arrays[name];
    expect(others.length, name).toBe(values.length);
    const largest = Math.max(...values.map(Math.abs));
    const worst = Math.max(...values.map((value, i) => Math.abs(others[i] - value)));
    expect([largest, worst].every(Number.isFinite), `${name} is finite`).toBe(true);
    return [name, worst / Math.max(1e-3, largest)];
  });
  return Object.fromEntries(entries) as Record<string, number>;
}

/** The entries above `tolerance`: expected to be none. */
function above(tolerance: number, values: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !(value <= tolerance)));
}

describe("WebGPU agrees with the CPU", () => {
  for (const shape of SHAPES) {
    const { inputs, fourierFeatures, activation, rows, classes } = shape;
    const title = `${inputs} dimensions, ${fourierFeatures} Fourier features, ${activation}`;
    test(`on every operation: ${title}, ${rows} rows, ${classes} classes`, async ({ page }) => {
      await openHarness(page);
      const cpu = await page.evaluate((s) => window.harness.operations("cpu", s), shape);
      const gpu = await page.evaluate((s) => window.harness.operations("webgpu", s), shape);
      expect(above(TOLERANCE, differences(gpu, cpu))).toEqual({});
    });
  }

  test("on three updates of the correction of features", async ({ page }) => {
    expect(above(TOLERANCE, await train(page, FEATURES))).toEqual({});
  });

  test("on three updates of the EBM of the cross", async ({ page }) => {
    expect(above(TOLERANCE, await train(page, CROSS))).toEqual({});
  });

  test("on three updates of the correction of the grid, by Fourier features", async ({ page }) => {
    const { losses, particles, energies } = await train(page, GRID);
    expect(above(TOLERANCE, { losses, particles })).toEqual({});
    expect(above(LEARNED_ON_SINES, { energies })).toEqual({});
  });
});
