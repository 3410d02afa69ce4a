import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build, preview } from "vite";
import { FLAGS, requireChromium } from "./browser/chromium.mjs";

/**
 * `node test/loading.mjs [file ...]`, on Linux: loads feature files in the built page and prints the
 * seconds, the longest task of the page's main thread and the peak memory of its process. Without
 * files it makes 245 MB: 50,000 x 512 training rows, and 10,000 of the test set and of six OOD sets.
 */

const folder = mkdtempSync(join(tmpdir(), "energy-correction-loading-"));
const files = process.argv.length > 2 ? process.argv.slice(2) : makeFiles();
const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = join(folder, "site");
await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });
const server = await preview({ root, logLevel: "warn", build: { outDir }, preview: { port: 0 } });
const browser = await chromium.launch({ executablePath: requireChromium(), args: FLAGS });
const page = await browser.newPage();
await page.goto(`${server.resolvedUrls?.local[0]}#tab=features`);
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
await browser.close();
await server.close();
rmSync(folder, { recursive: true });

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
  const floats = (/** @type {number[]} */ shape) =>
    new Float32Array(shape.reduce((a, b) => a * b)).map(
      (_, i) => 1 + ((i * 2654435761) % 1009) / 1009,
    );
  const labels = new Int32Array(50_000).map((_, i) => i % 100);
  const sets = ["test", ..."abcdef".split("").map((name) => `ood_${name}`)].map(
    (set) => /** @type {const} */ ([`${set}_features`, [10_000, 512]]),
  );
  return [
    make("train_labels.npy", "<i4", [50_000], labels),
    ...[/** @type {const} */ (["train_features", [50_000, 512]]), ...sets].map(([name, shape]) =>
      make(`${name}.npy`, "<f4", [...shape], floats([...shape])),
    ),
  ];
}
