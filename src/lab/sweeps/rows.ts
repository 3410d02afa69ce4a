import { type ChartData, cellText, type DataCell } from "../chartData.ts";
import { scaled, scaledText } from "./columns.ts";
import type { Criterion } from "./criteria.ts";
import type { SweepDesign } from "./design.ts";
import type { PointResult, TrialResult } from "./results.ts";
import { axisLabel, axisText } from "./words.ts";

/** A row of a sweep's table: a point, or a run. */
export interface Row {
  id: string;
  point: PointResult;
  run: TrialResult | null;
  cells: readonly DataCell[];
}

interface RowsColumn {
  label: string;
  better: Criterion["better"] | null;
  /** What its numbers are values of, in its unit; null of a setting or a count. */
  of: Criterion | null;
}

export interface Rows {
  columns: readonly RowsColumn[];
  rows: readonly Row[];
}

const STANDINGS: Record<PointResult["standing"], string> = {
  ended: "ended",
  stopped: "stopped early",
  training: "under way",
  waiting: "waiting",
};

/** The table of a sweep: number, settings, what came of it, its spread, and how it stands. */
export function rowsOf(
  { base, axes }: SweepDesign,
  measured: readonly (readonly [Criterion, readonly PointResult[]])[],
  by: "points" | "runs",
): Rows {
  const results = measured[0]?.[1] ?? [];
  const plain = (label: string, of: Criterion | null = null) => ({ label, better: null, of });
  const criterion = measured[0]?.[0] ?? null;
  const metrics = measured.map(([of]) => ({
    label: of.unit ? `${of.label} (${of.unit})` : of.label,
    ...{ better: of.better, of },
  }));
  const spread = by === "points" ? [plain("least", criterion), plain("largest", criterion)] : [];
  const ends = by === "points" ? ["runs", "failed"] : ["seed", "update"];
  const columns = [
    plain(by === "points" ? "point" : "run"),
    ...axes.map(({ key }) => plain(axisLabel(base.kind, key))),
    ...[...metrics.slice(0, 1), ...spread, ...metrics.slice(1)],
    ...[...ends, "standing"].map((label) => plain(label)),
  ];
  const valuesOf = ({ values }: PointResult): DataCell[] =>
    axes.map(({ key }) => {
      const value = values[key]!;
      return typeof value === "number" ? value : axisText(base.kind, key, value);
    });
  if (by === "points") {
    const rows = results.map((point, i): Row => {
      const { low, high, count, failed } = point.spread;
      const medians = measured.map(([one, own]) => inUnit(one, own[i]!.spread.median));
      const ends = [low, high].map((end) => inUnit(measured[0]![0], end));
      const values = [...medians.slice(0, 1), ...ends, ...medians.slice(1)];
      const cells = [point.point + 1, ...valuesOf(point), ...values];
      return {
        ...{ id: `point ${point.point + 1}`, point, run: null },
        cells: [...cells, count + failed, failed, STANDINGS[point.standing]],
      };
    });
    return { columns, rows };
  }
  const rows = results.flatMap((point, i) =>
    point.runs.map((run, k): Row => {
      const { trial, record } = run;
      const values = measured.map(([one, own]) => inUnit(one, own[i]!.runs[k]!.value));
      const cells = [trial.index + 1, ...valuesOf(point), ...values, trial.seed];
      const standing = record?.sweep?.dropped ? "stopped early" : (record?.standing ?? "waiting");
      return {
        ...{ id: `run ${trial.index + 1}`, point, run },
        cells: [...cells, record?.update ?? 0, standing],
      };
    }),
  );
  return { columns, rows };
}

const inUnit = (criterion: Criterion, value: number | null) =>
  value === null ? null : scaled(criterion, value);

/** A cell for people: what was measured with the same decimals all down its column. */
export const rowText = ({ of }: RowsColumn, cell: DataCell): string =>
  of && typeof cell === "number" ? scaledText(of, cell) : cellText(cell);

/** Rows by a column, numbers before words, nothing last; equals keep their order. */
export function sortedRows(rows: readonly Row[], column: number, falling: boolean): Row[] {
  const sign = falling ? -1 : 1;
  return rows.toSorted(({ cells: a }, { cells: b }) => {
    const [left, right] = [a[column] ?? null, b[column] ?? null];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    if (typeof left === "number" && typeof right === "number") return sign * (left - right);
    return sign * String(left).localeCompare(String(right), "en", { numeric: true });
  });
}

/** A table as a chart's numbers, for its CSV. */
export const rowsData = (caption: string, { columns, rows }: Rows): ChartData => ({
  ...{ caption, columns: columns.map(({ label }) => label) },
  rows: rows.map(({ cells }) => cells),
});
