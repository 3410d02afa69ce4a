import type { FeatureSummary } from "../../workers/protocol/features.ts";
import { type Column, columnsOf } from "../detection/comparison.ts";
import type { Method } from "../detection/methods.ts";
import type { Metric } from "../detection/report.ts";
import type { Benchmark } from "./paperTables.ts";
import type { TableForm } from "./table.ts";

/** The two conventions of FPR95, each with its metric and its name. */
export const CONVENTIONS = {
  id: {
    metric: "fpr95",
    name: "ID positive",
    meaning:
      "in-distribution is the positive class, as in the paper: the share of OOD rows accepted where 95 % of ID rows are",
  },
  ood: {
    metric: "fpr95OodPositive",
    name: "OOD positive",
    meaning:
      "OOD is the positive class, as in OpenOOD since August 2023: the share of ID rows rejected where 95 % of OOD rows are",
  },
} as const satisfies Record<string, { metric: Metric; name: string; meaning: string }>;
export type Convention = keyof typeof CONVENTIONS;

/** How the results are shown; part of the address. */
export interface ResultsView {
  table: TableForm;
  paper: "off" | Benchmark;
  fpr: Convention;
  /** The share of ID rows that the threshold gamma accepts, in %: 0 to 100 in steps of 0.5. */
  gamma: number;
}

export const DEFAULT_VIEW: ResultsView = { table: "sets", paper: "off", fpr: "id", gamma: 95 };

/** The step nearest to a share of ID rows in %. */
export const gammaStep = (percentage: number): number =>
  Math.min(100, Math.max(0, Math.round(2 * percentage) / 2));

/** The method and the table's column, by its name, that the reader chose for the plots. */
export interface Chosen {
  method: Method | null;
  column: string | null;
}

export const NOTHING_CHOSEN: Chosen = { method: null, column: null };

/**
 * What the plots show: the chosen method, or else the correction, or the last of those with results;
 * the chosen column, or else the first set. Null where nothing is loaded.
 */
export function shownIn(
  chosen: Chosen,
  scored: readonly Method[],
  summary: FeatureSummary | null,
): { method: Method | null; column: Column } | null {
  const columns = summary ? columnsOf(summary.ood) : [];
  const column = columns.find(({ name }) => name === chosen.column) ?? columns[0];
  if (!column) return null;
  const wanted = [chosen.method, "Correction" as const].find(
    (method) => method && scored.includes(method),
  );
  return { method: wanted ?? scored.at(-1) ?? null, column };
}
