import type { FeatureResult, FeatureSummary } from "../../workers/protocol.ts";
import {
  type Column,
  type ComparedCell,
  type Comparison,
  columnsOf,
} from "../detection/comparison.ts";
import { LOGIT_METHODS, METHODS, type Method, PAPER_METHODS } from "../detection/methods.ts";
import { METRICS } from "../detection/report.ts";

/** A method's metrics in a column; while its energy trains without intervals, and never best. */
export type Cell = ComparedCell;

export interface Row {
  method: Method;
  /** False while the method's energy still trains. */
  final: boolean;
  /** One a column; null where there is no result yet, a sentence where there can be none. */
  cells: (Cell | string | null)[];
  /** What the method lacks, if it cannot run. */
  needs: string | null;
}

export interface Table {
  columns: Column[];
  rows: Row[];
}

/** Why a method cannot score some of the sets, if it cannot. */
function lackOf(method: Method, datasets: string[], ood: FeatureSummary["ood"]): string | null {
  if (!LOGIT_METHODS.includes(method)) return null;
  const bare = ood.filter(({ dataset, logits }) => !logits && datasets.includes(dataset));
  if (bare.length === 0) return null;
  if (datasets.length === 1) return "no logits for this set";
  return `no logits for ${bare.map(({ dataset }) => dataset).join(", ")}`;
}

/**
 * The table of detection results: a row a method of the paper's or one that was scored. Finished methods are as the worker compared them;
 * one in training, and one whose intervals are still being drawn, shows what it has.
 */
export function tableOf(
  summary: FeatureSummary,
  results: Partial<Record<Method, FeatureResult>>,
  comparison: Comparison | null,
): Table {
  const columns = columnsOf(summary.ood);
  const listed = METHODS.filter((method) => PAPER_METHODS.includes(method) || results[method]);
  const rows = listed.map((method): Row => {
    const found = results[method];
    const needs = summary.lacking.find((lack) => lack.method === method)?.needs ?? null;
    const compared = found?.final ? comparison?.methods.find((row) => row.method === method) : null;
    const cells = columns.map(({ name, datasets }) => {
      const column = comparison?.columns.findIndex((other) => other.name === name) ?? -1;
      const done = compared?.cells[column];
      if (done) return done;
      const some = found?.results.filter(({ dataset }) => datasets.includes(dataset)) ?? [];
      if (some.length < datasets.length) return lackOf(method, datasets, summary.ood);
      return preliminary(some);
    });
    return { method, final: found?.final ?? false, cells, needs };
  });
  return { columns, rows };
}

/** Averages over data sets of what has no intervals yet. */
function preliminary(results: FeatureResult["results"]): Cell {
  const estimates = METRICS.map((metric) => {
    const value = results.reduce((sum, result) => sum + result[metric], 0) / results.length;
    return [metric, { value, interval: null, best: false }] as const;
  });
  return Object.fromEntries(estimates) as Cell;
}
