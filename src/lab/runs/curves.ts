import type { ChartData } from "../chartData.ts";
import { MEASURES, runLine, valuesAt } from "../runLines.ts";
import { type ComparedToy, type SeedGroup, spreadOf } from "./compared.ts";
import { judgedModel } from "./headline.ts";

/** What the curves of compared runs can show. */
export const CURVES = {
  ...MEASURES,
  gap: { label: "Energy gap", unit: "running mean" },
} as const;
export type CurveMeasure = keyof typeof CURVES;

/** The curve of a compared run. */
export interface Curve {
  number: number;
  title: string;
  points: readonly (readonly [update: number, value: number])[];
}

/** A curve a run, of its judged model; empty where nothing of it is known. */
export const curvesOf = (runs: readonly ComparedToy[], measure: CurveMeasure): Curve[] =>
  runs.map(({ number, title, run, details }) => ({
    ...{ number, title },
    points: details ? runLine(details, judgedModel(run.settings.model), measure) : [],
  }));

/** The values of curves at an update or the nearest known before it; null where there is none. */
export const curveValues = (curves: readonly Curve[], update: number): (number | null)[] =>
  curves.map(({ points }) => valuesAt(points, [update])[0] ?? null);

/** The value of each curve at its own end; null where there is none. */
export const lastValues = (curves: readonly Curve[]): (number | null)[] =>
  curves.map(({ points }) => points.at(-1)?.[1] ?? null);

/** All updates at which a curve is known, in order. */
export const updatesOf = (curves: readonly Curve[]): number[] =>
  [...new Set(curves.flatMap(({ points }) => points.map(([update]) => update)))].sort(
    (a, b) => a - b,
  );

/** The curves in numbers, at every update of any of them. */
export function curveData(curves: readonly Curve[], measure: CurveMeasure): ChartData {
  const updates = updatesOf(curves);
  const columns = curves.map(({ points }) => valuesAt(points, updates));
  const { label, unit } = CURVES[measure];
  return {
    caption: `${label}, ${unit}, at an update or the nearest recorded one before it`,
    columns: ["update", ...curves.map(({ number, title }) => `${number}: ${title}`)],
    rows: updates.map((update, i) => [update, ...columns.map((column) => column[i]!)]),
  };
}

/** What the curves of a group of seeds have in common. */
export interface Band {
  title: string;
  /** By the number of its first run. */
  number: number;
  points: readonly { update: number; median: number; low: number; high: number }[];
}

/** The median of each group's curves and their ends, up to where the first of them ends. */
export const bandsOf = (groups: readonly SeedGroup[], curves: readonly Curve[]): Band[] =>
  groups.map(({ title, runs }) => {
    const own = curves.filter(({ number }) => runs.some((run) => run.number === number));
    const updates = updatesOf(own);
    const columns = own.map(({ points }) => valuesAt(points, updates));
    const points = updates.flatMap((update, i) => {
      const values = columns.flatMap((column) => column[i] ?? []);
      const spread = values.length === columns.length ? spreadOf(values) : null;
      return spread ? [{ update, ...spread }] : [];
    });
    return { title, number: runs[0]!.number, points };
  });
