import type { ChartData } from "../chartData.ts";
import type { Value } from "../fields.ts";
import { criterionText } from "./columns.ts";
import type { Criterion } from "./criteria.ts";
import type { Axis, SweepDesign } from "./design.ts";
import { between } from "./lists.ts";
import { beatsMixture, type PointResult, type TrialResult } from "./results.ts";
import { byRank, type Spread, spreadOf } from "./statistics.ts";
import { spreadText } from "./verdict.ts";
import { axisText } from "./words.ts";

/** Parts that a range is divided into. */
const BINS = 6;

/** A row or column of the heatmap: a value, or a part of a range. */
export interface Band {
  text: string;
  has: (value: Value) => boolean;
}

export interface Cell {
  x: number;
  y: number;
  /** The runs that it shows, settled. */
  runs: readonly TrialResult[];
  /** Its points that have a run, and all that the design has there. */
  points: readonly PointResult[];
  planned: number;
  spread: Spread;
  /** Runs that fit better than the mixture alone; null where there is nothing to compare. */
  beating: number | null;
}

export interface Heat {
  xs: readonly Band[];
  ys: readonly Band[];
  /** Row by row from the first of `ys`; [ys, xs]. */
  cells: readonly Cell[];
}

/** What a cell shows of the parameters that are neither across nor up. */
export interface Rest {
  /** The median over all runs of the cell, or the point of the best median. */
  of: "all" | "best";
  /** The values that other parameters are held at; those left out are free. */
  held: ReadonlyMap<string, Band>;
}

/** The rows or columns that an axis makes. */
export function bandsOf(kind: SweepDesign["base"]["kind"], axis: Axis): Band[] {
  const { key } = axis;
  if ("values" in axis) {
    const numeric = axis.values.every((value) => typeof value === "number");
    const values = numeric ? axis.values.toSorted((a, b) => +a - +b) : axis.values;
    return values.map((value) => ({
      text: axisText(kind, key, value),
      has: (other) => other === value,
    }));
  }
  const { from, to, scale } = axis;
  const edge = (i: number) => Number(between(from, to, scale, i / BINS).toPrecision(2));
  return Array.from({ length: BINS }, (_, i) => {
    const [low, high] = [edge(i), edge(i + 1)];
    const last = i === BINS - 1;
    return {
      text: `${low}–${high}`,
      has: (value) => (i === 0 || +value >= low) && (last || +value < high),
    };
  });
}

/** A sweep's results over two of its axes. */
export function heatOf(
  { base, axes }: SweepDesign,
  results: readonly PointResult[],
  { better }: Pick<Criterion, "better">,
  [x, y]: readonly [x: string, y: string],
  { of, held }: Rest,
): Heat {
  const bands = (key: string) => {
    const axis = axes.find((one) => one.key === key);
    return axis ? bandsOf(base.kind, axis) : [];
  };
  const [xs, ys] = [bands(x), bands(y)];
  const kept = results.filter(({ values }) =>
    [...held].every(([key, band]) => band.has(values[key]!)),
  );
  const compare = byRank(better);
  const cells = ys.flatMap((row, j) =>
    xs.map((column, i): Cell => {
      const all = kept.filter(({ values }) => column.has(values[x]!) && row.has(values[y]!));
      const begun = all.filter(({ spread }) => spread.count + spread.failed > 0);
      const [best] = begun.toSorted((a, b) => compare(a.spread.median, b.spread.median));
      const points = of === "best" && best ? [best] : begun;
      const runs = points.flatMap((point) => point.runs.filter(({ settled }) => settled));
      const beats = runs.map(beatsMixture).filter((one) => one !== null);
      return {
        ...{ x: i, y: j, runs, points, planned: all.length },
        spread: spreadOf(
          runs.map(({ value }) => value),
          better,
        ),
        beating: beats.length > 0 ? beats.filter(Boolean).length : null,
      };
    }),
  );
  return { xs, ys, cells };
}

/** Whether most runs of a cell fit better than the mixture alone. */
export const mostlyBeats = ({ beating, runs }: Cell): boolean =>
  beating !== null && 2 * beating > runs.length;

/** What a cell shows, in words. */
export function cellWords(criterion: Criterion, { spread, runs, beating }: Cell): string {
  const range = spreadText(criterion, spread);
  return [
    `median ${criterionText(criterion, spread.median)}${range && ` (${range})`}`,
    `${runs.length} ${runs.length === 1 ? "run" : "runs"}`,
    ...(spread.failed > 0 ? [`${spread.failed} failed`] : []),
    ...(beating !== null ? [`${beating} fit better than the mixture`] : []),
  ].join(", ");
}

/** What the cells of a heatmap are, in a sentence or two. */
export function restText(
  criterion: Criterion,
  { of, held }: Rest,
  free: readonly string[],
): string {
  const over = free.length > 0 ? ` and over ${free.join(", ")}` : "";
  const what =
    of === "best" && free.length > 0
      ? `the point of the best median among all of ${free.join(", ")}; of its seeds`
      : `all runs, over the seeds${over}`;
  const fixed = held.size > 0 ? " Others are held at the chosen value." : "";
  const mixture =
    criterion.kind === "toy"
      ? " ✓: runs that fit better than the mixture alone; a cell with a heavy edge has more than half."
      : "";
  return `A cell is the median of ${what}, with least and largest value.${fixed}${mixture}`;
}

/** The cells as numbers. */
export function heatData(
  { xs, ys, cells }: Heat,
  criterion: Criterion,
  [across, up]: readonly [across: string, up: string],
): ChartData {
  return {
    caption: `${criterion.label}: medians over the runs of each cell`,
    columns: [
      across,
      up,
      "median",
      "least",
      "largest",
      "runs",
      "failed",
      "better than the mixture",
    ],
    rows: cells.map(({ x, y, spread, runs, beating }) => [
      ...[xs[x]!.text, ys[y]!.text, spread.median, spread.low, spread.high],
      ...[runs.length, spread.failed, beating],
    ]),
  };
}
