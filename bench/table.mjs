import { median } from "./statistics.mjs";

/**
 * @typedef {import("./rounds.mjs").Row} Row
 * @typedef {import("./rounds.mjs").Measured} Measured
 */

/**
 * A Markdown table: the rows' times, medians with the fastest and the slowest run, and how many
 * times as long as the first side each other side took, by the medians.
 *
 * @param {Row[]} rows
 * @param {{ name: string, title: string }[]} sides in the order of the columns
 * @param {number} runs of a side, named where there were fewer
 */
export function tableOf(rows, sides, runs) {
  const [own, ...others] = sides;
  const titles = [
    "work",
    ...sides.map(({ title }) => title),
    ...others.map(({ title }) => `${title} / ${own.title}`),
  ];
  const lines = rows.map((row) => [
    row.title,
    ...sides.map(({ name }) => timeCell(row.sides[name]?.[0], runs)),
    ...others.map(({ name }) => ratioCell(row.sides[own.name]?.[0], row.sides[name]?.[0])),
  ]);
  const rule = titles.map((_, i) => (i === 0 ? "---" : "---:"));
  return [titles, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** @param {Measured | undefined} measured @param {number} runs */
function timeCell(measured, runs) {
  if (!measured) return "";
  const { label, times } = measured;
  const spread = `${timeOf(Math.min(...times))} to ${timeOf(Math.max(...times))}`;
  const notes = [
    ...(times.length > 1 ? [spread] : []),
    ...(label ? [label] : []),
    ...(times.length < runs ? [times.length === 1 ? "1 run" : `${times.length} runs`] : []),
  ];
  return `${timeOf(median(times))}${notes.length ? ` (${notes.join("; ")})` : ""}`;
}

/** @param {Measured | undefined} own @param {Measured | undefined} other */
function ratioCell(own, other) {
  if (!own || !other) return "";
  return `${threeDigits(median(other.times) / median(own.times))}x`;
}

/**
 * A time in three digits, in ms below a second and in s above.
 *
 * @param {number} ms
 */
export function timeOf(ms) {
  return ms < 1000 ? `${threeDigits(ms)} ms` : `${threeDigits(ms / 1000)} s`;
}

/** @param {number} value */
function threeDigits(value) {
  const digits = Math.max(0, 2 - Math.floor(Math.log10(value)));
  return value.toFixed(Math.min(digits, 5));
}

/**
 * Replaces what stands between the two comments `<!-- name -->` and `<!-- /name -->`.
 *
 * @param {string} text
 * @param {string} name
 * @param {string} content
 * @throws {Error} if the comments are not there
 */
export function quote(text, name, content) {
  const [start, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
  const from = text.indexOf(start);
  const to = text.indexOf(end);
  if (from < 0 || to < from) {
    throw new Error(`README.md: expected ${start} and then ${end} around the bench's table`);
  }
  return `${text.slice(0, from)}${start}\n\n${content}\n\n${text.slice(to)}`;
}
