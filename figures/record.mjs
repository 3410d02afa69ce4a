import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { createServer } from "vite";

/**
 * `npm run record`: trains the presets whose runs are shipped with the site (src/lab/shipped.ts) through
 * the session that the page's worker runs, and writes them to public/runs.
 */

Object.assign(globalThis, { require: createRequire(import.meta.url) });

/** Earlier frames that are kept, evenly spread over the run. */
const FRAMES = 16;

const root = fileURLToPath(new URL("..", import.meta.url));
const server = await createServer({
  root,
  logLevel: "error",
  server: { middlewareMode: true, hmr: false, ws: false },
  optimizeDeps: { noDiscovery: true },
});
const { openBackend } = await server.ssrLoadModule("/src/kernels/backend.ts");
const { PRESETS } = await server.ssrLoadModule("/src/lab/presets.ts");
const { packPast, packRecording } = await server.ssrLoadModule("/src/lab/recording.ts");
const { filesOf, SHIPPED } = await server.ssrLoadModule("/src/lab/shipped.ts");
const { Recovery } = await server.ssrLoadModule("/workers/recovery.ts");
const { ToySession } = await server.ssrLoadModule("/workers/toy/session.ts");

const recovery = new Recovery(() => openBackend("cpu"));
const backend = await recovery.open();

/** @param {Record<string, any>} models */
const trained = (models) => Object.keys(models).filter((kind) => kind !== "mixture");

/** @param {any} frame */
function withoutLosses(frame) {
  const none = new Float32Array(0);
  const models = Object.entries(frame.models).map(([kind, model]) => [
    kind,
    { ...model, losses: none },
  ]);
  return { ...frame, models: Object.fromEntries(models) };
}

/** @param {Record<string, any>} checkpoints */
function withoutMeans(checkpoints) {
  const entries = Object.entries(checkpoints).map(([kind, checkpoint]) => [
    kind,
    { ...checkpoint, mean: new Float32Array(checkpoint.mean.length) },
  ]);
  return Object.fromEntries(entries);
}

/** @param {any} settings */
async function train(settings) {
  const session = await ToySession.open(0, settings, recovery, () => {});
  const scene = { type: "prepared", run: 0, backend, ...(await session.prepared()) };
  /** @type {any[]} */
  const frames = [];
  /** @type {any[]} */
  const phases = [];
  /** @type {Record<string, number[]>} */
  const losses = {};
  /** @param {any} frame */
  const hear = (frame) => {
    for (const kind of trained(frame.models)) {
      losses[kind] = [...(losses[kind] ?? []), ...frame.models[kind].losses];
    }
    const due = (settings.updates * frames.length) / FRAMES;
    if (frame.update >= due && frame.update < settings.updates) frames.push(withoutLosses(frame));
  };
  const start = await session.checkpoints();
  await session.train(
    (/** @type {any} */ { frame }) => {
      hear(frame);
      session.drawn();
    },
    (/** @type {any} */ message) => message.type === "phases" && phases.push(message.models),
  );
  const { frame } = await session.frame();
  hear(frame);
  const last = await session.phases(() => true);
  if (last) phases.push(last.models);
  const end = withoutMeans(await session.checkpoints());
  await session.dispose();
  const triples = Object.entries(losses).map(([kind, all]) => [kind, Float32Array.from(all)]);
  const recording = {
    ...{ settings, backend: backend.label, scene, frame: withoutLosses(frame), phases },
    losses: Object.fromEntries(triples),
  };
  return { recording, past: { frames, start, checkpoints: end } };
}

console.log(`${backend.label}, Node ${process.versions.node}\n`);
console.log("| preset | file | kB | model | test NLL |\n|---|---|---|---|---|");
for (const [preset, name] of Object.entries(SHIPPED)) {
  const { settings } = PRESETS.find((/** @type {any} */ other) => other.name === preset);
  const { recording, past } = await train(settings);
  const [file, pastFile] = filesOf(name).map((/** @type {string} */ path) =>
    join(root, "public", path),
  );
  mkdirSync(dirname(file), { recursive: true });
  const packed = [await packRecording(recording), await packPast(past)];
  writeFileSync(file, packed[0]);
  writeFileSync(pastFile, packed[1]);
  const sizes = packed.map(({ length }) => Math.round(length / 1000)).join(" + ");
  for (const kind of trained(recording.frame.models)) {
    const { nll } = recording.frame.models[kind].quality;
    console.log(`| ${preset} | ${name} | ${sizes} | ${kind} | ${nll.toFixed(6)} |`);
  }
}
await server.close();
process.exit(0);
