import { readFile, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { join } from "node:path";
import { root } from "./source.mjs";
import { quote, tableOf } from "./table.mjs";

/**
 * @typedef {import("./rounds.mjs").Row} Row
 * @typedef {import("./rounds.mjs").Notice} Notice
 *
 * What was measured, where and when.
 * @typedef {object} Record
 * @property {string} date
 * @property {Machine} machine
 * @property {number} runs
 * @property {{ name: string, title: string }[]} sides
 * @property {Row[]} rows
 * @property {Notice[]} notices
 *
 * @typedef {object} Machine
 * @property {string} cpu
 * @property {number} cores
 * @property {string | null} gpu
 * @property {string} host browser or Node with Dawn
 * @property {string | null} python versions of PyTorch and NumPy
 */

/** This machine's processor. */
export function processor() {
  return { cpu: cpus()[0].model.trim(), cores: availableParallelism() };
}

/**
 * The table in Markdown, with what one must know to read it.
 *
 * @param {Record} record
 */
export function markdownOf({ date, machine, runs, sides, rows, notices }) {
  const { cpu, cores, gpu, host, python } = machine;
  const own = rows[0]?.sides[sides[0].name]?.[0].backend;
  const where = [`${cpu}, ${cores} ${cores === 1 ? "core" : "cores"}`, gpu, host, own, python];
  const slow = notices.find((notice) => notice.slow);
  const others = notices.filter((notice) => !notice.slow);
  return [
    tableOf(rows, sides, runs),
    `${where.filter(Boolean).join("; ")}; ${date}. Medians of ${runs} runs and their multiples of ` +
      "the first column; in brackets the fastest and slowest run and the best number of threads." +
      (slow ? ` An empty cell: ${slow.reason}.` : ""),
    ...(others.length ? [listOf(others)] : []),
  ].join("\n\n");
}

/**
 * What was left out, an item a variant and reason.
 *
 * @param {Notice[]} notices
 */
function listOf(notices) {
  /** @type {Map<string, string[]>} */
  const titles = new Map();
  for (const { variant, reason, title } of notices) {
    const key = `${variant} (${reason})`;
    titles.set(key, [...(titles.get(key) ?? []), title]);
  }
  const items = [...titles].map(([key, cases]) => `- Left out: ${key}: ${cases.join("; ")}.`);
  return items.join("\n");
}

/**
 * Writes a whole run to this folder, and its table to README.md where it is quoted.
 *
 * @param {Record} record
 * @param {"bench" | "bench-gpu"} name of the quoted table; results of the second have "-gpu" too
 */
export async function save(record, name) {
  const files = join(root, "bench", name.replace("bench", "results"));
  const table = markdownOf(record);
  await writeFile(`${files}.json`, `${JSON.stringify(record, null, 2)}\n`);
  await writeFile(`${files}.md`, `${table}\n`);
  const readme = join(root, "README.md");
  await writeFile(readme, quote(await readFile(readme, "utf8"), name, table));
}
