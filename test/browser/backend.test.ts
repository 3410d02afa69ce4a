import { describe, expect } from "vitest";
import { SOFTWARE_WEBGPU } from "./chromium.mjs";
import { open, test } from "./page.ts";
import { saveReport, shows } from "./readings.ts";

/** Small enough for WebGPU in software. */
const TINY = "data=cross&model=correction&seed=1&layers=1&width=32&batch=16&steps=2&updates=3";

test.override("flags", SOFTWARE_WEBGPU);

describe("on a machine whose only WebGPU adapter is software", () => {
  test("the backend is the CPU", async ({ page }) => {
    await open(page, "seed=2");
    await shows(page, "Run", /^ready$/);
    await page.getByText(/^Backend: CPU/).waitFor();
  });

  test("WebGPU asked for by name says that it is software, and agrees with the CPU", async ({
    page,
  }) => {
    const run = async (backend: string) => {
      await open(page, `${TINY}&backend=${backend}&autorun=1`);
      await shows(page, "Run", /^(done|stopped)$/);
      return saveReport(page);
    };
    const cpu = await run("cpu");
    const gpu = await run("webgpu");
    expect(cpu.backend).toMatch(/^CPU/);
    expect(gpu.backend).toBe("WebGPU (software adapter, slow)");
    expect(gpu.toy!.nll).toBeCloseTo(cpu.toy!.nll, 4);
  });
});
