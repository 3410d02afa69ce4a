import type { ChartData } from "../chartData.ts";
import { decimal, duration, percent } from "../format.ts";
import { read, shown } from "../values.ts";
import { averagesOf, judgedModel, qualityOf } from "./headline.ts";
import type { RunRecord } from "./record.ts";
import { fieldsOfRun, labelOf, valueText } from "./title.ts";

/** A row of the comparison's table. */
export interface ContrastRow {
  name: string;
  /** One a run. */
  cells: readonly string[];
  /** Whether not all cells are the same. */
  differs: boolean;
  /** Which runs are best in it, or look equal to the best; none where nothing is better or worse. */
  best: readonly boolean[];
}

/** What stands where a setting means nothing with a run's others. */
const NOTHING = "–";

/** The settings that mean something for any of the runs, all of one kind. */
export function settingRows(runs: readonly RunRecord[]): ContrastRow[] {
  const fields = runs.map((run) => shown(fieldsOfRun(run), run.settings));
  const [first] = runs;
  if (!first) return [];
  return fieldsOfRun(first)
    .filter((field) => fields.some((own) => own.includes(field)))
    .map((field) =>
      row(
        labelOf(field),
        runs.map(({ settings }, i) =>
          fields[i]!.includes(field) ? valueText(field, read(settings, field.key)) : NOTHING,
        ),
      ),
    );
}

function row(name: string, cells: string[]): ContrastRow {
  const best = cells.map(() => false);
  return { name, cells, differs: new Set(cells).size > 1, best };
}

/** A number that runs are compared by. */
export interface Measured {
  name: string;
  better: "low" | "high";
  value: (run: RunRecord) => number | null;
  text: (value: number) => string;
}

const fitting = (name: string, of: "nll" | "kl" | "tv"): Measured => ({
  ...{ name, better: "low", text: (value) => decimal(value) },
  value: (run) => qualityOf(run)?.[of] ?? null,
});

/** The model's own detection on an OOD set, or its average over all. */
function detection(run: RunRecord, metric: "auroc" | "fpr95", dataset: string): number | null {
  const model = run.kind === "toy" ? judgedModel(run.settings.model) : "correction";
  const method = { mixture: "MoG", ebm: "EBM", correction: "Correction" }[model];
  const own = run.report?.results.filter((result) => result.method === method) ?? [];
  return own.find((result) => result.dataset === dataset)?.[metric] ?? null;
}

const TOY_MEASURES: readonly Measured[] = [
  fitting("Test NLL, nats", "nll"),
  fitting("KL, nats", "kl"),
  fitting("TV of modes", "tv"),
  ...(["near", "mid", "far"] as const).map(
    (group): Measured => ({
      ...{ name: `AUROC ${group}, %`, better: "high", text: percent },
      value: (run) => detection(run, "auroc", group) ?? detection(run, "auroc", `painted ${group}`),
    }),
  ),
];

/** The averages of every method that any of the runs has. */
function featureMeasures(runs: readonly RunRecord[]): Measured[] {
  const methods = [...new Set(runs.flatMap((run) => averagesOf(run).map(({ method }) => method)))];
  return methods.flatMap((method) =>
    (["auroc", "fpr95"] as const).map(
      (metric): Measured => ({
        name: `${method}: ${metric === "auroc" ? "AUROC" : "FPR95"}, %`,
        ...{ better: metric === "auroc" ? "high" : "low", text: percent },
        value: (run) => averagesOf(run).find((own) => own.method === method)?.[metric] ?? null,
      }),
    ),
  );
}

/** What runs of one kind are compared by. */
export const measuresOf = (runs: readonly RunRecord[]): readonly Measured[] =>
  runs[0]?.kind === "features" ? featureMeasures(runs) : TOY_MEASURES;

/**
 * The runs' results; a value is best if it looks like the best one, to the digits shown.
 *
 * @param comparable whether better and worse mean anything: on other data they do not
 */
export function resultRows(runs: readonly RunRecord[], comparable: boolean): ContrastRow[] {
  const results = measuresOf(runs).map(({ name, better, value, text }) => {
    const values = runs.map(value);
    const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
    const best = better === "low" ? Math.min(...known) : Math.max(...known);
    const cells = values.map((value) => (value === null ? NOTHING : text(value)));
    const told = comparable && known.length > 1;
    return {
      ...row(name, cells),
      best: values.map((value) => told && value !== null && text(value) === text(best)),
    };
  });
  const seconds = runs.map(({ seconds }) => duration(seconds));
  return [
    ...results.filter(({ cells }) => cells.some((cell) => cell !== NOTHING)),
    row("Training", seconds),
  ];
}

/** A table of the comparison in words, for CSV. */
export const contrastData = (
  caption: string,
  runs: readonly { number: number; title: string }[],
  rows: readonly ContrastRow[],
): ChartData => ({
  caption,
  columns: ["", ...runs.map(({ number, title }) => `${number}: ${title}`)],
  rows: rows.map(({ name, cells }) => [name, ...cells]),
});
