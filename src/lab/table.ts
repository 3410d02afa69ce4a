import type { FeatureSummary } from "../../workers/protocol/features.ts";
import {
  type Column,
  type ComparedCell,
  type Comparisons,
  columnsOf,
} from "../detection/comparison.ts";
import { LOGIT_METHODS, METHODS, type Method, PAPER_METHODS } from "../detection/methods.ts";
import { METRICS } from "../detection/report.ts";
import { type ExtraSettings, OOD_GROUPS } from "../model/recipe.ts";
import type { ScoredMethod } from "./report.ts";

/** The forms of the paper's tables. */
export const TABLE_FORMS = {
  sets: "All sets (Tables 3, 4)",
  groups: "Near, mid, far (Table 1)",
  ablation: "Ablation (Table 2)",
} as const;
export type TableForm = keyof typeof TABLE_FORMS;

/** The rows of the ablation, named as in Table 2; the paper's "w/o energy" is its SSD row. */
const ABLATION_ROWS: { method: Method; name: string }[] = [
  { method: "SSD", name: "w/o energy" },
  { method: "MoG", name: "w/o energy" },
  { method: "EBM", name: "w/o MoG" },
  { method: "Correction", name: "ours" },
];

/** A method's metrics in a column; while its energy trains without intervals, and never best. */
export type Cell = ComparedCell;

export interface Row {
  method: Method;
  /** What the row is called in this form of the table. */
  name: string;
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

/** What of a run the table shows. */
export interface Scores {
  summary: FeatureSummary;
  results: Partial<Record<Method, ScoredMethod>>;
  comparison: Comparisons | null;
}

/** What turns a method beyond the paper on. */
const SWITCHES: Partial<Record<Method, keyof ExtraSettings>> = {
  "Relative Mahalanobis": "relativeMahalanobis",
  "Perturbed Mahalanobis": "perturbedMahalanobis",
  ViM: "vim",
  Composed: "composed",
};

/** The methods to show: the paper's, and those beyond it that are on or have results. */
export function listed(extras: ExtraSettings, results: Scores["results"]): Method[] {
  return METHODS.filter((method) => {
    const key = SWITCHES[method];
    return PAPER_METHODS.includes(method) || results[method] || (key && extras[key] === "on");
  });
}

/** The columns of a form: the sets, or else the groups; then the average over all sets. */
function columnsIn(form: TableForm, summary: FeatureSummary): Column[] {
  const columns = columnsOf(summary.ood);
  const overall = columns.filter(({ group }) => group === null);
  const own =
    form === "sets"
      ? columns.filter(({ group, datasets }) => group && datasets.length === 1)
      : // A group's average follows its sets; a set alone is its group's average.
        OOD_GROUPS.flatMap((group) => columns.findLast((column) => column.group === group) ?? []);
  return [...own, ...overall];
}

/** Why a method cannot score some of the sets, if it cannot. */
function lackOf(method: Method, datasets: string[], ood: FeatureSummary["ood"]): string | null {
  if (!LOGIT_METHODS.includes(method) && method !== "Composed") return null;
  const bare = ood.filter(({ dataset, logits }) => !logits && datasets.includes(dataset));
  if (bare.length === 0) return null;
  if (datasets.length === 1) return "no logits for this set";
  return `no logits for ${bare.map(({ dataset }) => dataset).join(", ")}`;
}

/**
 * The table of detection results in one of the paper's forms: a row a method of `methods`. Finished
 * methods are as the worker compared them; one in training, and one whose intervals are still being
 * drawn, shows what it has.
 */
export function tableOf(form: TableForm, methods: readonly Method[], scores: Scores): Table {
  const { summary, results } = scores;
  const comparison = (form === "ablation" && scores.comparison?.ablation) || scores.comparison;
  const columns = columnsIn(form, summary);
  const named =
    form === "ablation"
      ? ABLATION_ROWS.filter(({ method }) => methods.includes(method))
      : methods.map((method) => ({ method, name: method }));
  const rows = named.map(({ method, name }): Row => {
    const found = results[method];
    const needs = summary.lacking.find((lack) => lack.method === method)?.needs ?? null;
    const compared = found?.final ? comparison?.methods.find((row) => row.method === method) : null;
    const cells = columns.map((own) => {
      const column = comparison?.columns.findIndex((other) => other.name === own.name) ?? -1;
      const done = compared?.cells[column];
      if (done) return done;
      const some = found?.results.filter(({ dataset }) => own.datasets.includes(dataset)) ?? [];
      // What a composed detector's members need shows once it has scored what it can.
      const known = method !== "Composed" || found?.final;
      if (some.length < own.datasets.length) {
        return known ? lackOf(method, own.datasets, summary.ood) : null;
      }
      return preliminary(some);
    });
    return { method, name, final: found?.final ?? false, cells, needs };
  });
  return { columns, rows };
}

/** Averages over data sets of what has no intervals yet. */
function preliminary(results: ScoredMethod["results"]): Cell {
  const estimates = METRICS.map((metric) => {
    const value = results.reduce((sum, result) => sum + result[metric], 0) / results.length;
    return [metric, { value, interval: null, best: false }] as const;
  });
  return Object.fromEntries(estimates) as Cell;
}
