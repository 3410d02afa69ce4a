import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { startProcess } from "./process.mjs";

/**
 * @typedef {import("./process.mjs").Host} Host
 * @typedef {import("./cases.mjs").Case} Case
 * @typedef {import("./work/case.ts").Side} Work
 *
 * A column of the table. Its variants do the same work; the one with the best median counts.
 * @typedef {object} Side
 * @property {string} name
 * @property {string} title
 * @property {boolean} mayFail whether a failure is a notice and not the end: tfjs is not ours
 * @property {Variant[]} variants
 *
 * One way to run a side, such as a number of threads.
 * @typedef {object} Variant
 * @property {string} label "" if there is only one
 * @property {(work: Case) => boolean} does
 * @property {() => Promise<Host>} start
 * @property {(work: Case, folder: string) => object} opening the request that opens a case, whose
 *   inputs are in `folder`
 */

/** @param {number} threads */
export const countOf = (threads) => (threads === 1 ? "1 thread" : `${threads} threads`);

/**
 * A side that runs bench/work on tfjs.
 *
 * @param {string} name
 * @param {string} title
 * @param {Omit<Work, "threads">} kind
 * @param {Record<string, boolean>} threads whether each variant has threads, by its label
 * @param {(threads: boolean) => Promise<Host>} start
 * @returns {Side}
 */
function tfjsSide(name, title, kind, threads, start) {
  const variants = Object.entries(threads).map(([label, many]) => ({
    label,
    does: () => true,
    start: () => start(many),
    opening: (/** @type {Case} */ work) => ({
      ask: "open",
      work,
      side: { ...kind, threads: many },
    }),
  }));
  return { name, title, variants, mayFail: kind.kernels === "composed" };
}

/**
 * The sides that run in the browser: those on WebGPU only if the page has been given an adapter.
 *
 * @param {(threads: boolean) => Promise<Host>} start
 * @param {{ name: string, software: boolean } | null} adapter
 * @returns {Side[]}
 */
export function browserSides(start, adapter) {
  const engine = /** @type {const} */ ({ kernels: "engine", backend: "cpu" });
  const composed = /** @type {const} */ ({ kernels: "composed", backend: "cpu" });
  const cores = availableParallelism();
  const threads = { [countOf(1)]: false, [countOf(cores)]: cores > 1 };
  return [
    tfjsSide("engine", "engine", engine, { "": true }, start),
    tfjsSide("engine-1", "engine, one thread", engine, { "": false }, start),
    tfjsSide("wasm", "composed wasm", { ...composed, backend: "wasm" }, threads, start),
    tfjsSide("cpu", "composed cpu", composed, { "": true }, start),
    ...(adapter ? gpuSides(adapter, start) : []),
  ];
}

/**
 * The sides on WebGPU.
 *
 * @param {{ software: boolean }} adapter
 * @param {(threads: boolean) => Promise<Host>} start
 * @returns {Side[]}
 */
function gpuSides({ software }, start) {
  const mark = software ? " (software adapter)" : "";
  const on = /** @type {const} */ ({ backend: "webgpu" });
  const one = { "": true };
  return [
    tfjsSide("engine-webgpu", `engine WebGPU${mark}`, { kernels: "engine", ...on }, one, start),
    tfjsSide("webgpu", `composed webgpu${mark}`, { kernels: "composed", ...on }, one, start),
  ];
}

/**
 * The sides that run in Node through Dawn.
 *
 * @param {{ software: boolean }} adapter
 */
export function dawnSides(adapter) {
  return gpuSides(adapter, startDawn);
}

/** @returns {Promise<Host>} */
export async function startDawn() {
  return startProcess(process.execPath, [fileURLToPath(new URL("dawn.mjs", import.meta.url))]);
}
