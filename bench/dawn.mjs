import { createInterface } from "node:readline";
import { openSource } from "./source.mjs";

/** A process of bench.mjs: a case on WebGPU through Dawn, a line of JSON a request and a reply. */

// Replies have the standard output to themselves.
console.log = console.info = console.warn = console.error;

/** @returns {Promise<{ create: (options: string[]) => object, globals: object }>} */
async function dawn() {
  try {
    // Not among the dependencies, for its size: README.md in this folder.
    const name = "webgpu";
    return await import(name);
  } catch {
    throw new Error("dawn: expected the package webgpu; run `npm install --no-save webgpu@0.6.2`");
  }
}

async function start() {
  const { create, globals } = await dawn();
  Object.assign(globalThis, globals);
  if (!globalThis.navigator) Object.defineProperty(globalThis, "navigator", { value: {} });
  Object.defineProperty(globalThis.navigator, "gpu", { value: create([]) });
  return (await openSource()).ssrLoadModule("/bench/work/answer.ts");
}

const started = start();
for await (const line of createInterface({ input: process.stdin })) {
  const reply = await started
    .then(({ answer }) => answer(JSON.parse(line)))
    .then(
      (/** @type {object} */ found) => ({ reply: found }),
      (/** @type {unknown} */ error) => ({
        failed: error instanceof Error ? error.message : String(error),
      }),
    );
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
process.exit(0);
