import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { FLAGS, requireChromium } from "../test/browser/chromium.mjs";

/**
 * `npm run figures`: trains the presets of the paper's figures in the built page, on the CPU, saves their
 * maps beside this file as SVG and PNG, and prints the numbers that go with them as a Markdown table. The
 * same browser on the same kind of processor gives the same files.
 */

const FIGURES = ["Figure 1", "Figure 2"];
const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), "energy-correction-figures-"));
await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
const server = await preview({ root, logLevel: "warn", build: { outDir }, preview: { port: 0 } });
const browser = await chromium.launch({ executablePath: requireChromium(), args: FLAGS });
const page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
const run = page.getByRole("status", { name: "Run", exact: true });

/** @param {string} name */
const press = (name) => page.getByRole("button", { name, exact: true }).click();

/**
 * The file that comes of what is done.
 *
 * @param {() => Promise<void>} done
 * @param {string} path
 */
async function saved(done, path) {
  const [download] = await Promise.all([page.waitForEvent("download"), done()]);
  await download.saveAs(path);
}

/** @param {string} figure */
async function draw(figure) {
  await page.getByRole("combobox", { name: "Preset" }).selectOption(figure);
  // A shipped run stands there already.
  await press("Reset");
  await run.filter({ hasText: /^ready$/ }).waitFor();
  await press("Train");
  await run.filter({ hasText: /^done$/ }).waitFor({ timeout: 600_000 });
  const stem = figure.toLowerCase().replace(" ", "-");
  for (const format of ["svg", "png"]) {
    await saved(
      async () => {
        await page.getByRole("button", { name: /^Save figure/ }).click();
        await page.getByRole("menuitem", { name: new RegExp(`^${format}`, "i") }).click();
      },
      join(root, "figures", `${stem}.${format}`),
    );
  }
  const report = join(outDir, "report.json");
  await saved(async () => {
    await press("Export");
    await page.getByRole("menuitem", { name: "Report (JSON)" }).click();
  }, report);
  const { settings, models } = JSON.parse(readFileSync(report, "utf8"));
  for (const [model, { nll, trueNll, tv }] of Object.entries(models)) {
    const numbers = [nll, trueNll, tv].map((/** @type {number} */ value) => value.toFixed(3));
    console.log(`| ${figure} | ${settings.data} | ${model} | ${numbers.join(" | ")} |`);
  }
}

await page.goto(`${server.resolvedUrls?.local[0]}#backend=cpu`);
await page.getByText(/^Backend: CPU/).waitFor();
console.log(
  `${await page.getByText(/^Backend: CPU/).textContent()}, ${browser.version()}, seed 1\n`,
);
// The paper's figures have no thresholds.
await page.getByRole("checkbox", { name: "Level set at γ" }).click();
console.log("| figure | data | model | test NLL | truth | TV of mode masses |");
console.log("|---|---|---|---|---|---|");
for (const figure of FIGURES) await draw(figure);
await browser.close();
await server.close();
rmSync(outDir, { recursive: true });
