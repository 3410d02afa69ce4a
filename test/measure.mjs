import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createServer } from "vite";

/**
 * `npm run measure -- [--data name,name | --preset name,name] [--with hash] [seed ...]`: trains through
 * the session that the page's worker runs, and prints a Markdown table: every model on every data set or
 * on those named, by the defaults, or the presets named ("all" for all). `--with` lays settings over
 * them, as in the address: `--with "alpha=0.3&steps=5"`. "Gap closed" is the share of the mixture's NLL
 * above the truth that a model takes off; a run that diverges is measured in its last good state.
 */

Object.assign(globalThis, { require: createRequire(import.meta.url) });

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options, positionals } = parseArgs({
  options: { data: { type: "string" }, preset: { type: "string" }, with: { type: "string" } },
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
const { MODELS, TOY_DATA } = await server.ssrLoadModule("/src/model/recipe.ts");
const { Recovery } = await server.ssrLoadModule("/workers/recovery.ts");
const { ToySession } = await server.ssrLoadModule("/workers/toy/session.ts");

const { PRESETS } = await server.ssrLoadModule("/src/lab/presets.ts");
const { decode, encode } = await server.ssrLoadModule("/src/lab/url.ts");

/** @typedef {import("../src/model/recipe.ts").ToySettings} ToySettings */
/** @typedef {{ name: string, settings: ToySettings }} Case */

/** What is measured: presets, or the defaults of data sets and models. @returns {Case[]} */
function casesOf() {
  if (options.preset) {
    const all = PRESETS.map((/** @type {Case} */ { name }) => name);
    return some("preset", all, options.preset === "all" ? all : options.preset.split(",")).map(
      (name) => PRESETS.find((/** @type {Case} */ preset) => preset.name === name),
    );
  }
  // All but "drawn", of which there is none here.
  const known = TOY_DATA.filter((/** @type {string} */ data) => data !== "drawn");
  return some("data", known, options.data?.split(",") ?? known).flatMap((data) =>
    /** @type {const} */ (["mixture", "ebm", "correction"]).map((model) => ({
      ...{ name: data, settings: toyDefaults(data, model) },
    })),
  );
}

/** @param {string} option @param {string[]} known @param {string[]} chosen */
function some(option, known, chosen) {
  const strange = chosen.find((name) => !known.includes(name));
  if (strange === undefined) return chosen;
  console.error(`--${option}: expected some of ${known.join(",")}, found "${strange}"`);
  process.exit(1);
}

/** The settings with those of `--with`. @param {ToySettings} settings @returns {ToySettings} */
function changed(settings) {
  if (!options.with) return settings;
  const own = encode({ ...decode("").place, toy: settings });
  const { place, notices } = decode(`${own}&${options.with}`);
  for (const notice of notices) console.error(`--with: ${notice}`);
  return place.toy;
}

/**
 * The models that a run trains, with what they came to.
 *
 * @param {ToySettings} settings
 */
async function train(settings) {
  const session = await ToySession.open(1, settings, recovery, () => {});
  await session.train(() => {}).catch((/** @type {Error} */ error) => console.error(error.message));
  const { frame } = await session.frame();
  await session.dispose();
  return MODELS.filter((/** @type {ModelKind} */ kind) => frame.models[kind])
    .filter((/** @type {ModelKind} */ kind) => settings.model === "all" || kind === settings.model)
    .map((/** @type {ModelKind} */ kind) => {
      const { quality, detection, problem } = frame.models[kind];
      const { results } = detection.total;
      const near = results.find((/** @type {{ dataset: string }} */ of) => of.dataset === "near");
      const { nll, mixtureNll, trueNll, kl, tv } = quality;
      return {
        ...{ kind, nll, trueNll, kl, tv, seconds: frame.seconds, near: 100 * near.auroc },
        closed: (100 * (mixtureNll - nll)) / (mixtureNll - trueNll),
        diverged: problem ? 1 : 0,
      };
    });
}
/** @typedef {import("../src/model/recipe.ts").ModelKind} ModelKind */

/** @param {number[]} values */
const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

const recovery = new Recovery(() => openBackend("cpu"));
const { label } = await recovery.open();
console.log(`${label}, Node ${process.versions.node}, seeds ${seeds.join(", ")}: median (worst)\n`);
console.log(
  "| case | model | test NLL | truth | KL | gap closed % | TV of mode masses | near-OOD AUROC % | diverged | seconds |",
);
console.log("|---|---|---|---|---|---|---|---|---|---|");
for (const { name, settings } of casesOf()) {
  /** @type {Awaited<ReturnType<typeof train>>[]} */
  const all = [];
  for (const seed of seeds) all.push(await train({ ...changed(settings), seed }));
  all[0]?.forEach(({ kind, trueNll }, i) => {
    const runs = all.map((run) => run[i]);
    /** @param {Exclude<keyof (typeof runs)[number], "kind">} key @param {number} digits */
    const cell = (key, digits, worst = Math.max) => {
      const values = runs.map((run) => run[key]);
      return `${median(values).toFixed(digits)} (${worst(...values).toFixed(digits)})`;
    };
    const diverged = runs.filter((run) => run.diverged).length;
    console.log(
      `| ${name} | ${kind} | ${cell("nll", 3)} | ${trueNll.toFixed(3)} | ${cell("kl", 3)} | ` +
        `${cell("closed", 0, Math.min)} | ${cell("tv", 3)} | ${cell("near", 1, Math.min)} | ` +
        `${diverged} of ${runs.length} | ${cell("seconds", 1)} |`,
    );
  });
}
await server.close();
process.exit(0);
