import type { Page } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { expectClose } from "../kernels/close.ts";
import type { Shape } from "../kernels/problem.ts";
import type { TeamReply, TeamRequest } from "./harness/teamWorker.ts";
import { test } from "./page.ts";

/** Builds may differ by how they round a multiply-add. */
const TOLERANCE = 1e-5;
const THREADS = 3;

const shape = (part: Partial<Shape>): Shape => ({
  inputs: 2,
  fourierFeatures: 0,
  hiddenLayers: 2,
  width: 128,
  activation: "silu",
  rows: 256,
  classes: 9,
  seed: 4,
  ...part,
});

/** Odd sizes and the smallest; many more rows than threads; weights that make the memory grow. */
const SHAPES = [
  shape({}),
  shape({ inputs: 3, fourierFeatures: 5, width: 13, rows: 131 }),
  shape({ inputs: 1, hiddenLayers: 1, width: 1, rows: 1, classes: 1 }),
  shape({ inputs: 16, hiddenLayers: 4, width: 200, activation: "leakyRelu", classes: 100 }),
];

async function compute(page: Page, request: TeamRequest): Promise<TeamReply> {
  await page.goto(`${inject("site")}harness/`);
  await page.waitForFunction(() => "harness" in window);
  return page.evaluate((asked) => window.harness.team(asked), request);
}

describe("a team of threads", () => {
  test.for(["relaxed", "plain"] as const)(
    "computes what one thread does, %s build",
    async (build, { page }) => {
      const alone = await compute(page, { build, threads: 1, shapes: SHAPES });
      const together = await compute(page, { build, threads: THREADS, shapes: SHAPES });
      expect([alone.threads, together.threads]).toEqual([1, THREADS]);
      expect(together.results).toEqual(alone.results);
    },
  );

  test("computes the same with relaxed and plain SIMD", async ({ page }) => {
    const relaxed = await compute(page, { build: "relaxed", threads: THREADS, shapes: SHAPES });
    const plain = await compute(page, { build: "plain", threads: THREADS, shapes: SHAPES });
    relaxed.results.forEach((arrays, i) => {
      for (const [name, values] of Object.entries(arrays)) {
        expectClose(values, plain.results[i][name], TOLERANCE);
      }
    });
  });

  test("tells that a kernel failed on one of its threads, and goes on", async ({ page }) => {
    const { trap, results } = await compute(page, {
      build: "plain",
      threads: THREADS,
      shapes: [SHAPES[0]],
    });
    expect(trap).toContain("a kernel failed on one of the threads");
    expect(results[0].chain.every(Number.isFinite)).toBe(true);
  });

  test.for(["refused", "broken"] as const)(
    "is one thread where helpers are %s",
    async (failure, { page }) => {
      const request: TeamRequest = {
        build: "plain",
        threads: THREADS,
        shapes: [SHAPES[0]],
        failure,
      };
      const { threads, results } = await compute(page, request);
      expect(threads).toBe(1);
      expect(results[0].chain.every(Number.isFinite)).toBe(true);
    },
  );

  test("is one thread where the page is not cross-origin isolated", async ({ page }) => {
    await page.route("**/*", async (route) => {
      const response = await route.fetch();
      const headers = Object.fromEntries(
        Object.entries(response.headers()).filter(([name]) => !name.startsWith("cross-origin")),
      );
      await route.fulfill({ response, headers });
    });
    const alone = await compute(page, { build: "plain", threads: THREADS, shapes: [SHAPES[0]] });
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
    expect(alone.threads).toBe(1);
    expect(alone.results[0].chain.every(Number.isFinite)).toBe(true);
  });
});
