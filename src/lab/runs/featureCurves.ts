import { METHODS, type Method } from "../../detection/methods.ts";
import type { NamedCurve } from "../chartRows.ts";
import { runningMean } from "../trace.ts";
import type { ComparedFeatures } from "./compared.ts";
import type { Curve } from "./curves.ts";

/** The energies that any of the runs has trained. */
export const trainedMethods = (runs: readonly ComparedFeatures[]): Method[] =>
  METHODS.filter((method) => runs.some(({ details }) => details?.parts.trainings[method]));

/** The running mean of a method's losses or energy gaps, a curve a run. */
export const lossCurves = (
  runs: readonly ComparedFeatures[],
  method: Method,
  measure: "loss" | "gap",
): Curve[] =>
  runs.map(({ number, title, details }) => {
    const rows = runningMean(details?.parts.trainings[method]?.trace.rows ?? []);
    const points = rows.map(([update, loss, gap]) => {
      return [update, measure === "loss" ? loss : gap] as const;
    });
    return { number, title, points };
  });

/** A run's ROC curve, by the run's number and title. */
export interface RunRoc extends NamedCurve {
  number: number;
}

/** A method's ROC curves on an OOD set, of those runs that have scored it. */
export const rocCurves = (
  runs: readonly ComparedFeatures[],
  method: Method,
  dataset: string,
): RunRoc[] =>
  runs.flatMap(({ number, title, details }) => {
    const results = details?.parts.results[method]?.results ?? [];
    const own = results.find((result) => result.dataset === dataset);
    if (!own) return [];
    return [{ number, name: `${number}: ${title}`, auroc: own.auroc, curve: own.curve }];
  });

/** The OOD sets that a method has scored in any of the runs. */
export const scoredSets = (runs: readonly ComparedFeatures[], method: Method): string[] => [
  ...new Set(
    runs.flatMap(
      ({ details }) => details?.parts.results[method]?.results.map(({ dataset }) => dataset) ?? [],
    ),
  ),
];
