import type { ToyQuality } from "../../../src/detection/report.ts";
import { RUN_SCHEMA, type ToyRecord } from "../../../src/lab/runs/record.ts";
import { toyDefaults } from "../../../src/model/defaults.ts";
import type { ToyModel } from "../../../src/model/recipe.ts";

/** Numbers of a fit; what is left out is that of a fair one. */
export const quality = (more: Partial<ToyQuality> = {}): ToyQuality => ({
  ...{ nll: 2.4, mixtureNll: 3, trueNll: 2, kl: 0.4, tv: 0.1 },
  ...{ modeMass: [0.6, 0.4], trueModeMass: [0.5, 0.5], quadratureError: 1e-6 },
  ...more,
});

/** A kept run on the grid that has come to its end, made by hand. */
export function record(
  more: Partial<ToyRecord> = {},
  { model = "correction", nll = 2.4 }: { model?: ToyModel; nll?: number } = {},
): ToyRecord {
  const settings = toyDefaults("grid", model);
  const own = quality({ nll });
  const mixture = quality({ nll: 3, kl: 1 });
  const result = { auroc: 0.9, fpr95: 0.3, fpr95OodPositive: 0.4 };
  return {
    ...{ schema: RUN_SCHEMA, kind: "toy", id: "a000000000", name: "", pinned: false },
    ...{ created: 0, changed: 0, version: "1", backend: "CPU", from: null, sweep: null },
    ...{ standing: "done", problem: null, settings },
    ...{ update: settings.updates, updates: settings.updates, seconds: 1 },
    report: {
      ...{ schema: "energy-correction-lab/report@1", settings, backend: "CPU" },
      ...{ updates: settings.updates, seconds: 1 },
      toy: model === "all" ? null : own,
      models:
        model === "all" ? { mixture, ebm: quality(), correction: own } : { mixture, [model]: own },
      results: (["near", "mid", "far"] as const).flatMap((group, i) => [
        { method: "MoG" as const, dataset: group, group, ...result },
        { method: "Correction" as const, dataset: group, group, ...result, auroc: 0.9 + 0.03 * i },
      ]),
    },
    ...more,
  };
}
