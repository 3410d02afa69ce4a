import type { FeatureResult, FeatureSummary } from "../../workers/protocol.ts";
import { LOGIT_METHODS, METHODS, type Method } from "../detection/report.ts";
import type { OodGroup } from "../model/recipe.ts";
import { percent } from "./format.ts";

export const OOD_GROUPS: OodGroup[] = ["near", "mid", "far"];

export interface Column {
  /** A data set, "<group> average" or "average". */
  name: string;
  /** Null for the average over all sets. */
  group: OodGroup | null;
  /** The data sets that the column averages; one alone is a set's own column. */
  datasets: string[];
}

export interface Cell {
  auroc: number;
  fpr95: number;
  bestAuroc: boolean;
  bestFpr95: boolean;
}

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

/** The columns: the sets of each group, the group's average where it has several, the average. */
function columnsOf(ood: FeatureSummary["ood"]): Column[] {
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

/** Why a method cannot score some of the sets, if it cannot. */
function lackOf(method: Method, datasets: string[], ood: FeatureSummary["ood"]): string | null {
  if (!LOGIT_METHODS.includes(method)) return null;
  const bare = ood.filter(({ dataset, logits }) => !logits && datasets.includes(dataset));
  if (bare.length === 0) return null;
  if (datasets.length === 1) return "no logits for this set";
  return `no logits for ${bare.map(({ dataset }) => dataset).join(", ")}`;
}

/** A share as the table shows it: what looks equal there is equally good. */
const shown = (share: number) => Number(percent(share));

/** The table of detection results: a row a method, averages over data sets, the best final one marked. */
export function tableOf(
  summary: FeatureSummary,
  results: Partial<Record<Method, FeatureResult>>,
): Table {
  const columns = columnsOf(summary.ood);
  const rows = METHODS.map((method): Row => {
    const found = results[method];
    const needs = summary.lacking.find((lack) => lack.method === method)?.needs ?? null;
    const cells = columns.map(({ datasets }) => {
      const some = found?.results.filter(({ dataset }) => datasets.includes(dataset)) ?? [];
      if (some.length < datasets.length) return lackOf(method, datasets, summary.ood);
      const mean = (key: "auroc" | "fpr95") =>
        some.reduce((sum, result) => sum + result[key], 0) / some.length;
      return { auroc: mean("auroc"), fpr95: mean("fpr95"), bestAuroc: false, bestFpr95: false };
    });
    return { method, final: found?.final ?? false, cells, needs };
  });
  columns.forEach((_, column) => {
    const cells = rows.flatMap(({ final, cells }) => {
      const cell = cells[column];
      return final && cell && typeof cell !== "string" ? cell : [];
    });
    if (cells.length < 2) return;
    const auroc = Math.max(...cells.map((cell) => shown(cell.auroc)));
    const fpr95 = Math.min(...cells.map((cell) => shown(cell.fpr95)));
    for (const cell of cells) {
      cell.bestAuroc = shown(cell.auroc) === auroc;
      cell.bestFpr95 = shown(cell.fpr95) === fpr95;
    }
  });
  return { columns, rows };
}
