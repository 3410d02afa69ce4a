import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

/**
 * `npm run measure -- [seed ...]`: trains the 2D lab's defaults, every data set and model, through
 * the session that the page's worker runs, and prints a Markdown table.
 */

Object.assign(globalThis, { require: createRequire(import.meta.url) });

const root = fileURLToPath(new URL("..", import.meta.url));
const seeds = process.argv.slice(2).map(Number);
if (seeds.length === 0) seeds.push(1, 2, 3, 4, 5);

const server = await createServer({
  root,
  logLevel: "error",
  server: { middlewareMode: true, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
});
const { openBackend } = await server.ssrLoadModule("/src/kernels/backend.ts");
const { toyDefaults } = await server.ssrLoadModule("/src/model/defaults.ts");
const { Recovery } = await server.ssrLoadModule("/workers/recovery.ts");
const { ToySession } = await server.ssrLoadModule("/workers/toy/session.ts");

/**
 * @param {"cross" | "grid"} data
 * @param {"mixture" | "ebm" | "correction"} model
 * @param {number} seed
 */
async function train(data, model, seed) {
  const settings = { ...toyDefaults(data, model), seed };
  const session = await ToySession.open(1, settings, recovery, () => {});
  await session.train(() => {});
  const { frame } = await session.frame();
  session.dispose();
  const { quality, rocs } = frame.models[model];
  return { ...quality, seconds: frame.seconds, near: rocs.near.total.auroc };
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const recovery = new Recovery(() => openBackend("cpu"));
const { label } = await recovery.open();
console.log(`${label}, Node ${process.versions.node}, seeds ${seeds.join(", ")}: median (worst)\n`);
console.log("| data | model | test NLL | truth | TV of mode masses | near-OOD AUROC % | seconds |");
console.log("|---|---|---|---|---|---|---|");
for (const data of /** @type {const} */ (["cross", "grid"])) {
  for (const model of /** @type {const} */ (["mixture", "ebm", "correction"])) {
    const runs = [];
    for (const seed of seeds) runs.push(await train(data, model, seed));
    /** @param {"nll" | "tv" | "near" | "seconds"} key @param {number} digits @param {number} scale */
    const cell = (key, digits, scale = 1, worst = Math.max) => {
      const values = runs.map((run) => scale * run[key]);
      return `${median(values).toFixed(digits)} (${worst(...values).toFixed(digits)})`;
    };
    console.log(
      `| ${data} | ${model} | ${cell("nll", 3)} | ${runs[0].trueNll.toFixed(3)} | ${cell("tv", 3)} | ` +
        `${cell("near", 1, 100, Math.min)} | ${cell("seconds", 1)} |`,
    );
  }
}
await server.close();
process.exit(0);
