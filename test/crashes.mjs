import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build, preview } from "vite";
import { keptRuns, launch, lostSince, watched } from "./browser/kept.mjs";

/**
 * `npm run crashes -- [--times 20] [--hash data=grid&...]`, on Linux and macOS: trains runs in the built
 * page and kills the browser, or only the page's process, at moments spread over a run, also while it
 * writes; opens it again, and prints what of the run is kept and how many seconds of it are lost.
 */

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "20" },
    hash: { type: "string", default: "data=grid&backend=cpu&updates=20000" },
    site: { type: "string" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "energy-correction-crashes-"));
const outDir = values.site ?? join(folder, "site");
if (!values.site) await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
const server = await preview({ root, logLevel: "warn", build: { outDir }, preview: { port: 0 } });
const site = `${server.resolvedUrls?.local[0]}`;
const profile = join(folder, "profile");
/** @type {(() => Promise<void>)[]} */
const kills = [];
process.on("exit", () => {
  for (const kill of kills) void kill();
});

async function opened() {
  const browser = await launch(profile);
  kills.push(browser.kill);
  return browser;
}

/** @type {number[]} */
const losses = [];
let missing = 0;
for (let time = 0; time < Number(values.times); time++) {
  const { context, kill } = await opened();
  const page = context.pages()[0] ?? (await context.newPage());
  const before = await visited(page);
  await page.goto(`${site}#tab=lab&autorun=1&seed=${time + 1}&${values.hash}`);
  const updates = page.getByRole("status", { name: "Updates", exact: true });
  await updates.filter({ hasText: /[1-9]/ }).waitFor();
  const seen = await watched(page, 1500 + 137 * time);
  const only = time % 3 === 2;
  if (only) {
    const session = await context.newCDPSession(page);
    await Promise.race([
      session.send("Page.crash").catch(() => {}),
      new Promise((resolve) => setTimeout(resolve, 500)),
    ]);
  } else await kill();
  const again = only ? { context, kill } : await opened();
  const after = await visited(await again.context.newPage());
  const own = after.find(({ record }) => record.settings.seed === time + 1);
  const lost = own?.state ? lostSince(seen, own.state) : Number.NaN;
  losses.push(lost);
  missing += before.filter(
    ({ record }) => !after.some((run) => run.record.id === record.id),
  ).length;
  console.log(
    `${only ? "page" : "browser"} killed at update ${seen.at(-1)?.update}, ${seen.length} looks: kept ${own?.record.update}, state ${own?.state}: ${(lost / 1000).toFixed(2)} s lost; ${after.length} runs, ${missing} missing`,
  );
  await again.kill();
}
const sorted = losses.toSorted((a, b) => a - b);
console.log(
  `lost at most ${(Math.max(...losses) / 1000).toFixed(2)} s, median ${((sorted[sorted.length >> 1] ?? 0) / 1000).toFixed(2)} s; ${missing} runs missing`,
);
await server.close();
rmSync(folder, { recursive: true });

/** The kept runs, read on a page of the site that does nothing. @param {import("playwright-core").Page} page */
async function visited(page) {
  await page.goto(`${site}icon.svg`, { timeout: 120_000 });
  return keptRuns(page);
}
