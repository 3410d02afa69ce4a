import { OOD_GROUPS, type OodGroup } from "../model/recipe.ts";
import type { Replicates } from "./bootstrap.ts";
import type { Method } from "./methods.ts";
import { type Interval, METRICS, type Metric, type Metrics } from "./report.ts";
import { percentile } from "./roc.ts";

/** A column of a table of results. */
export interface Column {
  /** A data set, "<group> average" or "average". */
  name: string;
  /** Null for the average over all sets. */
  group: OodGroup | null;
  /** The data sets that the column averages; one alone is a set's own column. */
  datasets: string[];
}

/** The columns: the sets of each group, the group's average where it has several, the average. */
export function columnsOf(ood: readonly { dataset: string; group: OodGroup }[]): Column[] {
  const groups = OOD_GROUPS.map((group) => ({
    group,
    datasets: ood.filter((set) => set.group === group).map(({ dataset }) => dataset),
  }));
  const columns = groups.flatMap(({ group, datasets }): Column[] => [
    ...datasets.map((name) => ({ name, group, datasets: [name] })),
    ...(datasets.length > 1 ? [{ name: `${group} average`, group, datasets }] : []),
  ]);
  const all = groups.flatMap(({ datasets }) => datasets);
  return all.length > 1 ? [...columns, { name: "average", group: null, datasets: all }] : columns;
}

/** A method's metrics on an OOD set, with the bootstrap's replicates where there was one. */
export interface Measured {
  metrics: Metrics;
  replicates: Replicates | null;
}

/** A method's metric in a column. */
export interface Estimate {
  value: number;
  interval: Interval | null;
  /** Best of the column, or not told from the best: the paired difference's interval holds 0. */
  best: boolean;
}

export type ComparedCell = Record<Metric, Estimate>;

/** The finished methods side by side; a method's cells are one a column, null where it has no result. */
export interface Comparison {
  columns: Column[];
  methods: { method: Method; cells: (ComparedCell | null)[] }[];
}

/** The paper's ablation (Table 2): the model's parts, and the whole. */
export const ABLATION: readonly Method[] = ["SSD", "MoG", "EBM", "Correction"];

/** All methods side by side, and those of the ablation by themselves. */
export interface Comparisons extends Comparison {
  ablation: Comparison;
}

/** What two values of a metric must differ by to look different in the tables: 0.1 points. */
const SHOWN = 1000;

/**
 * Compares the methods in every column: averages over data sets, 95 % intervals (percentiles of the
 * bootstrap's replicates), and which methods are best. Without replicates those are best that look
 * equal to one decimal of a per cent. One method alone is not best.
 */
export function compare(
  ood: readonly { dataset: string; group: OodGroup }[],
  measured: ReadonlyMap<Method, ReadonlyMap<string, Measured>>,
): Comparison {
  const columns = columnsOf(ood);
  const methods = [...measured].map(([method]) => ({
    method,
    cells: columns.map((): ComparedCell | null => null),
  }));
  columns.forEach(({ datasets }, c) => {
    const entries = methods.flatMap(({ method, cells }) => {
      const parts = datasets.map((dataset) => measured.get(method)!.get(dataset));
      if (!parts.every((part) => part !== undefined)) return [];
      const cell = {} as ComparedCell;
      cells[c] = cell;
      return [{ cell, parts }];
    });
    for (const metric of METRICS) {
      const sides = entries.map(({ parts }) => average(parts, metric));
      const lower = metric === "auroc" ? -1 : 1;
      const best = sides.reduce<Side | null>(
        (top, side) => (top && lower * top.value <= lower * side.value ? top : side),
        null,
      );
      entries.forEach(({ cell }, i) => {
        const { value, replicates } = sides[i];
        const interval = replicates && intervalOf(replicates);
        const alone = sides.length === 1;
        cell[metric] = { value, interval, best: !alone && best !== null && tied(best, sides[i]) };
      });
    }
  });
  return { columns, methods };
}

interface Side {
  value: number;
  replicates: Float64Array | null;
}

function average(parts: readonly Measured[], metric: Metric): Side {
  const value = parts.reduce((sum, { metrics }) => sum + metrics[metric], 0) / parts.length;
  if (parts.some(({ replicates }) => !replicates)) return { value, replicates: null };
  const mean = new Float64Array(parts[0].replicates![metric].length);
  for (const { replicates } of parts) {
    replicates![metric].forEach((replicate, i) => {
      mean[i] += replicate / parts.length;
    });
  }
  return { value, replicates: mean };
}

function tied(best: Side, other: Side): boolean {
  if (best === other) return true;
  if (best.replicates && other.replicates) {
    const difference = best.replicates.map((value, i) => value - other.replicates![i]);
    const [low, high] = intervalOf(difference);
    return low <= 0 && high >= 0;
  }
  return Math.round(best.value * SHOWN) === Math.round(other.value * SHOWN);
}

/** The 2.5 and 97.5 percentiles. */
function intervalOf(values: Float64Array): Interval {
  const ordered = values.slice().sort();
  return [percentile(ordered, 0.025), percentile(ordered, 0.975)];
}
