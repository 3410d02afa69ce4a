import type {
  FeatureEffort,
  FeaturePlan,
  FeatureResult,
  FeatureSummary,
} from "../../workers/protocol/features.ts";
import type { ToyFrame } from "../../workers/protocol/toy.ts";
import type { Comparison, Comparisons } from "../detection/comparison.ts";
import { METHOD_OF, METHODS, type Method } from "../detection/methods.ts";
import {
  type Interval,
  METRICS,
  type Metric,
  type Report,
  type Result,
} from "../detection/report.ts";
import { type FeatureSettings, MODELS, type ModelKind, type ToySettings } from "../model/recipe.ts";
import { currentFrame, type LabState } from "./store.ts";

const schema = "energy-correction-lab/report@1";

/** A method's results, as the worker posts them. */
export type ScoredMethod = Omit<FeatureResult, "type" | "run">;

/** What a frame of the 2D lab amounts to. */
export function reportOf(
  { update, seconds, models: shown }: Pick<ToyFrame, "update" | "seconds" | "models">,
  settings: ToySettings,
  backend: string,
  painted: boolean,
): Report {
  const models = MODELS.filter((kind) => shown[kind]);
  const rows = (kind: ModelKind): Result[] =>
    shown[kind]!.detection.total.results.map(({ dataset, curve: _, ...metrics }) => {
      const name = painted ? `painted ${dataset}` : dataset;
      return { method: METHOD_OF[kind], dataset: name, group: dataset, ...metrics };
    });
  const qualities = models.map((kind) => [kind, shown[kind]!.quality]);
  const { model } = settings;
  return {
    ...{ schema, settings, backend, updates: update, seconds },
    toy: model === "all" ? null : shown[model]!.quality,
    models: Object.fromEntries(qualities) as NonNullable<Report["models"]>,
    results: models.flatMap(rows),
  };
}

/** The 2D lab's report, or null while the frame on screen belongs to an older run. */
export function toyReport({ place, toy }: LabState): Report | null {
  const { scene } = toy;
  const frame = currentFrame(toy);
  if (!scene || !frame) return null;
  const backend = toy.shipped?.backend ?? scene.backend.label;
  return reportOf(frame, place.toy, backend, toy.painting.used);
}

/** The Features tab's report, or null while a run is under way or has left no results. */
export function featuresReport({ features }: LabState): Report | null {
  const { opened, scored, summary, results, comparison } = features;
  if (opened) return opened.record.report;
  if (!summary || !scored?.backend || !scored.plan || !scored.effort) return null;
  const { settings, backend, plan, effort } = scored;
  const outcome = { settings, backend: backend.label, plan, effort, results, comparison };
  return featureReportOf(outcome, summary);
}

/** What a run over features came to. */
export interface FeatureOutcome {
  /** As the reader chose them: the network may be "auto". */
  settings: FeatureSettings;
  /** Where it ran, for people. */
  backend: string;
  plan: FeaturePlan;
  effort: FeatureEffort;
  results: Partial<Record<Method, ScoredMethod>>;
  comparison: Comparisons | null;
}

/** A run's report, or null where no method has its final results. */
export function featureReportOf(
  { settings, backend, plan, effort, results, comparison }: FeatureOutcome,
  { files, ood }: Pick<FeatureSummary, "files" | "ood">,
): Report | null {
  const groups = new Map(ood.map(({ dataset, group }) => [dataset, group]));
  const rows = METHODS.flatMap((method) => {
    const found = results[method];
    if (!found?.final) return [];
    return found.results.map(({ curve: _, ...result }) => ({
      ...result,
      group: groups.get(result.dataset) ?? result.group,
      ...intervalsOf(comparison, method, result.dataset),
    }));
  });
  if (rows.length === 0) return null;
  const judged = METHODS.flatMap((method) => {
    const own = results[method];
    return own?.final && own.heldOut ? [[method, own.heldOut] as const] : [];
  });
  return {
    schema,
    settings: { ...settings, network: plan.network, networkChoice: settings.network },
    backend,
    ...effort,
    toy: null,
    data: files.map(({ name, sha256 }) => ({ file: name, sha256 })),
    ...(judged.length > 0 && { heldOut: Object.fromEntries(judged) }),
    results: rows,
  };
}

/** A result's intervals, if the run has them. */
function intervalsOf(comparison: Comparison | null, method: Method, dataset: string) {
  const column = comparison?.columns.findIndex(({ name }) => name === dataset) ?? -1;
  const cell = comparison?.methods.find((row) => row.method === method)?.cells[column];
  if (!cell?.auroc.interval) return {};
  const pairs = METRICS.map((metric) => [metric, cell[metric].interval] as const);
  return { intervals: Object.fromEntries(pairs) as Record<Metric, Interval> };
}
