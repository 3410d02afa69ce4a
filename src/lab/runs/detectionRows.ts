import type { Column } from "../../detection/comparison.ts";
import { columnsOf } from "../../detection/comparison.ts";
import { METHODS, type Method } from "../../detection/methods.ts";
import type { Metric, Result } from "../../detection/report.ts";
import { percent } from "../format.ts";
import { CONVENTIONS, type Convention } from "../results.ts";
import type { ContrastRow } from "./contrast.ts";
import type { RunRecord } from "./record.ts";

/** The methods that any of the runs has scored, in the order of the tables. */
export const scoredMethods = (runs: readonly RunRecord[]): Method[] =>
  METHODS.filter((method) =>
    runs.some(({ report }) => report?.results.some((result) => result.method === method)),
  );

/** A method's AUROC and FPR95 on every OOD set of the runs, and its averages; a cell a run. */
export function detectionRows(
  runs: readonly RunRecord[],
  method: Method,
  convention: Convention,
): ContrastRow[] {
  const results = runs.map(
    ({ report }) => report?.results.filter((result) => result.method === method) ?? [],
  );
  const sets = new Map(results.flat().map(({ dataset, group }) => [dataset, { dataset, group }]));
  const { metric } = CONVENTIONS[convention];
  return columnsOf([...sets.values()]).map((column) => {
    const aurocs = results.map((own) => meanOf(own, column, "auroc"));
    const fprs = results.map((own) => meanOf(own, column, metric));
    const texts = aurocs.map((auroc) => (auroc === null ? null : percent(auroc)));
    const most = Math.max(...aurocs.flatMap((auroc) => auroc ?? []));
    const told = new Set(texts).size > 1 && texts.filter((text) => text !== null).length > 1;
    const cells = texts.map((text, i) => (text === null ? "–" : `${text} / ${percent(fprs[i]!)}`));
    return {
      name: column.name,
      cells,
      differs: new Set(cells).size > 1,
      best: texts.map((text) => told && text === percent(most)),
    };
  });
}

/** A metric's mean over the sets of a column; null where one of them is not scored. */
function meanOf(results: readonly Result[], { datasets }: Column, metric: Metric): number | null {
  const own = results.filter(({ dataset }) => datasets.includes(dataset));
  if (own.length < datasets.length) return null;
  return own.reduce((sum, result) => sum + result[metric], 0) / own.length;
}
