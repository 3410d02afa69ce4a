import type { EnergyMap } from "../../workers/protocol/maps.ts";
import type { ChartData } from "./chartData.ts";
import { percent } from "./format.ts";
import type { Trace, TraceRow } from "./trace.ts";

/** Losses and energy gaps over the updates. */
export function lossData({ rows, stride }: Trace): ChartData {
  const of = stride > 1 ? `, each the mean of ${stride} updates` : "";
  return {
    caption: `By update${of}; not smoothed`,
    columns: ["update", "loss", "energy gap"],
    rows,
  };
}

/** A ROC curve of a chart: [x0, y0, x1, y1, ...], the share of OOD accepted and that of ID. */
export interface NamedCurve {
  name: string;
  auroc: number;
  curve: Float32Array;
}

/** The shares of ID rows accepted, in per cent, at which ROC curves are read off. */
const LEVELS = [...Array.from({ length: 19 }, (_, i) => 5 * (i + 1)), 99];

/** What each curve accepts of OOD where it accepts a share of ID, in per cent. */
export function rocData(curves: readonly NamedCurve[]): ChartData {
  const areas = curves.map(({ name, auroc }) => `${name} ${percent(auroc)}`).join(", ");
  return {
    caption: `The share of OOD accepted where a share of ID is, in %. AUROC in %: ${areas}`,
    columns: ["ID accepted", ...curves.map(({ name }) => name)],
    rows: LEVELS.map((level) => [
      level,
      ...curves.map(({ curve }) => 100 * acceptedAt(curve, level / 100)),
    ]),
  };
}

/** The least share of OOD that a curve accepts where it accepts at least `level` of ID. */
function acceptedAt(curve: Float32Array, level: number): number {
  for (let i = 0; i + 1 < curve.length; i += 2) {
    if (curve[i + 1]! < level - 1e-6) continue;
    if (i === 0) return curve[0]!;
    const [x0, y0, x1, y1] = [curve[i - 2]!, curve[i - 1]!, curve[i]!, curve[i + 1]!];
    return x0 + ((x1 - x0) * Math.max(0, level - y0)) / (y1 - y0);
  }
  return 1;
}

/** Histograms, a row a bin that holds something; shares in per cent. */
export function histogramData(
  series: readonly { name: string; shares: Float32Array }[],
  [low, high]: readonly [low: number, high: number],
  of: string,
): ChartData {
  const bins = series[0]?.shares.length ?? 0;
  const width = (high - low) / (bins || 1);
  const rows = Array.from({ length: bins }, (_, bin) => [
    low + bin * width,
    low + (bin + 1) * width,
    ...series.map(({ shares }) => 100 * shares[bin]!),
  ]).filter(([, , ...shares]) => shares.some((share) => share > 0));
  return {
    caption: `Shares of the rows in each bin of the ${of}, in %`,
    columns: ["from", "to", ...series.map(({ name }) => name)],
    rows,
  };
}

/** Lines with a value each at `first`, `first + step`, ... */
export function linesData(
  series: readonly { name: string; values: Float32Array }[],
  { first, step }: { first: number; step: number },
  [across, up]: readonly [across: string, up: string],
): ChartData {
  const count = Math.max(0, ...series.map(({ values }) => values.length));
  return {
    caption: `${up}, by ${across}`,
    columns: [across, ...series.map(({ name }) => name)],
    rows: Array.from({ length: count }, (_, i) => [
      first + i * step,
      ...series.map(({ values }) => values[i] ?? null),
    ]),
  };
}

/** Shares over time, [times, names], and what they are compared with; in per cent. */
export function sharesData(
  names: readonly string[],
  places: Float32Array,
  shares: Float32Array,
  bars: readonly { name: string; shares: Float32Array }[],
): ChartData {
  const row = (name: string | number, of: Float32Array) => [
    name,
    ...Array.from(of, (share) => 100 * share),
  ];
  const over = Array.from(places, (place, t) =>
    row(place, shares.subarray(t * names.length, (t + 1) * names.length)),
  );
  return {
    caption: `Shares in %, by step; ${bars.map(({ name }) => name).join(" and ")}: to compare with`,
    columns: ["step", ...names],
    rows: [...bars.map(({ name, shares: of }) => row(name, of)), ...over],
  };
}

/** Angles over the updates, in degrees, of lines that take a column of their rows each. */
export function anglesData(
  lines: readonly { name: string; rows: readonly TraceRow[]; column: 1 | 2 }[],
): ChartData {
  const updates = [...new Set(lines.flatMap(({ rows }) => rows.map(([update]) => update)))];
  const found = lines.map(
    ({ rows, column }) => new Map(rows.map((row) => [row[0], row[column]] as const)),
  );
  return {
    caption: "Angles in degrees, by update",
    columns: ["update", ...lines.map(({ name }) => name)],
    rows: updates
      .sort((a, b) => a - b)
      .map((update) => [update, ...found.map((angles) => angles.get(update) ?? null)]),
  };
}

/** Places a side at which a map is read off. */
const PLACES = 9;

/** A map of [-extent, extent]^2, size x size cells, read off at 9 x 9 places, the highest y first. */
export function mapData({ values }: EnergyMap, size: number, extent: number): ChartData {
  const places = Array.from({ length: PLACES }, (_, i) => ((2 * i) / (PLACES - 1) - 1) * extent);
  const cell = (at: number) => Math.min(size - 1, Math.floor(((at / extent + 1) / 2) * size));
  return {
    caption: `The energy of the cells at ${PLACES} × ${PLACES} places: x across, y down`,
    columns: ["y \\ x", ...places.map((x) => String(+x.toFixed(2)).replace("-", "\u2212"))],
    rows: places
      .toReversed()
      .map((y) => [+y.toFixed(2), ...places.map((x) => values[cell(y) * size + cell(x)]!)]),
  };
}
