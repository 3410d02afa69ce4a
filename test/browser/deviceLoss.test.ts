import type { Page, Worker } from "playwright-core";
import { describe, expect, inject } from "vitest";
import { npyFile } from "../fixtures/npy.ts";
import { tinySet } from "../workers/features/tiny.ts";
import { SOFTWARE_WEBGPU } from "./chromium.mjs";
import { open, test } from "./page.ts";
import { press, read, readNumber, saveReport, shows } from "./readings.ts";

/** Small enough for WebGPU in software, long enough to be interrupted. */
const SMALL = "data=cross&model=correction&seed=1&layers=1&width=32&batch=16&steps=2";
const SOFTWARE = "WebGPU \\(software adapter, slow\\)";

declare global {
  /** The device that the worker used last. */
  var device: GPUDevice;
}

test.override("flags", SOFTWARE_WEBGPU);

/** The worker of a tab; from now on it remembers its GPU device. */
async function watchDevice(page: Page, tab: "toy" | "features"): Promise<Worker> {
  const worker = page.workers().find((own) => own.url().includes(`/${tab}-`));
  if (!worker) throw new Error(`page: it has no worker of the tab ${tab}`);
  await worker.evaluate(() => {
    const { createCommandEncoder } = GPUDevice.prototype;
    GPUDevice.prototype.createCommandEncoder = function (...given) {
      globalThis.device = this;
      return createCommandEncoder.apply(this, given);
    };
  });
  return worker;
}

/** Takes the device away, as a driver's reset does. */
const lose = (worker: Worker) => worker.evaluate(() => globalThis.device.destroy());

/** Takes the device away when it is given work for the `count`-th time from now. */
async function loseAfter(worker: Worker, count: number): Promise<void> {
  await worker.evaluate((count) => {
    const { submit } = GPUQueue.prototype;
    let left = count;
    GPUQueue.prototype.submit = function (...given) {
      if (--left === 0) globalThis.device.destroy();
      return submit.apply(this, given);
    };
  }, count);
}

/** Prepares a run on WebGPU; its worker remembers its device. */
async function prepare(page: Page, updates: number): Promise<Worker> {
  await open(page, `${SMALL}&updates=${updates}&backend=webgpu`);
  await shows(page, "Run", /^ready$/);
  return watchDevice(page, "toy");
}

describe("a run of the 2D lab whose GPU device is lost", () => {
  test("goes on by itself on a fresh device, to the same end, and says so", async ({ page }) => {
    const worker = await prepare(page, 200);
    const run = async () => {
      await press(page, "Train");
      await shows(page, "Run", /^done$/);
      expect(await readNumber(page, "Updates")).toBe(200);
      return saveReport(page);
    };
    const whole = await run();
    await press(page, "Reset");
    await shows(page, "Run", /^ready$/);
    await loseAfter(worker, 500);
    const shaken = await run();
    const from = new RegExp(`^The GPU was lost at update \\d+\\. .* from .* on ${SOFTWARE}\\.`);
    await shows(page, "Notice", from);
    expect({ ...shaken, seconds: 0 }).toEqual({ ...whole, seconds: 0 });
    await press(page, "Dismiss");
    expect(await read(page, "Notice")).toBe("");
  });

  test("goes on on the CPU where no other device can be had, and names it", async ({ page }) => {
    const worker = await prepare(page, 200);
    await loseAfter(worker, 500);
    await worker.evaluate(() => {
      GPU.prototype.requestAdapter = async () => null;
    });
    await press(page, "Train");
    await shows(page, "Run", /^done$/);
    expect(await readNumber(page, "Updates")).toBe(200);
    await shows(page, "Notice", /^The GPU was lost at update \d+\. .* from .* on CPU \(/);
    await page.getByText(/^Backend: CPU .*; WebGPU is not available here$/).waitFor();
  });

  test("takes the next step where the browser's GPU process died in a pause", async ({ page }) => {
    await prepare(page, 100_000);
    await press(page, "Train");
    await expect.poll(() => readNumber(page, "Updates"), { timeout: 60_000 }).toBeGreaterThan(5);
    await press(page, "Pause");
    await shows(page, "Run", /^paused$/);
    const paused = await readNumber(page, "Updates");
    const browser = await page.context().browser()!.newBrowserCDPSession();
    await browser.send("Browser.crashGpuProcess");
    await press(page, "Step");
    await shows(page, "Updates", new RegExp(`^${paused + 1}$`));
    await shows(page, "Notice", /^The GPU was lost at update \d+\./);
    await shows(page, "Run", /^paused$/);
  });
});

describe("a run over features whose GPU device is lost", () => {
  test("goes on by itself, and on the CPU where it is lost twice in a row", async ({ page }) => {
    const short = (energy: string) => `${energy}.epochs=100&${energy}.batch=16&${energy}.steps=1`;
    const settings = `network=4x64&knn=5&${short("ebm")}&${short("correction")}`;
    await open(page, `tab=features&backend=webgpu&${settings}`);
    await page.getByText(/^Backend: WebGPU/).waitFor();
    const worker = await watchDevice(page, "features");
    await page.getByLabel("Feature files").setInputFiles(tinyFiles());
    await shows(page, "Plan", /^4x64, about/);
    await press(page, "Score and train");
    await shows(page, "Stage", /^Correction, update \d{2}/);
    await lose(worker);
    await shows(page, "Notice", /^The GPU was lost at update \d+ of Correction\. .* on WebGPU/);
    await lose(worker);
    await shows(page, "Notice", /^The GPU was lost at update \d+ of \w+\. .* on CPU/);
    await page.getByText(/^Backend: CPU \(/).waitFor();
    await shows(page, "Stage", /^done: 800 updates in/);
    const report = await saveReport(page);
    expect(report.backend).toMatch(/^CPU/);
    expect(new Set(report.results.map(({ method }) => method)).size).toBe(8);
  });
});

/** The files of the tiny feature set. */
function tinyFiles() {
  const { train, test: inside, ood, dimensions, classes } = tinySet();
  const parts = [
    { part: "train", rows: train },
    { part: "test", rows: inside },
    ...ood.map(({ dataset, rows }) => ({ part: `ood_${dataset}`, rows })),
  ];
  const file = (name: string, bytes: ArrayBuffer) => ({
    ...{ name, mimeType: "application/octet-stream", buffer: Buffer.from(bytes) },
  });
  return [
    file("train_labels.npy", npyFile([train.count], train.labels)),
    ...parts.flatMap(({ part, rows }) => [
      file(`${part}_features.npy`, npyFile([rows.count, dimensions], rows.features)),
      file(`${part}_logits.npy`, npyFile([rows.count, classes], rows.logits!)),
    ]),
  ];
}

describe("an operation on a lost device", () => {
  test("fails with the loss, pending or later, until a backend is opened again", async ({
    page,
  }) => {
    await page.goto(`${inject("site")}harness/`);
    await page.waitForFunction(() => "harness" in window);
    const errors = await page.evaluate(() => window.harness.lose());
    expect(errors).toEqual({
      pending: "DeviceLostError",
      laterRead: "DeviceLostError",
      composed: "DeviceLostError",
      registered: "DeviceLostError",
      reopened: "none",
    });
  });
});
