import { parseArgs } from "node:util";

/**
 * What the bench is asked for.
 *
 * @typedef {object} Options
 * @property {string[]} only cases by name or by the start of one, all if empty
 * @property {string[]} sides sides by key, all if empty
 * @property {number} runs timed runs of each side
 * @property {number} limit seconds that a piece of work may take
 * @property {boolean} quick sizes that take seconds
 * @property {boolean} dawn WebGPU in Node instead of a browser
 * @property {boolean} software take WebGPU on a software adapter too
 * @property {"cpu" | "cuda" | null} device PyTorch's: "cpu" or "cuda"; null chooses
 * @property {string | null} python the interpreter; null looks for one that has torch
 * @property {boolean} help
 */

export const HELP = `npm run bench -- [options]

  --only 2d,knn-64     cases, by name or by the start of one
  --sides engine,torch sides: engine, engine-1, engine-webgpu, wasm, cpu, webgpu, torch
  --runs 7             timed runs of each side
  --limit 60           seconds that one piece of work may take before a side is left out
  --quick              small sizes, to see that everything runs
  --dawn               the WebGPU kernels in Node through Dawn, without a browser
  --software           take WebGPU on a software adapter too: for correctness, not for times
  --device cuda        where PyTorch runs; with --dawn it is cuda if there is one
  --python PATH        a Python that has torch

Only a whole run, all cases at full size on real devices, is written to bench/ and README.md.`;

/**
 * Reads the command line.
 *
 * @param {string[]} args
 * @returns {Options}
 * @throws {Error} if an option is unknown or its value out of range
 */
export function parseOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: "string", default: "" },
      sides: { type: "string", default: "" },
      runs: { type: "string" },
      limit: { type: "string", default: "60" },
      quick: { type: "boolean", default: false },
      dawn: { type: "boolean", default: false },
      software: { type: "boolean", default: false },
      device: { type: "string" },
      python: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  const { device = null, python = null, quick, dawn, software, help } = values;
  if (device !== null && device !== "cpu" && device !== "cuda") {
    throw new Error(`--device: expected cpu or cuda, found ${device}`);
  }
  return {
    ...{ quick, dawn, software, help, device, python },
    only: names(values.only),
    sides: names(values.sides),
    runs: positive("--runs", values.runs ?? (quick ? "3" : "7"), Number.isInteger),
    limit: positive("--limit", values.limit, Number.isFinite),
  };
}

/** @param {string} list */
const names = (list) => list.split(",").filter(Boolean);

/** @param {string} name @param {string} text @param {(value: number) => boolean} holds */
function positive(name, text, holds) {
  const value = Number(text);
  if (value > 0 && holds(value)) return value;
  throw new Error(`${name}: expected a positive number, found ${text}`);
}

/**
 * Those of `all` whose name is chosen, or starts with a chosen word and a hyphen; all if none is.
 *
 * @template {{ name: string }} Named
 * @param {Named[]} all
 * @param {string[]} chosen
 * @throws {Error} if a chosen word fits none
 */
export function choose(all, chosen) {
  if (chosen.length === 0) return all;
  /** @param {Named} item @param {string} word */
  const fits = ({ name }, word) => name === word || name.startsWith(`${word}-`);
  const odd = chosen.find((word) => !all.some((item) => fits(item, word)));
  if (odd) {
    const known = all.map(({ name }) => name).join(", ");
    throw new Error(`bench: expected some of ${known}; found ${odd}`);
  }
  return all.filter((item) => chosen.some((word) => fits(item, word)));
}
