import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { availableParallelism, tmpdir } from "node:os";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { build } from "vite";
import { FLAGS, requireChromium } from "./browser/chromium.mjs";

/**
 * `npm run load [-- --times 9 --hash tab=lab]`: builds the site, serves it by a plain static server that
 * compresses, opens it in a fresh browser `times` times, and prints the median (and the worst) of:
 *
 * - the first contentful paint;
 * - the first picture: a map's colours are on its canvas and have been painted;
 * - the main thread quiet: the end of the last task over 50 ms that is followed by half a second without;
 * - Train answered: pressed as soon as the first picture stands, the run says that it prepares or trains;
 * - interactive: both;
 * - the compressed script that came before the first picture.
 *
 * It fails where the medians are over 1 s to the picture, 2 s to interactive, or 250 kB of script.
 */

const BOUNDS = { picture: 1000, interactive: 2000, script: 250 };
const QUIET = 500;
const TYPES = {
  ...{
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
  },
  ...{ ".webmanifest": "application/manifest+json", ".woff2": "font/woff2", ".png": "image/png" },
};
const COMPRESSED = [".html", ".js", ".css", ".svg", ".webmanifest"];

const { values } = parseArgs({
  options: {
    times: { type: "string", default: "9" },
    hash: { type: "string", default: "" },
  },
});
const root = fileURLToPath(new URL("..", import.meta.url));
const outDir = mkdtempSync(join(tmpdir(), "energy-correction-load-"));
await build({ root, logLevel: "warn", build: { outDir, emptyOutDir: true } });

/** Every file as it is sent. */
const files = new Map(
  readdirSync(outDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const bytes = readFileSync(path);
      const packed = COMPRESSED.includes(extname(path));
      const url = path.slice(outDir.length).replaceAll("\\", "/");
      return [url, { bytes: packed ? gzipSync(bytes) : bytes, packed }];
    }),
);
const server = createServer(({ url = "/" }, answer) => {
  const [path] = url.split("?");
  const name = path === "/" ? "/index.html" : path;
  const file = files.get(name);
  answer.writeHead(file ? 200 : 404, {
    "Content-Type": TYPES[extname(name)] ?? "application/octet-stream",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    ...(file?.packed && { "Content-Encoding": "gzip" }),
  });
  answer.end(file?.bytes);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(null)));
const address = `http://127.0.0.1:${server.address().port}/`;

/** What the page writes down while it loads, from before its own script. */
function watch() {
  window.longTasks = [];
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) {
      window.longTasks.push([startTime, startTime + duration]);
    }
  }).observe({ type: "longtask", buffered: true });
}

/** When the main thread was last busy before it had been quiet for so long, and no earlier than `from`. */
async function quietAfter([from, quiet]) {
  const last = () => Math.max(from, ...window.longTasks.map(([, end]) => end));
  while (performance.now() - last() < quiet) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return last();
}

/** Presses Train, and tells when the page's answer was painted. */
async function trainAnswered() {
  const buttons = [...document.querySelectorAll("button")];
  buttons.find(({ textContent }) => textContent === "Train").click();
  const run = document.querySelector('output[aria-label="Run"]');
  while (!/preparing|training/.test(run.textContent)) await new Promise(requestAnimationFrame);
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return performance.now();
}

/** Opens a page in a fresh browser, waits for its first picture and does something with it. */
async function opened(work) {
  const browser = await chromium.launch({ executablePath: requireChromium(), args: FLAGS });
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(watch);
  await page.goto(address + (values.hash && `#${values.hash}`), { waitUntil: "commit" });
  await page.waitForFunction(() => performance.getEntriesByName("first picture").length > 0, null, {
    polling: "raf",
  });
  const result = await work(page);
  const version = browser.version();
  await browser.close();
  return { ...result, version };
}

async function load() {
  const loaded = await opened(async (page) => {
    const picture = await page.evaluate(
      () => performance.getEntriesByName("first picture")[0].startTime,
    );
    const quiet = await page.evaluate(quietAfter, [picture, QUIET]);
    return page.evaluate(
      ([picture, quiet]) => {
        const [paint] = performance.getEntriesByName("first-contentful-paint");
        const scripts = performance
          .getEntriesByType("resource")
          .filter(({ name, startTime }) => /\.js$/.test(name) && startTime <= picture);
        const script =
          scripts.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0) / 1000;
        // The mark is set as the frame is handed over, which may be before anything was on screen.
        const shown = Math.max(picture, paint.startTime);
        return { paint: paint.startTime, picture: shown, quiet, script };
      },
      [picture, quiet],
    );
  });
  const pressed = await opened(async (page) => ({ train: await page.evaluate(trainAnswered) }));
  return { ...loaded, ...pressed, interactive: Math.max(loaded.quiet, pressed.train) };
}

await load();
const loads = [];
for (let i = 0; i < Number(values.times); i++) loads.push(await load());
server.close();
rmSync(outDir, { recursive: true });

/** @param {string} key */
const sorted = (key) => loads.map((each) => each[key]).sort((a, b) => a - b);
const median = (key) => sorted(key)[Math.floor(loads.length / 2)];
const cell = (key) => `${Math.round(median(key))} (${Math.round(sorted(key).at(-1))})`;
console.log(
  `Chromium ${loads[0].version}, ${availableParallelism()} cores, ${loads.length} fresh browsers: median (worst)\n`,
);
console.log(
  "| first paint, ms | first picture, ms | quiet, ms | Train answered, ms | interactive, ms | script before the picture, kB |",
);
console.log("|---|---|---|---|---|---|");
const keys = ["paint", "picture", "quiet", "train", "interactive", "script"];
console.log(`| ${keys.map(cell).join(" | ")} |`);
const over = Object.entries(BOUNDS).filter(([key, most]) => median(key) > most);
for (const [key, most] of over) {
  console.error(`${key}: expected at most ${most}, found ${Math.round(median(key))}`);
}
process.exit(over.length > 0 ? 1 : 0);
