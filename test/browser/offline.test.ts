import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, inject } from "vitest";
import { test } from "./page.ts";
import { readNumber, SMALL, shows } from "./readings.ts";

/** The built site on a plain host: what it sends does not isolate the page. `change` makes another build of it. */
async function plainHost() {
  const site = inject("site");
  let build = (text: string) => text;
  const server = createServer(async ({ url = "" }, answer) => {
    const found = await fetch(new URL(`.${url}`, site));
    const type = found.headers.get("content-type") ?? "";
    answer.writeHead(found.status, { "content-type": type });
    const bytes = Buffer.from(await found.arrayBuffer());
    answer.end(url === "/offline.js" ? build(bytes.toString()) : bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${port}/`,
    change(next: (text: string) => string) {
      build = next;
    },
    stop() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A page whose service worker is there. */
async function kept(browser: Browser, address: string): Promise<[BrowserContext, Page]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(`${address}#${SMALL}&updates=5`);
  await page.evaluate(async () => {
    const { serviceWorker } = navigator;
    if (serviceWorker.controller) return;
    await new Promise((resolve) => serviceWorker.addEventListener("controllerchange", resolve));
  });
  return [context, page];
}

const isolated = (page: Page) => page.evaluate(() => crossOriginIsolated);

test("without its server the lab opens from what it kept, isolated, and trains", async ({
  browser,
}) => {
  const host = await plainHost();
  const [context, page] = await kept(browser, host.address);
  expect(await isolated(page)).toBe(false);
  await host.stop();
  await page.goto("about:blank");
  await page.goto(`${host.address}#${SMALL}&updates=5&autorun=1`);
  await shows(page, "Run", /^done$/);
  expect(await readNumber(page, "Updates")).toBe(5);
  expect(await isolated(page)).toBe(true);
  await page.getByText(/^Backend: CPU \((relaxed )?SIMD, \d+ threads\)/).waitFor();
  await page.getByRole("tab", { name: "Fit and modes" }).click();
  await page.getByRole("heading", { name: "Mass of the modes" }).waitFor();
  await context.close();
});

test("a new version waits until the reader reloads", async ({ browser }) => {
  const host = await plainHost();
  const [context, page] = await kept(browser, host.address);
  host.change((text) => text.replace(/(\\"id\\":\\")\w/, "$1-"));
  await page.evaluate(async () => (await navigator.serviceWorker.ready).update());
  const notice = page.getByRole("status", { name: "New version" });
  await notice.getByText(/^A new version of the lab is here/).waitFor();
  const before = await page.evaluate(() => caches.keys());
  expect(before).toHaveLength(2);
  await Promise.all([
    page.waitForEvent("load"),
    notice.getByRole("button", { name: "Reload" }).click(),
  ]);
  await shows(page, "Run", /^ready$/);
  const after = await page.evaluate(() => caches.keys());
  expect(after).toEqual(before.filter((name) => / -/.test(name)));
  await context.close();
  await host.stop();
});
