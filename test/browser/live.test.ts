import type { Page } from "playwright-core";
import { describe, expect } from "vitest";
import { open, tasksOf, test } from "./page.ts";
import { press, readNumber, shows } from "./readings.ts";

/** The three trainings side by side at default settings, under way. */
async function train(page: Page): Promise<void> {
  await open(page, "data=grid&model=all&seed=2&backend=cpu");
  await shows(page, "Run", /^ready$/);
  await press(page, "Train");
  await expect.poll(() => readNumber(page, "Updates")).toBeGreaterThan(20);
}

/** Waits for `count` frames, each told from the last by its updates, as the screen shows them. */
function watchFrames(page: Page, count: number): Promise<void> {
  return page.evaluate(async (count) => {
    const updates = document.querySelector('output[aria-label="Updates"]')!;
    for (let seen = 0, last = updates.textContent; seen < count; ) {
      await new Promise(requestAnimationFrame);
      if (updates.textContent !== last) seen++;
      last = updates.textContent;
    }
  }, count);
}

/** Milliseconds from clicks on a layer's checkbox to the paint that shows each; 0 where under 16. */
async function answers(page: Page, clicks: number): Promise<number[]> {
  const box = page.getByRole("checkbox", { name: "OOD points" });
  const shown = await page.evaluateHandle(() => {
    const durations: number[] = [];
    new PerformanceObserver((list) => {
      const clicks = list.getEntries().filter(({ name }) => name === "click");
      durations.push(...clicks.map(({ duration }) => duration));
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    return durations;
  });
  for (let i = 0; i < clicks; i++) {
    const before = await box.isChecked();
    await box.click();
    await expect.poll(() => box.isChecked()).toBe(!before);
    await watchFrames(page, 1);
  }
  const slow = await shown.jsonValue();
  return [...slow, ...new Array<number>(Math.max(0, clicks - slow.length)).fill(0)];
}

const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!;

describe("three trainings side by side", () => {
  test("show ten frames and more for every second that their worker computes", async ({ page }) => {
    await train(page);
    const frames = 25;
    const threads = await tasksOf(page, "DedicatedWorker thread", () => watchFrames(page, frames));
    // The threads that help it are each in one task without end.
    const busiest = threads.reduce((a, b) => (b.length > a.length ? b : a));
    const seconds = busiest.reduce((sum, task) => sum + task, 0) / 1000;
    expect(busiest.length, "the worker's tasks").toBeGreaterThan(frames);
    expect(frames / seconds).toBeGreaterThanOrEqual(10);
  });

  test("answer a click within 100 ms", async ({ page }) => {
    await train(page);
    // A machine that others load may be late for a while: the best of three goes counts.
    const medians: number[] = [];
    while (medians.length < 3 && !(Math.min(...medians) <= 100)) {
      medians.push(median(await answers(page, 7)));
    }
    expect(Math.min(...medians)).toBeLessThanOrEqual(100);
    expect(await page.getByRole("status", { name: "Run", exact: true }).textContent()).toBe(
      "training",
    );
  });
});
