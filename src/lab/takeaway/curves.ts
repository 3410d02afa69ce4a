import { MODELS, type ModelKind } from "../../model/recipe.ts";
import { csvLines } from "../csv.ts";
import type { Fit } from "../timeline.ts";
import type { Traces } from "../trace.ts";

const HEADER = [
  "model",
  "update",
  "loss",
  "energy gap",
  "mean of",
  "test NLL",
  "TV of mode masses",
];

/**
 * The curves of a run of the 2D lab as CSV, a line a model and update: loss and energy gap, each the mean
 * of so many updates around it, and test NLL, in nats, and TV at the updates that were measured. What is
 * not known of an update is empty.
 */
export function curvesCsv(traces: Traces, fits: readonly Fit[]): string {
  const lines = MODELS.flatMap((model) => linesOf(model, traces, fits));
  return csvLines([HEADER, ...lines]);
}

function linesOf(model: ModelKind, traces: Traces, fits: readonly Fit[]) {
  type Line = { loss: (string | number)[]; fit: (string | number)[] };
  const lines = new Map<number, Line>();
  const at = (update: number) => {
    const line = lines.get(update) ?? { loss: ["", "", ""], fit: ["", ""] };
    lines.set(update, line);
    return line;
  };
  const { rows = [], stride = 1 } = traces[model] ?? {};
  for (const [update, loss, gap] of rows) at(update).loss = [loss, gap, stride];
  for (const { update, models } of fits) {
    const fit = models[model];
    if (fit) at(update).fit = [fit.nll, fit.tv];
  }
  return [...lines]
    .sort(([a], [b]) => a - b)
    .map(([update, { loss, fit }]) => [model, update, ...loss, ...fit]);
}
