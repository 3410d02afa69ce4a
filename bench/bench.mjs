import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openBrowser } from "./browser.mjs";
import { casesOf } from "./cases.mjs";
import { writeInputs } from "./inputs.mjs";
import { choose, HELP, parseOptions } from "./options.mjs";
import { markdownOf, processor, save } from "./record.mjs";
import { Rounds } from "./rounds.mjs";
import { browserSides, dawnSides, startDawn } from "./sides.mjs";
import { median } from "./statistics.mjs";
import { timeOf } from "./table.mjs";
import { findPython, torchSide } from "./torch.mjs";

/**
 * `npm run bench`: the engine side by side with tfjs composed op by op and with PyTorch, on the same
 * work in one run. README.md in this folder says what is measured and how.
 */

/**
 * @typedef {import("./options.mjs").Options} Options
 * @typedef {import("./process.mjs").Host} Host
 * @typedef {import("./sides.mjs").Side} Side
 * @typedef {import("../src/kernels/backend.ts").Adapter} Adapter
 *
 * Where the engine runs.
 * @typedef {object} Place
 * @property {string} host
 * @property {Adapter | null} adapter
 * @property {Side[]} sides
 * @property {() => Promise<void>} close
 */

/** In place of one case's title. */
const ALL = { title: "all work" };

/** @param {import("./rounds.mjs").Row} row */
function summaryOf({ sides }) {
  const times = Object.entries(sides).map(
    ([name, [best]]) => `${name} ${timeOf(median(best.times))}`,
  );
  return times.join(", ");
}

/**
 * The adapter that a host's WebGPU gives.
 *
 * @param {Host} host
 * @returns {Promise<Adapter | null>}
 */
async function adapterOf(host) {
  const { adapter } = await host.ask({ ask: "adapter" });
  await host.close();
  return adapter;
}

/** @param {Options} options @returns {Promise<Place>} */
async function inBrowser({ software }) {
  const browser = await openBrowser(software);
  const found = await adapterOf(await browser.host(true));
  const adapter = found && (software || !found.software) ? found : null;
  const sides = browserSides(browser.host, adapter);
  return { host: `Chromium ${browser.version}`, adapter, sides, close: browser.close };
}

/** @param {Options} options @returns {Promise<Place>} */
async function inDawn({ software }) {
  const adapter = await adapterOf(await startDawn());
  if (!adapter || (adapter.software && !software)) {
    throw new Error(
      `dawn: expected a GPU, found ${adapter ? `the software adapter ${adapter.name}` : "none"}; ` +
        "--software takes a software adapter, to check results",
    );
  }
  const host = `Dawn in Node ${process.versions.node}`;
  return { host, adapter, sides: dawnSides(adapter), close: async () => {} };
}

/**
 * Where PyTorch runs.
 *
 * @param {Options} options
 * @param {import("./torch.mjs").Python | null} python
 */
function deviceOf({ device, dawn }, python) {
  if (device === "cuda" && python && !python.cuda) {
    throw new Error("--device: expected a GPU that PyTorch can use, found none");
  }
  return device ?? (dawn && python?.cuda ? "cuda" : "cpu");
}

/**
 * The sides that were asked for: PyTorch next to ours, so that one is timed right after the other.
 *
 * @param {Options} options @param {Place} place @param {Side} torch
 */
function sidesOf({ sides }, place, torch) {
  const ours = place.sides.filter(({ mayFail }) => !mayFail);
  const composed = place.sides.filter(({ mayFail }) => mayFail);
  return choose([...ours, torch, ...composed], sides);
}

/** @param {Options} options */
async function bench(options) {
  const { quick, only, dawn, runs, limit, software } = options;
  const cases = choose(casesOf(quick), only);
  const python = findPython(options.python);
  const device = deviceOf(options, python);
  const place = await (dawn ? inDawn(options) : inBrowser(options));
  const folder = await mkdtemp(join(tmpdir(), "energy-correction-bench-"));
  try {
    const sides = sidesOf(options, place, torchSide(python, device));
    const rounds = new Rounds(runs, limit, console.log);
    if (!python) rounds.leaveOut("PyTorch", "no Python that has torch and NumPy was found", ALL);
    if (!place.adapter) rounds.leaveOut("WebGPU", "the browser has no adapter of a GPU", ALL);
    const rows = [];
    for (const work of cases) {
      console.log(work.title);
      const inputs = join(folder, work.name);
      await writeInputs(work, inputs);
      const row = await rounds.measure(work, sides, inputs);
      await rm(inputs, { recursive: true });
      console.log(`  ${summaryOf(row)}`);
      rows.push(row);
    }
    const record = {
      date: new Date().toISOString().slice(0, 10),
      machine: {
        ...processor(),
        gpu: place.adapter?.name ?? null,
        host: place.host,
        python: python && `PyTorch ${python.torch}, NumPy ${python.numpy}`,
      },
      runs,
      sides: sides.map(({ name, title }) => ({ name, title })),
      rows,
      notices: rounds.notices,
    };
    console.log(`\n${markdownOf(record)}`);
    const whole = !quick && !software && only.length === 0 && options.sides.length === 0;
    if (whole) await save(record, dawn ? "bench-gpu" : "bench");
    else console.log("\nNot the whole bench: nothing was written.");
  } finally {
    await place.close();
    await rm(folder, { recursive: true, force: true });
  }
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) console.log(HELP);
  else await bench(options);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
