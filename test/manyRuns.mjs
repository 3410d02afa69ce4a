import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { FLAGS, requireChromium } from "./browser/chromium.mjs";
import { keptRuns } from "./browser/kept.mjs";

/**
 * `npm run many-runs -- [--runs 500]`: trains a run on the grid in the built page, keeps copies of it
 * under other ids, seeds and times, and prints the bytes of a run and the milliseconds from a press on
 * the Runs tab, and from the address of that tab, until the list is there.
 */

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    hash: { type: "string", default: "data=grid&backend=cpu" },
    site: { type: "string" },
  },
});
const count = Number(values.runs);
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "energy-correction-many-"));
const outDir = values.site ?? join(folder, "site");
if (!values.site) await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
const server = await preview({ root, logLevel: "warn", build: { outDir }, preview: { port: 0 } });
const site = `${server.resolvedUrls?.local[0]}`;
const browser = await chromium.launch({ executablePath: requireChromium(), args: FLAGS });
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
const page = await context.newPage();

await page.goto(`${site}#tab=lab&autorun=1&${values.hash}`);
for (let done = false; !done; ) {
  await page.waitForTimeout(1000);
  done = (await keptRuns(page)).some(({ record }) => record.standing === "done");
}
// The exact negative phase, and what is kept with it, come after the end.
await page.waitForTimeout(3000);
const bytes = await copied(page, count);
console.log(
  `${count} runs; a run: record ${bytes.record}, curves and maps ${bytes.details}, ${bytes.states.length} states of ${Math.max(...bytes.states)} bytes`,
);
for (let time = 0; time < 5; time++) {
  await page.goto(`${site}#tab=lab`);
  await page.reload();
  await page.getByRole("status", { name: "Run", exact: true }).waitFor();
  await page.waitForTimeout(3000);
  const pressed = await listed(page, () => page.getByRole("tab", { name: "Runs" }).first().click());
  await page.goto(`${site}#tab=runs`);
  const loaded = await listed(page, () => page.reload());
  console.log(`the list is there ${pressed} ms after the press, ${loaded} ms after the address`);
}
await browser.close();
await server.close();
rmSync(folder, { recursive: true });

/**
 * Milliseconds of `work` and from it on, until the page tells how many runs there are.
 *
 * @param {import("playwright-core").Page} page
 * @param {() => Promise<unknown>} work
 */
async function listed(page, work) {
  const start = performance.now();
  await work();
  await page
    .getByText(new RegExp(`\\b${count} runs`))
    .first()
    .waitFor();
  return Math.round(performance.now() - start);
}

/**
 * Copies the one kept run, until there are so many; gives what it takes.
 *
 * @param {import("playwright-core").Page} page
 * @param {number} count
 */
function copied(page, count) {
  return page.evaluate(async (count) => {
    /** @type {<T>(request: IDBRequest<T>) => Promise<T>} */
    const done = (request) =>
      new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await done(indexedDB.open("energy-correction-lab"));
    const change = database.transaction(["records", "details", "states"], "readwrite");
    const [records, details, states] = ["records", "details", "states"].map((name) =>
      change.objectStore(name),
    );
    if (!records || !details || !states) throw new Error("the database lacks a store");
    const [row] = await done(records.getAll());
    const own = await done(details.get(row.id));
    const first = await done(states.getAll());
    for (let i = 1; i < count; i++) {
      const id = `copy${String(i).padStart(6, "0")}`;
      const { record } = row;
      const settings = { ...record.settings, seed: i };
      const copy = { ...record, id, settings, created: record.created - 60_000 * i };
      records.put({ ...row, id, record: copy });
      details.put(own, id);
      row.states.forEach((/** @type {[number]} */ [update], /** @type {number} */ j) => {
        states.put(first[j], [id, update]);
      });
    }
    await new Promise((resolve) => {
      change.oncomplete = resolve;
    });
    database.close();
    return {
      ...row.bytes,
      states: row.states.map((/** @type {[number, number]} */ [, bytes]) => bytes),
    };
  }, count);
}
