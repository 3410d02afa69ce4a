import type { ChartData } from "../chartData.ts";
import { decimal, duration, percent } from "../format.ts";
import { criteriaOf } from "../sweeps/criteria.ts";
import { read, shown } from "../values.ts";
import { averagesOf } from "./headline.ts";
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

/** The criteria that sweeps go by, of runs of a kind. */
const criteria = (kind: RunRecord["kind"]): Measured[] =>
  criteriaOf(kind).map(({ label, unit, better, value }) => ({
    ...{ name: unit ? `${label}, ${unit}` : label, better, value },
    text:
      unit === "%" ? (value) => percent(value).replace("-", "\u2212") : (value) => decimal(value),
  }));

/** The averages of every method that any of the runs has, but of the correction, which the criteria have. */
function otherMethods(runs: readonly RunRecord[]): Measured[] {
  const methods = runs.flatMap((run) => averagesOf(run).map(({ method }) => method));
  return [...new Set(methods)]
    .filter((method) => method !== "Correction")
    .flatMap((method) =>
      (["auroc", "fpr95"] as const).map(
        (metric): Measured => ({
          name: `${method}: ${metric === "auroc" ? "AUROC" : "FPR95"}, all OOD sets, %`,
          ...{ better: metric === "auroc" ? "high" : "low", text: percent },
          value: (run) => averagesOf(run).find((own) => own.method === method)?.[metric] ?? null,
        }),
      ),
    );
}

/** What runs of one kind are compared by. */
export function measuresOf(runs: readonly RunRecord[]): readonly Measured[] {
  const [first] = runs;
  if (!first) return [];
  const own = criteria(first.kind);
  return first.kind === "toy" ? own : [...own, ...otherMethods(runs)];
}

/**
 * The runs' results; a value is best if it looks like the best one, to the digits shown, and
 * others do not.
 *
 * @param comparable whether better and worse mean anything: on other data they do not
 */
export function resultRows(runs: readonly RunRecord[], comparable: boolean): ContrastRow[] {
  const results = measuresOf(runs).map(({ name, better, value, text }) => {
    const values = runs.map(value);
    const known = values.filter((value) => value !== null && Number.isFinite(value)) as number[];
    const best = better === "low" ? Math.min(...known) : Math.max(...known);
    const cells = values.map((value) => (value === null ? NOTHING : text(value)));
    const own = row(name, cells);
    const told = comparable && own.differs && known.length > 1;
    return { ...own, best: cells.map((cell) => told && cell === text(best)) };
  });
  const facts = [
    row(
      "Updates",
      runs.map(({ update, updates }) => `${update} of ${updates}`),
    ),
    row(
      "Training",
      runs.map(({ seconds }) => duration(seconds)),
    ),
  ];
  return [...results.filter(({ cells }) => cells.some((cell) => cell !== NOTHING)), ...facts];
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
