import { gzipSync } from "node:zlib";
import { expect } from "vitest";
import { open, test } from "./page.ts";

/** Bytes of compressed script that may come before the first picture; `npm run load` has the times. */
const BUDGET = 250e3;

test("the first picture needs little script, and the engine comes after it", async ({ page }) => {
  await open(page);
  const scripts = await page.evaluate(async () => {
    const mark = () => performance.getEntriesByName("first picture")[0];
    while (!mark()) await new Promise(requestAnimationFrame);
    return performance
      .getEntriesByType("resource")
      .filter(({ name, startTime }) => name.endsWith(".js") && startTime < mark()!.startTime)
      .map(({ name }) => name);
  });
  await page.getByText(/^Trained beforehand/).waitFor();
  const sizes = await Promise.all(
    scripts.map(async (script) => {
      const text = await (await fetch(script)).arrayBuffer();
      return gzipSync(Buffer.from(text)).length;
    }),
  );
  expect(scripts.length).toBeGreaterThan(1);
  expect(scripts.filter((script) => /\/(toy|katex)-/.test(script))).toEqual([]);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(BUDGET);
});

test("a part of the page that cannot be loaded says so, and comes when it can", async ({
  page,
  problems,
}) => {
  await page.route("**/assets/Fit-*.js", (route) => route.abort());
  await open(page, "tab=lab&show=chains&seed=2");
  await page.getByRole("tab", { name: "Fit and modes" }).click();
  await page
    .getByRole("alert")
    .getByText(/^Failed to fetch.*; reload the page\.$/)
    .waitFor();
  problems.length = 0;
  await page.unroute("**/assets/Fit-*.js");
  await page.reload();
  await page.getByRole("tab", { name: "Fit and modes" }).click();
  await page.getByRole("heading", { name: "Mass of the modes" }).waitFor();
});

test("a part of the page that cannot be drawn says so, and takes nothing else down", async ({
  page,
  problems,
}) => {
  await open(page, "tab=learn");
  const tab = page.getByRole("tab", { name: "Runs" });
  await tab.waitFor();
  await page.evaluate(() => {
    Number.isFinite = () => {
      throw new Error("broken on purpose");
    };
  });
  await tab.click();
  await page
    .getByRole("alert")
    .getByText(/^broken on purpose; the rest of the page still works\./)
    .waitFor();
  problems.length = 0;
  await page.evaluate(() => {
    const finite = (value: number) => Math.abs(value) < Number.POSITIVE_INFINITY;
    Number.isFinite = (value) => typeof value === "number" && finite(value);
  });
  await page.getByRole("radio", { name: "Sweeps" }).click();
  await page.getByRole("alert").waitFor({ state: "detached" });
  await page.getByRole("radio", { name: "Runs" }).click();
  await page.getByRole("heading", { name: "No run is kept yet" }).waitFor();
});
