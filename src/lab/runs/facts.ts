import type { ToyQuality } from "../../detection/report.ts";
import { MODELS, type ModelKind } from "../../model/recipe.ts";
import { decimal, duration, percent } from "../format.ts";
import { averagesOf } from "./headline.ts";
import type { RunRecord } from "./record.ts";
import { exactly } from "./standing.ts";
import { departuresOf, labelOf, valueText } from "./title.ts";

/** A table of a run's own page: words in its head and cells. */
export interface FactTable {
  columns: readonly string[];
  rows: readonly (readonly string[])[];
}

/** What was set otherwise than the defaults of its data and model. */
export function settingFacts(run: RunRecord): FactTable {
  return {
    columns: ["Setting", "Here", "Default"],
    rows: departuresOf(run).map(({ field, value, usual }) => [
      labelOf(field),
      valueText(field, value),
      valueText(field, usual),
    ]),
  };
}

const FITS: readonly [name: string, of: (quality: ToyQuality) => string][] = [
  ["Test NLL, nats", ({ nll }) => decimal(nll)],
  ["KL, nats", ({ kl }) => decimal(kl)],
  ["TV of modes", ({ tv }) => decimal(tv)],
];

const NAMES: Record<ModelKind, string> = {
  mixture: "Mixture",
  ebm: "EBM",
  correction: "Correction",
};

/** How each of its models does: the fits of a 2D run, the averages over all OOD sets of features. */
export function resultFacts(run: RunRecord): FactTable {
  const models = run.report?.models;
  if (models) {
    const some = MODELS.filter((model) => models[model]);
    return {
      columns: ["Fit", ...some.map((model) => NAMES[model])],
      rows: FITS.map(([name, of]) => [name, ...some.map((model) => of(models[model]!))]),
    };
  }
  return {
    columns: ["Method", "AUROC, %", "FPR95, %"],
    rows: averagesOf(run).map(({ method, auroc, fpr95 }) => [
      method,
      percent(auroc),
      percent(fpr95),
    ]),
  };
}

/** All else that is known of it, a name and a value each. */
export function circumstances(run: RunRecord): readonly (readonly [name: string, value: string])[] {
  const { update, updates, seconds, backend, version, created, changed, id } = run;
  return [
    ["Updates", `${update.toLocaleString("en")} of ${updates.toLocaleString("en")}`],
    ["Training", duration(seconds)],
    ["Backend", backend],
    ["Begun", exactly(created)],
    ["Kept last", exactly(changed)],
    ["Lab", `version ${version}`],
    ["Id", id],
  ];
}
