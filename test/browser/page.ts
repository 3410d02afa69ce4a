import { type Browser, chromium, type Page } from "playwright-core";
import { test as base, expect, inject } from "vitest";
import { requireChromium } from "./chromium.mjs";

const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-quic",
];

/** Further flags that give the page WebGPU in software: slow, for correctness only. */
export const SOFTWARE_WEBGPU = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

/**
 * A test with a `page` in the system's browser, one browser a file and one fresh context a test.
 *
 * It fails if the page logs an error, throws, or asks for anything but the site's own files; a test
 * that provokes an error empties `problems`. `test.override("flags", SOFTWARE_WEBGPU)` adds flags.
 */
export const test = base
  .extend("flags", { scope: "file" }, [] as string[])
  .extend("browser", { scope: "file" }, async ({ flags }, { onCleanup }): Promise<Browser> => {
    const args = [...FLAGS, ...flags];
    const browser = await chromium.launch({ executablePath: requireChromium(), args });
    onCleanup(() => browser.close());
    return browser;
  })
  .extend("problems", () => [] as string[])
  .extend("page", async ({ browser, problems }, { onCleanup }): Promise<Page> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
    const page = await context.newPage();
    page.on("pageerror", (error) => problems.push(`threw: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") problems.push(`logged: ${message.text()}`);
    });
    const { origin } = new URL(inject("site"));
    page.on("request", (request) => {
      const url = new URL(request.url());
      if (/^https?:$/.test(url.protocol) && url.origin !== origin) {
        problems.push(`fetched: ${url.href}`);
      }
    });
    onCleanup(async () => {
      await context.close();
      expect(problems, "problems of the page").toEqual([]);
    });
    return page;
  });

/** Opens the lab with settings in the URL hash, such as `data=grid&updates=20`. */
export async function open(page: Page, hash = ""): Promise<void> {
  await page.goto(`${inject("site")}${hash && `#${hash}`}`);
}

/** Milliseconds of the longest main-thread task while `work` runs; 0 if none reached 50 ms. */
export async function longestTask(page: Page, work: () => Promise<void>): Promise<number> {
  const watch = await page.evaluateHandle(() => {
    const durations = [0];
    const add = (entries: PerformanceEntryList) => {
      durations.push(...entries.map((entry) => entry.duration));
    };
    const observer = new PerformanceObserver((list) => add(list.getEntries()));
    observer.observe({ type: "longtask" });
    return { durations, observer, add };
  });
  await work();
  return watch.evaluate(({ durations, observer, add }) => {
    add(observer.takeRecords());
    observer.disconnect();
    return Math.max(...durations);
  });
}
