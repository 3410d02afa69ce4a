import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createServer } from "vite";

/**
 * `npm run measure -- [--data name,name] [seed ...]`: trains the 2D lab's defaults, every model on
 * every data set or on those named, through the session that the page's worker runs, and prints a
 * Markdown table. "Gap closed" is the share of the mixture's NLL above the truth that a model takes off.
 */

Object.assign(globalThis, { require: createRequire(import.meta.url) });

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options, positionals } = parseArgs({
  options: { data: { type: "string" } },
  allowPositionals: true,
});
const seeds = positionals.map(Number);
if (seeds.length === 0) seeds.push(1, 2, 3, 4, 5);

const server = await createServer({
  root,
  logLevel: "error",
  server: { middlewareMode: true, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
});
const { openBackend } = await server.ssrLoadModule("/src/kernels/backend.ts");
const { toyDefaults } = await server.ssrLoadModule("/src/model/defaults.ts");
const { TOY_DATA } = await server.ssrLoadModule("/src/model/recipe.ts");
const { Recovery } = await server.ssrLoadModule("/workers/recovery.ts");
const { ToySession } = await server.ssrLoadModule("/workers/toy/session.ts");

/** All but "drawn", of which there is none here. */
const known = TOY_DATA.filter((/** @type {string} */ data) => data !== "drawn");
const chosen = options.data?.split(",") ?? known;
for (const data of chosen) {
  if (known.includes(data)) continue;
  console.error(`--data: expected some of ${known.join(",")}, found "${data}"`);
  process.exit(1);
}

/**
 * @param {string} data
 * @param {"mixture" | "ebm" | "correction"} model
 * @param {number} seed
 */
async function train(data, model, seed) {
  const settings = { ...toyDefaults(data, model), seed };
  const session = await ToySession.open(1, settings, recovery, () => {});
  await session.train(() => {});
  const { frame } = await session.frame();
  await session.dispose();
  const { quality, detection } = frame.models[model];
  const near = detection.total.results.find(({ dataset }) => dataset === "near");
  const { nll, mixtureNll, trueNll, tv } = quality;
  return {
    ...{ nll, trueNll, tv, seconds: frame.seconds, near: 100 * near.auroc },
    kl: nll - trueNll,
    closed: (100 * (mixtureNll - nll)) / (mixtureNll - trueNll),
  };
}

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const recovery = new Recovery(() => openBackend("cpu"));
const { label } = await recovery.open();
console.log(`${label}, Node ${process.versions.node}, seeds ${seeds.join(", ")}: median (worst)\n`);
console.log(
  "| data | model | test NLL | truth | KL | gap closed % | TV of mode masses | near-OOD AUROC % | seconds |",
);
console.log("|---|---|---|---|---|---|---|---|---|");
for (const data of chosen) {
  for (const model of /** @type {const} */ (["mixture", "ebm", "correction"])) {
    const runs = [];
    for (const seed of seeds) runs.push(await train(data, model, seed));
    /** @param {keyof runs[number]} key @param {number} digits */
    const cell = (key, digits, worst = Math.max) => {
      const values = runs.map((run) => run[key]);
      return `${median(values).toFixed(digits)} (${worst(...values).toFixed(digits)})`;
    };
    console.log(
      `| ${data} | ${model} | ${cell("nll", 3)} | ${runs[0].trueNll.toFixed(3)} | ${cell("kl", 3)} | ` +
        `${cell("closed", 0, Math.min)} | ${cell("tv", 3)} | ${cell("near", 1, Math.min)} | ` +
        `${cell("seconds", 1)} |`,
    );
  }
}
await server.close();
process.exit(0);
