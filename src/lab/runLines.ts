import type { ModelKind } from "../model/recipe.ts";
import type { ChartData } from "./chartData.ts";
import { TOY_FIELDS } from "./settings.ts";
import type { Branch } from "./timeline.ts";
import { runningMean } from "./trace.ts";
import { changed, read, shown } from "./values.ts";

/** What the timeline's chart can show of each run. */
export const MEASURES = {
  nll: { label: "Test NLL", unit: "nats" },
  loss: { label: "Loss", unit: "running mean" },
  tv: { label: "TV", unit: "of mode masses" },
} as const;
export type Measure = keyof typeof MEASURES;

/** [update, value] of a model of a run, in order; of losses and energy gaps the running mean. */
export function runLine(
  { fits, traces }: Pick<Branch, "fits" | "traces">,
  model: ModelKind,
  measure: Measure | "gap",
): readonly [update: number, value: number][] {
  if (measure === "loss" || measure === "gap") {
    const smooth = runningMean(traces[model]?.rows ?? []);
    return smooth.map(([update, loss, gap]) => [update, measure === "loss" ? loss : gap]);
  }
  return fits.flatMap(({ update, models }) => {
    const value = models[model]?.[measure];
    return value === undefined ? [] : [[update, value] as [number, number]];
  });
}

/** How a run differs from the one at hand: "L2 coefficient 0.1, from update 300". */
export function runWords({ settings, from, run }: Branch, present: Branch): string {
  const fields = changed(shown(TOY_FIELDS, settings), settings, present.settings);
  const dials = fields.map(({ key, label }) => `${label} ${read(settings, key)}`);
  const left = from && `from update ${from.update}`;
  const name = run === present.run ? "this run" : dials.join(", ") || "the same settings";
  return [name, left].filter(Boolean).join(", ");
}

/** A trained model and what it is called. */
export interface NamedModel {
  model: ModelKind;
  name: string;
}

/** The lines of a measure in numbers, at the updates of the run at hand. */
export function runData(
  branches: readonly Branch[],
  models: readonly NamedModel[],
  measure: Measure,
): ChartData {
  const present = branches.at(-1)!;
  const lines = branches.flatMap((branch) =>
    models.map(({ model, name }) => ({
      name: [models.length > 1 ? name : null, runWords(branch, present)].filter(Boolean).join(", "),
      line: runLine(branch, model, measure),
    })),
  );
  const updates = present.fits.map(({ update }) => update);
  const values = lines.map(({ line }) => valuesAt(line, updates));
  const { label, unit } = MEASURES[measure];
  return {
    caption: `${label}, ${unit}, at an update or the nearest recorded one before it`,
    columns: ["update", ...lines.map(({ name }) => name)],
    rows: updates.map((update, row) => [update, ...values.map((column) => column[row]!)]),
  };
}

/** A line's values at updates or the nearest before them; null before it begins and after it ended. */
export function valuesAt(
  line: readonly (readonly [update: number, value: number])[],
  updates: readonly number[],
): (number | null)[] {
  const last = line.at(-1)?.[0] ?? -1;
  let place = -1;
  return updates.map((update) => {
    while (place + 1 < line.length && line[place + 1]![0] <= update) place++;
    return place < 0 || update > last ? null : line[place]![1];
  });
}
