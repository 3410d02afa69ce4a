import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as d3 from "d3";

/**
 * `npm run figures:sweep`: draws the published sweep (docs/headless.md) beside this file, a panel a λ: the
 * correction's NLL less the mixture's, the median over the seeds, and the least and greatest of them.
 */

const STEP_SIZES = ["0.0003", "0.001", "0.003", "0.01"];
const CELL = { width: 84, height: 46 };
const GAP = 26;
const LEFT = 74;
const TOP = 76;
/** Nats beyond which all cells have one colour. */
const REACH = 0.7;

const rows = STEP_SIZES.flatMap((stepSize) => {
  const path = fileURLToPath(new URL(`../docs/sweeps/step-size-${stepSize}.csv`, import.meta.url));
  if (!existsSync(path)) return [];
  return d3.csvParse(readFileSync(path, "utf8")).map((row) => ({
    ...{ stepSize, steps: Number(row.steps), l2: Number(row.l2) },
    // One that diverged beats nothing.
    gain: row.problem ? Infinity : Number(row["correction.nll"]) - Number(row["mixture.nll"]),
  }));
});
/** @param {"l2" | "steps"} key */
const valuesOf = (key) => d3.sort(new Set(rows.map((row) => row[key])));
const [panels, steps] = [valuesOf("l2"), valuesOf("steps")];

/** @param {number} nats */
function text(nats) {
  if (!Number.isFinite(nats)) return "diverged";
  const digits = Math.abs(nats) < 10 ? 2 : 0;
  const sign = nats < 0 ? "\u2212" : "+";
  return Math.abs(nats) >= 1000 ? `${sign}1000s` : `${sign}${Math.abs(nats).toFixed(digits)}`;
}

/** @param {number} low @param {number} high */
const span = (low, high) => (low >= 1000 ? "all beyond" : `${text(low)} to ${text(high)}`);

const colour = d3.scaleDiverging([-REACH, 0, REACH], d3.interpolatePuOr).clamp(true);
const cells = d3.rollup(
  rows,
  (some) => d3.sort(some.map(({ gain }) => gain)),
  ({ l2 }) => l2,
  ({ stepSize }) => stepSize,
  ({ steps }) => steps,
);
const panelWidth = steps.length * CELL.width;
const width = LEFT + 2 * panelWidth + GAP + 10;
const panelHeight = STEP_SIZES.length * CELL.height;
const height = TOP + Math.ceil(panels.length / 2) * (panelHeight + 74);

/** @param {number} l2 @param {number} i */
function panel(l2, i) {
  const [x, y] = [
    LEFT + (i % 2) * (panelWidth + GAP),
    TOP + Math.floor(i / 2) * (panelHeight + 74),
  ];
  const squares = STEP_SIZES.flatMap((stepSize, row) =>
    steps.map((count, column) => {
      const gains = cells.get(l2)?.get(stepSize)?.get(count) ?? [];
      if (gains.length === 0) return "";
      const median = gains[Math.floor(gains.length / 2)] ?? Infinity;
      const fill = colour(Math.min(REACH, median));
      const ink = d3.lab(fill).l > 55 ? "#000" : "#fff";
      const [cx, cy] = [(column + 0.5) * CELL.width, (row + 0.5) * CELL.height];
      const [low = 0, high = 0] = d3.extent(gains);
      return (
        `<rect x="${column * CELL.width}" y="${row * CELL.height}" width="${CELL.width - 1}" height="${CELL.height - 1}" fill="${fill}"/>` +
        `<text x="${cx}" y="${cy - 2}" fill="${ink}" font-size="14" text-anchor="middle">${text(median)}</text>` +
        `<text x="${cx}" y="${cy + 14}" fill="${ink}" font-size="10" text-anchor="middle">${span(low, high)}</text>`
      );
    }),
  );
  const below = steps.map(
    (count, column) =>
      `<text x="${(column + 0.5) * CELL.width}" y="${panelHeight + 16}" text-anchor="middle">${count}</text>`,
  );
  const beside = STEP_SIZES.map(
    (stepSize, row) =>
      `<text x="-8" y="${(row + 0.5) * CELL.height + 4}" text-anchor="end">${stepSize}</text>`,
  );
  const axes = [
    `<text x="${panelWidth / 2}" y="${panelHeight + 34}" text-anchor="middle">Langevin steps</text>`,
    ...below,
    ...(i % 2 === 0 ? beside : []),
    i % 2 === 0
      ? `<text transform="translate(-56 ${panelHeight / 2}) rotate(-90)" text-anchor="middle">step size α</text>`
      : "",
  ];
  const title = `<text y="-8" font-size="14" font-weight="600">λ = ${l2}</text>`;
  return `<g transform="translate(${x} ${y})">${title}${squares.join("")}${axes.join("")}</g>`;
}

const better = d3.sum(panels, (l2) =>
  d3.sum(cells.get(l2)?.values() ?? [], (by) =>
    d3.sum(by.values(), (gains) => ((gains[Math.floor(gains.length / 2)] ?? 1) < 0 ? 1 : 0)),
  ),
);
const points = d3.sum(cells.values(), (by) => d3.sum(by.values(), ({ size }) => size));
const name = `Correction's NLL less the mixture's on the grid, in nats: below 0 it beats the mixture, in ${better} of ${points} cells`;
const svg =
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#222"><title>${name}</title>` +
  `<rect width="${width}" height="${height}" fill="#fff"/>` +
  `<text x="${LEFT}" y="22" font-size="15" font-weight="600">NLL of the correction less that of the mixture, grid, in nats</text>` +
  `<text x="${LEFT}" y="40">median of five seeds, below it the least and the greatest; violet: the correction beats the mixture</text>` +
  `${panels.map(panel).join("")}</svg>\n`;
writeFileSync(fileURLToPath(new URL("sweep.svg", import.meta.url)), svg);
process.stdout.write(`${name}; ${rows.length} runs\n`);
