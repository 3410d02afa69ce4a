import { isDeepStrictEqual } from "node:util";
import { csvParseRows } from "d3";
import { METHOD_OF } from "../src/detection/methods.ts";
import type { Report } from "../src/detection/report.ts";
import { csvLines } from "../src/lab/csv.ts";
import type { Value } from "../src/lab/fields.ts";
import type { Trial } from "../src/lab/sweeps/design.ts";
import { MODELS, OOD_GROUPS } from "../src/model/recipe.ts";

/** A trial that was run, as a line of a results file has it. */
export interface Outcome {
  trial: number;
  values: Readonly<Record<string, Value>>;
  seed: number;
  /** Why it ended early; null where it did not. */
  problem: string | null;
  /** Its numbers, where it ended. */
  report: Report;
}

/** The form of results in a file of this name, or on standard output. */
export const formOf = (out: string | null) => (out?.endsWith(".csv") ? CSV : LINES);

/** How results are written: a head, then a line or row for each. */
export interface Form {
  head: (keys: readonly string[]) => string;
  write: (outcome: Outcome) => string;
  /** What identifies the trial of a line, the head left out. @throws if it is none */
  read: (line: string) => Found;
}

/** A trial that a results file has. */
interface Found {
  trial: number;
  isOf: (trial: Trial) => boolean;
}

const LINES: Form = {
  head: () => "",
  write: (outcome) => `${JSON.stringify(outcome)}\n`,
  read(line) {
    const { trial, report } = outcomeOf(line);
    return { trial, isOf: ({ settings }) => isDeepStrictEqual(report.settings, settings) };
  },
};

const FITS = ["nll", "kl", "tv"] as const;
const DETECTION = ["auroc", "fpr95"] as const;
const AFTER = [
  ...["seed", "problem", "updates", "seconds", "trueNll"],
  ...MODELS.flatMap((kind) => [
    ...FITS.map((name) => `${kind}.${name}`),
    ...OOD_GROUPS.flatMap((group) => DETECTION.map((name) => `${kind}.${group}.${name}`)),
  ]),
];

const CSV: Form = {
  head: (keys) => csvLines([["trial", ...keys, ...AFTER]]),
  write({ trial, values, seed, problem, report }) {
    const { models = {}, results, updates, seconds } = report;
    const cells = MODELS.flatMap((kind) => [
      ...FITS.map((name) => models[kind]?.[name] ?? ""),
      ...OOD_GROUPS.flatMap((group) => {
        const row = results.find((each) => each.method === METHOD_OF[kind] && each.group === group);
        return DETECTION.map((name) => row?.[name] ?? "");
      }),
    ]);
    const run = [seed, problem ?? "", updates, seconds, models.mixture?.trueNll ?? ""];
    return csvLines([[trial, ...Object.values(values), ...run, ...cells]]);
  },
  read(line) {
    const [trial = "", ...cells] = csvParseRows(line)[0] ?? [];
    if (!/^\d+$/.test(trial)) throw new Error(`expected a trial's number, found "${trial}"`);
    return {
      trial: Number(trial),
      isOf: ({ values, seed }) =>
        [...Object.values(values), seed].every((value, i) => String(value) === cells[i]),
    };
  },
};

/** The outcome that a line of JSON has. @throws for people */
export function outcomeOf(text: string): Outcome {
  const outcome: Partial<Outcome> | null = JSON.parse(text);
  const { trial, values, report } = outcome ?? {};
  if (Number.isInteger(trial) && values && report?.results) return outcome as Outcome;
  throw new Error("expected a trial with its values and report, found none");
}
