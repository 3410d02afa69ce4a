import { type Browser, chromium, type Page } from "playwright-core";
import { test as base, expect, inject } from "vitest";
import { FLAGS, requireChromium } from "./chromium.mjs";

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
    const viewport = { width: 1440, height: 900 };
    // A service worker would fetch the whole site for every test.
    const context = await browser.newContext({ viewport, serviceWorkers: "block" });
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

/** Opens the lab with settings in the URL hash, such as `data=grid&updates=20`; an empty one is a reader's first visit. */
export async function open(page: Page, hash = "tab=lab"): Promise<void> {
  await page.goto(`${inject("site")}${hash && `#${hash}`}`);
}

interface TraceEvent {
  name: string;
  pid: number;
  tid: number;
  /** Processor time of the event's own thread, in microseconds. */
  tdur?: number;
  args: { name?: string };
}

/**
 * The milliseconds of processor time of every task while `work` runs, a list a thread called `thread`,
 * from the browser's own trace: another program's load stretches a task's wall time, but not this.
 */
export async function tasksOf(
  page: Page,
  thread: "CrRendererMain" | "DedicatedWorker thread",
  work: () => Promise<void>,
): Promise<number[][]> {
  const browser = page.context().browser();
  if (!browser) throw new Error("page: it has no browser to trace");
  await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
  await work();
  const trace = (await browser.stopTracing()).toString();
  const { traceEvents } = JSON.parse(trace) as { traceEvents: TraceEvent[] };
  const threads = traceEvents.filter(
    ({ name, args }) => name === "thread_name" && args.name === thread,
  );
  return threads.map(({ pid, tid }) =>
    traceEvents
      .filter((event) => event.name === "RunTask" && event.pid === pid && event.tid === tid)
      .map(({ tdur }) => (tdur ?? 0) / 1000),
  );
}

/** Milliseconds of processor time of the longest main-thread task while `work` runs. */
export async function longestTask(page: Page, work: () => Promise<void>): Promise<number> {
  const tasks = (await tasksOf(page, "CrRendererMain", work)).flat();
  expect(tasks.length, "main-thread tasks in the trace").toBeGreaterThan(10);
  return Math.max(...tasks);
}
