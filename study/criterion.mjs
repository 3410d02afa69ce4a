import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { createServer } from "vite";

/**
 * `npm run study:criterion -- FOLDER [--seed 1]`: whether held-out in-distribution rows could have chosen
 * the correction's length and L2. Trains each, writes `criterion.json` and prints rank correlations
 * (Spearman) of what the rows say with the AUROC.
 */

Object.assign(globalThis, { require: createRequire(import.meta.url) });

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "1" } },
});
const [folder] = positionals;
if (!folder) {
  console.error("study: no folder of feature files was given; npm run study:criterion -- FOLDER");
  process.exit(2);
}
const seed = Number(values.seed);
const SIZE = "4x64";
const HELD_OUT = 2000;
const CASES = [
  ...[1, 2, 3, 5, 8, 12, 20].map((epochs) => ({ epochs })),
  ...[0.1, 0.3, 1, 3, 100].map((l2) => ({ l2 })),
];

const server = await createServer({
  root: fileURLToPath(new URL("..", import.meta.url)),
  logLevel: "error",
  server: { middlewareMode: true, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
});
const load = (/** @type {string} */ path) => server.ssrLoadModule(path);
const { openBackend } = await load("/src/kernels/backend.ts");
const { add, EMPTY } = await load("/src/data/features.ts");
const { featureSet } = await load("/src/data/rows.ts");
const { spread } = await load("/src/detection/detector.ts");
const { heldOut } = await load("/src/detection/heldOut.ts");
const { correction } = await load("/src/detection/learned.ts");
const { auroc } = await load("/src/detection/roc.ts");
const { mixtureTensors } = await load("/src/kernels/tensors.ts");
const { featureDefaults } = await load("/src/model/defaults.ts");
const { fitMixture } = await load("/src/model/mixture.ts");
const { recipeFor, updatesOf } = await load("/src/training/featureRecipe.ts");
const { Trainer } = await load("/src/training/trainer.ts");

const { label } = await openBackend("cpu");
const files = readdirSync(folder)
  .filter((name) => name.endsWith("features.npy") || name === "train_labels.npy")
  .map((name) => new File([readFileSync(join(folder, name))], name));
const added = await add(EMPTY, files);
if ("problems" in added) throw new Error(added.problems.join("\n"));
const { train, test, ood, dimensions, classes } = await featureSet(added.collection);
const mixture = fitMixture(train.features, train.labels, dimensions, classes);
const reference = mixtureTensors(mixture);

const results = [];
for (const differs of CASES) {
  const given = { ...featureDefaults().correction, ...differs };
  const recipe = recipeFor(given, SIZE, dimensions);
  const { features: points, labels } = train;
  const task = {
    ...{ model: "correction", recipe, updates: updatesOf(given, train.count), seed },
    ...{ points, labels, dimensions, mixture },
  };
  const trainer = new Trainer(task);
  while (trainer.update < task.updates) {
    trainer.step();
    if (trainer.update % 20 === 0) await trainer.losses();
  }
  const { average: weights } = await trainer.checkpoint();
  const energy = { model: "correction", recipe, seed, network: trainer.network, weights };
  const found = await heldOut(task, energy, spread(test, HELD_OUT).features, async () => true);
  const { temperature, mixtureTemperature } = recipe;
  const detector = correction(trainer.energy, reference, temperature, mixtureTemperature);
  const inside = await detector.score(test);
  const aurocs = [];
  for (const { group, rows } of ood) {
    aurocs.push({ group, auroc: 100 * auroc(inside, await detector.score(rows)) });
  }
  const average = (/** @type {string | null} */ of) =>
    mean(aurocs.filter(({ group }) => !of || group === of).map((set) => set.auroc));
  const { gap, likelihood, effective } = found;
  results.push({
    ...{ epochs: given.epochs, l2: given.l2, likelihood, gap, effective },
    ...{ average: average(null), near: average("near"), far: average("far") },
  });
  console.log(JSON.stringify(results.at(-1)));
  trainer.dispose();
}
await server.close();

const column = (/** @type {string} */ name) => results.map((row) => row[name]);
const said = { likelihood: column("likelihood"), smallGap: column("gap").map((g) => -Math.abs(g)) };
const ranks = Object.fromEntries(
  Object.entries(said).map(([name, list]) => [
    name,
    Object.fromEntries(["average", "near", "far"].map((of) => [of, spearman(list, column(of))])),
  ]),
);
console.log(ranks);
const where = { features: basename(folder), rows: train.count, backend: label, seed };
writeFileSync(
  fileURLToPath(new URL("criterion.json", import.meta.url)),
  `${JSON.stringify({ ...where, ranks, results }, null, 1)}\n`,
);
process.exit(0);

/** @param {number[]} list */
function mean(list) {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

/** The rank correlation of two lists without ties. @param {number[]} a @param {number[]} b */
function spearman(a, b) {
  const rankOf = (/** @type {number[]} */ list) =>
    list.map((value) => list.filter((other) => other < value).length);
  const [x, y] = [rankOf(a), rankOf(b)];
  const squares = x.reduce((sum, rank, i) => sum + (rank - y[i]) ** 2, 0);
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1));
}
