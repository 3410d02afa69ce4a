import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createServer } from "vite";
import { CASES } from "./cases.mjs";
import { tableOf } from "./table.mjs";

/**
 * `npm run study -- FOLDER [--seeds 1,2,3] [--only TEXT]`: trains the cases of `cases.mjs` on the
 * feature files of a folder and writes `results.json` and the table in `README.md`.
 */

Object.assign(globalThis, { require: createRequire(import.meta.url) });

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: "string", default: "1,2,3" }, only: { type: "string", default: "" } },
});
const [folder] = positionals;
if (!folder) {
  console.error("study: no folder of feature files was given; npm run study -- FOLDER");
  process.exit(2);
}
const seeds = values.seeds.split(",").map(Number);

const root = fileURLToPath(new URL("..", import.meta.url));
const server = await createServer({
  root,
  logLevel: "error",
  server: { middlewareMode: true, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
});
const { openBackend } = await server.ssrLoadModule("/src/kernels/backend.ts");
const { add, EMPTY } = await server.ssrLoadModule("/src/data/features.ts");
const { featureSet } = await server.ssrLoadModule("/src/data/rows.ts");
const { study } = await server.ssrLoadModule("/study/case.ts");

const { label } = await openBackend("cpu");
const files = readdirSync(folder)
  .filter((name) => name.endsWith(".npy"))
  .map((name) => new File([readFileSync(join(folder, name))], name));
const added = await add(EMPTY, files);
if ("problems" in added) throw new Error(added.problems.join("\n"));
const set = await featureSet(added.collection);
const testLabels = added.collection.arrays.get("test_labels").data;

const results = [];
for (const each of CASES.filter(({ name }) => name.includes(values.only))) {
  const start = performance.now();
  results.push({ ...each, ...(await study(set, testLabels, each, seeds)) });
  console.log(
    tableOf(results.slice(-1)).split("\n").at(-1),
    `${Math.round((performance.now() - start) / 1000)} s`,
  );
}
await server.close();

if (!values.only) {
  const at = (/** @type {string} */ name) => fileURLToPath(new URL(name, import.meta.url));
  const where = { features: basename(folder), rows: set.train.count, backend: label, seeds };
  writeFileSync(at("results.json"), `${JSON.stringify({ ...where, results }, null, 1)}\n`);
  const readme = readFileSync(at("README.md"), "utf8");
  writeFileSync(
    at("README.md"),
    readme.replace(/(<!-- study -->\n)[\s\S]*(\n<!-- \/study -->)/, (_, open, close) =>
      [open, tableOf(results), close].join("\n"),
    ),
  );
}
process.exit(0);
