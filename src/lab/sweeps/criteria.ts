import { METHOD_OF } from "../../detection/methods.ts";
import type { Metric, Report, ToyQuality } from "../../detection/report.ts";
import type { ModelKind, OodGroup } from "../../model/recipe.ts";
import type { RunRecord } from "../runs/record.ts";

/** What the runs of a sweep are ranked by. */
export interface Criterion {
  /** In designs and files. */
  name: string;
  kind: RunRecord["kind"];
  label: string;
  /** "nats", "%" of a share that is shown in per cent, or "" of a plain number. */
  unit: "nats" | "%" | "";
  better: "low" | "high";
  /** Whether it looks at in-distribution data alone; whoever chooses by another has seen the OOD sets. */
  idOnly: boolean;
  /** What it is, in one sentence. */
  meaning: string;
  /**
   * Read off a run's report, shares in 0..1; null where there is no report yet, and of a run that
   * failed or diverged, which ranks behind all others.
   */
  value: (record: RunRecord) => number | null;
}

/** The model that a run of the 2D lab is judged by: of all side by side, the correction. */
const judged = ({ settings }: Extract<RunRecord, { kind: "toy" }>): ModelKind =>
  settings.model === "all" ? "correction" : settings.model;

/** A number that can be ranked, or null. */
const ranked = (value: number | null | undefined) => (Number.isFinite(value) ? value! : null);

/** A criterion of the 2D lab, of how the density fits. */
function quality(
  description: Omit<Criterion, "kind" | "idOnly" | "value">,
  of: (quality: ToyQuality) => number,
): Criterion {
  const value = (record: RunRecord) => {
    if (record.kind !== "toy" || record.standing === "failed") return null;
    const found = record.report?.models?.[judged(record)];
    return found ? ranked(of(found)) : null;
  };
  return { ...description, kind: "toy", idOnly: true, value };
}

const METRIC_NAMES = { auroc: "AUROC", fpr95: "FPR95" } as const;
const BETTER = { auroc: "high", fpr95: "low" } as const;
type Judged = Extract<Metric, keyof typeof METRIC_NAMES>;

/** A metric's mean over the sets of a report that `which` takes. */
function mean(report: Report | null, metric: Metric, which: (row: Row) => boolean): number | null {
  const rows = report?.results.filter(which) ?? [];
  return ranked(rows.reduce((sum, row) => sum + row[metric], 0) / rows.length);
}
type Row = Report["results"][number];

/** A criterion of the 2D lab that looks at an OOD set. */
function detection(metric: Judged, group: OodGroup): Criterion {
  const label = `${METRIC_NAMES[metric]}, ${group} OOD`;
  return {
    ...{ name: `${metric}.${group}`, kind: "toy", label, unit: "%", idOnly: false },
    better: BETTER[metric],
    meaning: `${METRIC_NAMES[metric]} of the trained model on the ${group} OOD set.`,
    value(record) {
      if (record.kind !== "toy" || record.standing === "failed") return null;
      const method = METHOD_OF[judged(record)];
      return mean(record.report, metric, (row) => row.method === method && row.group === group);
    },
  };
}

/** A criterion on features that looks at their OOD sets. */
function average(metric: Judged): Criterion {
  return {
    ...{ name: `${metric}.average`, kind: "features", unit: "%", idOnly: false },
    label: `${METRIC_NAMES[metric]}, all OOD sets`,
    better: BETTER[metric],
    meaning: `${METRIC_NAMES[metric]} of the correction, the mean over all OOD sets.`,
    value({ standing, report }) {
      if (standing === "failed") return null;
      return mean(report, metric, ({ method }) => method === "Correction");
    },
  };
}

/** The criterion on features that looks at no OOD set. */
const likelihood: Criterion = {
  ...{ name: "heldOut.likelihood", kind: "features", unit: "nats", better: "high", idOnly: true },
  label: "Held-out likelihood",
  meaning:
    "How much likelier the correction makes held-out in-distribution rows than its reference E_G / T_G alone: it tells how well they are fitted. On CIFAR-10 features it did not rank the average AUROC (study/README.md); settings that change the reference, as T_G does, are not to be compared by it.",
  value({ standing, report }) {
    if (standing === "failed") return null;
    return ranked(report?.heldOut?.Correction?.likelihood);
  },
};

/** Every criterion, each by a name of its own; the first of a kind is what is chosen by unless the reader says otherwise. */
export const CRITERIA: readonly Criterion[] = [
  quality(
    {
      ...{ name: "nll", label: "Held-out NLL", unit: "nats", better: "low" },
      meaning:
        "Cross-entropy of the data's density to the model's, by quadrature: lower fits better.",
    },
    ({ nll }) => nll,
  ),
  quality(
    {
      ...{ name: "kl", label: "KL to the model", unit: "nats", better: "low" },
      meaning: "Kullback-Leibler divergence from the data's density to the model's.",
    },
    ({ kl }) => kl,
  ),
  quality(
    {
      ...{ name: "tv", label: "TV of the modes' masses", unit: "%", better: "low" },
      meaning:
        "Total variation between the masses that the model gives the modes and the true ones.",
    },
    ({ tv }) => tv,
  ),
  quality(
    {
      ...{ name: "closed", label: "Mixture's gap closed", unit: "%", better: "high" },
      meaning:
        "How much of the mixture's distance to the data's entropy the model makes up for: 100 % is perfect, below 0 it is worse than the mixture.",
    },
    ({ nll, mixtureNll, trueNll }) => (mixtureNll - nll) / (mixtureNll - trueNll),
  ),
  ...(["auroc", "fpr95"] as const).flatMap((metric) =>
    (["near", "mid", "far"] as const).map((group) => detection(metric, group)),
  ),
  likelihood,
  average("auroc"),
  average("fpr95"),
];

/** The criteria of a kind of run. */
export const criteriaOf = (kind: RunRecord["kind"]): readonly Criterion[] =>
  CRITERIA.filter((criterion) => criterion.kind === kind);

/** @throws for people, where no criterion has the name */
export function criterionOf(name: string): Criterion {
  const found = CRITERIA.find((criterion) => criterion.name === name);
  if (found) return found;
  const names = CRITERIA.map((criterion) => criterion.name).join(", ");
  throw new Error(`criterion: expected one of ${names}, found "${name}"`);
}
