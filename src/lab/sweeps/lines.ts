import { type Column, criterionColumn, settingColumn, shadeOf } from "./columns.ts";
import type { Criterion } from "./criteria.ts";
import type { SweepDesign } from "./design.ts";
import type { PointResult, TrialResult } from "./results.ts";
import { pointText } from "./words.ts";

/** A line of the parallel coordinates: a point by its medians, or a run. */
export interface Line {
  id: string;
  point: PointResult;
  /** Null where it is a point's. */
  run: TrialResult | null;
  /** Where it crosses each column, 0..1; null where it failed or has nothing yet. */
  shares: readonly (number | null)[];
  shade: number | null;
}

export interface Chart {
  columns: readonly Column[];
  lines: readonly Line[];
}

/**
 * The parallel coordinates of a sweep: its axes, then the criteria of the results.
 *
 * @param measured the criteria, each with its own results; the first gives the shades
 */
export function chartOf(
  { base, axes }: SweepDesign,
  measured: readonly (readonly [Criterion, readonly PointResult[]])[],
  by: "points" | "runs",
): Chart {
  const settings = axes.map((axis) => settingColumn(base.kind, axis));
  const found = measured.map(([, results]) => results.flatMap((result) => valuesOf(result, by)));
  const metrics = measured.map(([criterion], i) =>
    criterionColumn(
      criterion,
      found[i]!.flatMap(({ value }) => value ?? []),
    ),
  );
  const lines = found[0]!.map(({ id, point, run, value }, i): Line => {
    const shares = [
      ...settings.map((column) => column.shareOf(point.values[column.key]!)),
      ...metrics.map((column, k) => {
        const own = found[k]![i]!.value;
        return own === null ? null : column.shareOf(own);
      }),
    ];
    return { id, point, run, shares, shade: shadeOf(metrics[0]!, value) };
  });
  return { columns: [...settings, ...metrics], lines };
}

/** What is drawn, before its places are known. */
type Valued = Pick<Line, "id" | "point" | "run"> & { value: number | null };

/** What is drawn of a point: its median, or each run that has settled. */
function valuesOf(point: PointResult, by: "points" | "runs"): Valued[] {
  if (by === "points") {
    const { count, failed, median } = point.spread;
    if (count + failed === 0) return [];
    return [{ id: `point ${point.point + 1}`, point, run: null, value: median }];
  }
  return point.runs
    .filter(({ settled }) => settled)
    .map((run) => ({ id: `run ${run.trial.index + 1}`, point, run, value: run.value }));
}

/** The lines within all brushes, each a part of a column, 0..1; a failure is in none that is drawn in. */
export function brushed(
  lines: readonly Line[],
  brushes: ReadonlyMap<number, readonly [low: number, high: number]>,
): readonly Line[] {
  const within = ({ shares }: Line) =>
    [...brushes].every(([column, [low, high]]) => {
      const share = shares[column];
      return share != null && share >= low - 1e-9 && share <= high + 1e-9;
    });
  return brushes.size === 0 ? lines : lines.filter(within);
}

/** A line in words: its settings, and what came of them. */
export function lineText({ base }: SweepDesign, columns: readonly Column[], line: Line): string {
  const { id, point, run, shares } = line;
  const metrics = columns.slice(Object.keys(point.values).length);
  const found = metrics.map(({ label, textAt }, i) => {
    const share = shares[Object.keys(point.values).length + i];
    return `${label} ${share == null ? "failed" : textAt(share)}`;
  });
  const seed = run ? `, seed ${run.trial.seed}` : "";
  return `${id}: ${pointText(base.kind, point.values)}${seed}; ${found.join(", ")}.`;
}
