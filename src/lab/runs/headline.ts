import type { Method } from "../../detection/methods.ts";
import { METRICS, type Metrics, type ToyQuality } from "../../detection/report.ts";
import type { ModelKind, ToyModel } from "../../model/recipe.ts";
import { decimal, percent } from "../format.ts";
import type { RunRecord } from "./record.ts";

/** The number that a run is told by in a list. */
export interface Headline {
  name: string;
  text: string;
  /** What lists are sorted by: lower is better, and infinite of a run that failed. */
  rank: number;
}

/** The model that a run of the 2D lab is judged by: of one side by side, the correction. */
export const judgedModel = (model: ToyModel): ModelKind => (model === "all" ? "correction" : model);

/** How well a 2D run's judged model fits; null where it has no report yet, and of features. */
export function qualityOf(run: RunRecord): ToyQuality | null {
  if (run.kind !== "toy") return null;
  return run.report?.models?.[judgedModel(run.settings.model)] ?? run.report?.toy ?? null;
}

/** Each method's metrics, averaged over all OOD sets that it has scored. */
export function averagesOf({ report }: RunRecord): ({ method: Method } & Metrics)[] {
  const results = report?.results ?? [];
  return [...new Set(results.map(({ method }) => method))].map((method) => {
    const own = results.filter((result) => result.method === method);
    const means = METRICS.map((metric) => {
      return [metric, own.reduce((sum, result) => sum + result[metric], 0) / own.length];
    });
    return { method, ...(Object.fromEntries(means) as Metrics) };
  });
}

/** A 2D run's test NLL, or the average AUROC of a features run's correction; null where there is none yet. */
export function headlineOf(run: RunRecord): Headline | null {
  const rank = (value: number) => (run.standing === "failed" ? Number.POSITIVE_INFINITY : value);
  if (run.kind === "toy") {
    const nll = qualityOf(run)?.nll;
    return nll === undefined ? null : { name: "Test NLL", text: decimal(nll), rank: rank(nll) };
  }
  const auroc = averagesOf(run).find(({ method }) => method === "Correction")?.auroc;
  if (auroc === undefined) return null;
  return { name: "AUROC, average", text: `${percent(auroc)} %`, rank: rank(-auroc) };
}
