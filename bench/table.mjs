import { median } from "./statistics.mjs";

/**
 * @typedef {import("./rounds.mjs").Row} Row
 * @typedef {import("./rounds.mjs").Measured} Measured
 */

/**
 * A Markdown table of medians, each with its multiple of the first side's median.
 *
 * In brackets stand the fastest and the slowest run, the variant that was best, and the number of
 * runs where it is less than `runs`.
 *
 * @param {Row[]} rows
 * @param {{ name: string, title: string }[]} sides in the order of the columns
 * @param {number} runs of each side
 */
export function tableOf(rows, sides, runs) {
  const lines = rows.map((row) => {
    const [own, ...others] = sides.map(({ name }) => row.sides[name]?.[0]);
    return [row.title, cell(own, null, runs), ...others.map((other) => cell(other, own, runs))];
  });
  const titles = ["work", ...sides.map(({ title }) => title)];
  const rule = titles.map(() => "---");
  return [titles, rule, ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** @param {Measured | undefined} measured @param {Measured | null | undefined} own @param {number} runs */
function cell(measured, own, runs) {
  if (!measured) return "";
  const { label, times } = measured;
  const middle = median(times);
  const scale = middle < 1000 ? 1 : 1000;
  const ends = [Math.min(...times), Math.max(...times)].map((ms) => threeDigits(ms / scale));
  const notes = [
    ...(times.length > 1 ? [ends.join("–")] : []),
    ...(label ? [label] : []),
    ...(times.length < runs ? [times.length === 1 ? "1 run" : `${times.length} runs`] : []),
  ];
  const ratio = own ? ` = ${threeDigits(middle / median(own.times))}x` : "";
  return `${timeOf(middle)}${ratio}${notes.length ? ` (${notes.join("; ")})` : ""}`;
}

/**
 * A time in three digits, in ms below a second and in s above.
 *
 * @param {number} ms
 */
export function timeOf(ms) {
  return ms < 1000 ? `${threeDigits(ms)} ms` : `${threeDigits(ms / 1000)} s`;
}

/** @param {number} value positive */
function threeDigits(value) {
  const digits = 2 - Math.floor(Math.log10(value));
  return value.toFixed(Math.max(0, digits));
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
