import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { FLAGS, requireChromium } from "./browser/chromium.mjs";

/**
 * `node test/loading.mjs [--score] [file ...]`, on Linux: loads feature files in the built page and
 * prints the seconds, the longest task of the page's main thread and the peak memory of its process.
 * With --score it scores them, too, until the table has every method that needs no training, and
 * cancels. Without files it makes 245 MB: 50,000 x 512 training rows of 100 classes, and 10,000 of the
 * test set and of six OOD sets, with a classifier's head.
 */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { score: { type: "boolean", default: false } },
});
const folder = mkdtempSync(join(tmpdir(), "energy-correction-loading-"));
const files = positionals.length > 0 ? positionals : makeFiles();
const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = join(folder, "site");
await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
const server = await preview({ root, logLevel: "warn", build: { outDir }, preview: { port: 0 } });
const browser = await chromium.launch({ executablePath: requireChromium(), args: FLAGS });
const page = await browser.newPage();
await page.goto(`${server.resolvedUrls?.local[0]}#tab=features&network=4x64`);
const stage = page.getByRole("status", { name: "Stage", exact: true });
await stage.filter({ hasText: "waiting" }).waitFor();

await browser.startTracing(page, { categories: ["disabled-by-default-devtools.timeline"] });
const start = performance.now();
await page.getByLabel("Feature files").setInputFiles(files);
await stage.filter({ hasText: "reading" }).waitFor();
await stage.filter({ hasText: /ready|waiting/ }).waitFor({ timeout: 600_000 });
const seconds = (performance.now() - start) / 1000;
const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
console.log(await page.getByText(/arrays loaded/).textContent());
console.log(`${seconds.toFixed(1)} s; longest task of the main thread ${longest().toFixed(0)} ms`);
console.log(`peak memory of the page's process ${peak().toFixed(0)} MB`);
if (values.score) await score();
await browser.close();
await server.close();
rmSync(folder, { recursive: true });

async function score() {
  await page.getByRole("status", { name: "Plan" }).filter({ hasText: "on this machine" }).waitFor({
    timeout: 120_000,
  });
  const start = performance.now();
  const since = () => ((performance.now() - start) / 1000).toFixed(1);
  await page.getByRole("button", { name: "Score and train" }).click();
  // Neighbours are sought last.
  const last = page.getByRole("row", { name: /^KNN/ }).getByRole("button").last();
  await last.waitFor({ timeout: 600_000 });
  console.log(`the table without trained methods after ${since()} s`);
  await last.locator("small").first().waitFor({ timeout: 600_000 });
  console.log(`with all their intervals after ${since()} s`);
  const pressed = performance.now();
  await page.getByRole("button", { name: "Cancel" }).click();
  await stage.filter({ hasText: "cancelled" }).waitFor();
  console.log(`cancelled within ${((performance.now() - pressed) / 1000).toFixed(2)} s`);
  console.log(`peak memory of the page's process ${peak().toFixed(0)} MB`);
}

/** Milliseconds of processor time. */
function longest() {
  /** @typedef {{ name: string; pid: number; tid: number; tdur?: number; args: { name?: string } }} Event */
  const events = /** @type {Event[]} */ (traceEvents);
  const main = events
    .filter(({ name, args }) => name === "thread_name" && args.name === "CrRendererMain")
    .map(({ pid, tid }) => `${pid}:${tid}`);
  const tasks = events.filter(
    ({ name, pid, tid }) => name === "RunTask" && main.includes(`${pid}:${tid}`),
  );
  return Math.max(...tasks.map(({ tdur }) => (tdur ?? 0) / 1000));
}

/** The greatest resident size of any page's process that this one has started. */
function peak() {
  /** @param {string} pid @param {string} file */
  const about = (pid, file) => {
    try {
      return readFileSync(`/proc/${pid}/${file}`, "utf8");
    } catch {
      return "";
    }
  };
  /** @param {string} pid @returns {boolean} */
  const own = (pid) => {
    const parent = /^PPid:\s+(\d+)/m.exec(about(pid, "status"))?.[1];
    return parent === `${process.pid}` || (parent !== undefined && parent !== "0" && own(parent));
  };
  const sizes = readdirSync("/proc")
    .filter((pid) => about(pid, "cmdline").includes("--type=renderer") && own(pid))
    .map((pid) => Number(/^VmHWM:\s+(\d+)/m.exec(about(pid, "status"))?.[1]));
  return (Math.max(...sizes) * 1024) / 1e6;
}

/** Files of positive numbers that differ, which is all that loading looks at. */
function makeFiles() {
  /** @param {string} name @param {string} type @param {number[]} shape @param {NodeJS.TypedArray} data */
  const make = (name, type, shape, data) => {
    const sizes = shape.map((size) => `${size},`).join(" ");
    const header = `{'descr': '${type}', 'fortran_order': False, 'shape': (${sizes}), }`;
    const text = `\x93NUMPY\x01\x00\x76\x00${header.padEnd(117)}\n`;
    writeFileSync(
      join(folder, name),
      Buffer.concat([Buffer.from(text, "latin1"), Buffer.from(data.buffer)]),
    );
    return join(folder, name);
  };
  let word = 1;
  const random = () => {
    word = (Math.imul(word, 1664525) + 1013904223) >>> 0;
    return word / 2 ** 32;
  };
  const noise = (/** @type {number} */ count) => new Float32Array(count).map(random);
  const means = noise(100 * 512);
  // Rows around their class's mean, the classes in turn; those of OOD sets spread more.
  const rows = (/** @type {number} */ count, /** @type {number} */ spread) =>
    noise(count * 512).map((value, i) => means[i % means.length] + spread * value);
  const labels = new Int32Array(50_000).map((_, i) => i % 100);
  const ood = [..."abcdef"].map((name, i) => /** @type {const} */ ([`ood_${name}`, 2 + i / 4]));
  return [
    make("train_labels.npy", "<i4", [50_000], labels),
    make("head_weight.npy", "<f4", [100, 512], means),
    make("head_bias.npy", "<f4", [100], noise(100)),
    make("train_features.npy", "<f4", [50_000, 512], rows(50_000, 2)),
    ...[/** @type {const} */ (["test", 2]), ...ood].map(([set, spread]) =>
      make(`${set}_features.npy`, "<f4", [10_000, 512], rows(10_000, spread)),
    ),
  ];
}
