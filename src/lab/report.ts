import { METHODS, type Method, type Report, type Result } from "../detection/report.ts";
import type { LabState } from "./store.ts";
import { OOD_GROUPS } from "./table.ts";

const schema = "energy-correction-lab/report@1";

/** The 2D lab's report, or null while the frame on screen belongs to an older run. */
export function toyReport({ place, toy: { scene, frame, run } }: LabState): Report | null {
  if (!scene || !frame || frame.run !== run || scene.run !== run) return null;
  const { model } = place.toy;
  const rows = (method: Method, energy: "reference" | "total"): Result[] =>
    OOD_GROUPS.map((group) => {
      const { auroc, fpr95 } = frame.rocs[group][energy];
      return { method, dataset: group, group, auroc, fpr95 };
    });
  const own = model === "ebm" ? rows("EBM", "total") : rows("Correction", "total");
  return {
    schema,
    settings: place.toy,
    backend: scene.backend.label,
    updates: frame.update,
    seconds: frame.seconds,
    toy: frame.quality,
    results: [...rows("MoG", "reference"), ...(model === "mixture" ? [] : own)],
  };
}

/** The Features tab's report, or null while a run is under way or has left no results. */
export function featuresReport({ features }: LabState): Report | null {
  const { phase, backend, scored, summary, results } = features;
  if (phase.at === "running" || phase.at === "cancelling" || !backend || !scored) return null;
  const groups = new Map(summary?.ood.map(({ dataset, group }) => [dataset, group]));
  const rows = METHODS.flatMap((method) => {
    const found = results[method];
    if (!found?.final) return [];
    return found.results.map(({ dataset, group, auroc, fpr95 }) => ({
      ...{ method, dataset, group: groups.get(dataset) ?? group, auroc, fpr95 },
    }));
  });
  if (rows.length === 0) return null;
  const { updates, seconds } = phase.at === "done" ? phase : { updates: 0, seconds: 0 };
  return {
    ...{ schema, settings: scored, backend: backend.label, updates, seconds },
    ...{ toy: null, results: rows },
  };
}
