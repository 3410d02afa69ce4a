import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { csvParseRows } from "d3";
import { METHOD_OF, type Method } from "../src/detection/methods.ts";
import type { Report } from "../src/detection/report.ts";
import { csvLines } from "../src/lab/csv.ts";
import type { Value } from "../src/lab/fields.ts";
import type { RunOfSweep } from "../src/lab/runs/record.ts";
import type { Trial } from "../src/lab/sweeps/design.ts";
import { type FeatureSettings, MODELS, OOD_GROUPS, type OodGroup } from "../src/model/recipe.ts";

/** A trial that was run, as a line of a results file has it. */
export interface Outcome {
  trial: number;
  values: Readonly<Record<string, Value>>;
  seed: number;
  /** Why it ended early; null where it did not. */
  problem: string | null;
  /** The update that successive halving ended it at; null where it did not, none in other sweeps. */
  dropped?: number | null;
  /** Of successive halving: the criterion's values at the rungs that it passed, as [update, value]. */
  rungs?: RunOfSweep["rungs"];
  /** Its numbers, where it ended. */
  report: Report;
}

/** What an outcome's columns depend on. */
export type Columns = Pick<Outcome, "values" | "rungs"> & { settings: object };

/** The form of results in a file of this name, or on standard output. */
export const formOf = (out: string | null) => (out?.endsWith(".csv") ? CSV : LINES);

/** How results are written: a head, then a line or row for each. */
export interface Form {
  head: (columns: Columns) => string;
  write: (outcome: Outcome) => string;
  /** What a line tells of its trial, under its head. @throws if it is none */
  read: (line: string, head: string) => Found;
}

/** A trial that a results file has. */
interface Found {
  trial: number;
  isOf: (trial: Trial) => boolean;
  past: Past;
}

/** What is known of a trial that has ended. */
export interface Past extends Pick<Outcome, "problem" | "dropped" | "rungs"> {
  updates: number;
  seconds: number;
}

const LINES: Form = {
  head: () => "",
  write: (outcome) => `${JSON.stringify(outcome)}\n`,
  read(line) {
    const { trial, report, ...rest } = outcomeOf(line);
    const { updates, seconds } = report;
    return {
      trial,
      isOf: ({ settings }) => isDeepStrictEqual(report.settings, settings),
      past: { ...rest, updates, seconds },
    };
  },
};

const FITS = ["nll", "kl", "tv"] as const;
const DETECTION = ["auroc", "fpr95"] as const;
/** With a digest of all its settings, since a row has not them all. */
const RUN = ["seed", "settings", "problem", "updates", "seconds"];

/** The columns of a run's numbers. */
const TOY = [
  "trueNll",
  ...MODELS.flatMap((kind) => [
    ...FITS.map((name) => `${kind}.${name}`),
    ...OOD_GROUPS.flatMap((group) => DETECTION.map((name) => `${kind}.${group}.${name}`)),
  ]),
];
const TRAINED = ["EBM", "Correction"] as const;
const FEATURES = [
  "network",
  ...TRAINED.flatMap((method) => [
    `${method}.likelihood`,
    ...[...OOD_GROUPS, "average"].flatMap((group) =>
      DETECTION.map((name) => `${method}.${group}.${name}`),
    ),
  ]),
];

/** The mean over the sets of a group, or over all. */
function mean(
  { results }: Report,
  method: Method,
  metric: (typeof DETECTION)[number],
  group: OodGroup | "average",
): number | "" {
  const rows = results.filter((row) => row.method === method);
  const own = rows.filter((row) => group === "average" || row.group === group);
  return own.length > 0 ? own.reduce((sum, row) => sum + row[metric], 0) / own.length : "";
}

const detectionOf = (report: Report, method: Method, groups: readonly (OodGroup | "average")[]) =>
  groups.flatMap((group) => DETECTION.map((name) => mean(report, method, name, group)));

const isToy = (settings: object) => "updates" in settings;

function numbersOf(report: Report): (number | string)[] {
  const { models = {}, heldOut, settings } = report;
  if (!isToy(settings as object)) {
    const cells = TRAINED.flatMap((method) => [
      heldOut?.[method]?.likelihood ?? "",
      ...detectionOf(report, method, [...OOD_GROUPS, "average"]),
    ]);
    return [(settings as FeatureSettings).network, ...cells];
  }
  const cells = MODELS.flatMap((kind) => [
    ...FITS.map((name) => models[kind]?.[name] ?? ""),
    ...detectionOf(report, METHOD_OF[kind], OOD_GROUPS),
  ]);
  return [models.mixture?.trueNll ?? "", ...cells];
}

const HALVING = ["dropped", "rungs"];

const CSV: Form = {
  head: ({ values, settings, rungs }) => {
    const numbers = isToy(settings) ? TOY : FEATURES;
    return csvLines([
      ["trial", ...Object.keys(values), ...RUN, ...numbers, ...(rungs ? HALVING : [])],
    ]);
  },
  write({ trial, values, seed, problem, dropped, rungs, report }) {
    const { updates, seconds } = report;
    const run = [
      seed,
      digestOf(report.settings),
      problem ?? "",
      updates,
      seconds,
      ...numbersOf(report),
    ];
    const halving = rungs ? [dropped ?? "", rungs.map((rung) => rung.join(":")).join(" ")] : [];
    return csvLines([[trial, ...Object.values(values), ...run, ...halving]]);
  },
  read(line, head) {
    const cells = csvParseRows(line)[0] ?? [];
    const names = csvParseRows(head)[0] ?? [];
    const row = new Map(names.map((name, i) => [name, cells[i] ?? ""]));
    const cell = (name: string) => row.get(name) ?? "";
    if (!/^\d+$/.test(cell("trial"))) {
      throw new Error(`expected a trial's number, found "${cell("trial")}"`);
    }
    const rungs = cell("rungs").split(" ").filter(Boolean);
    return {
      trial: Number(cell("trial")),
      isOf: ({ settings }) => digestOf(settings) === cell("settings"),
      past: {
        problem: cell("problem") || null,
        dropped: cell("dropped") ? Number(cell("dropped")) : null,
        rungs: rungs.map((rung) => rung.split(":").map(Number) as [number, number]),
        ...{ updates: Number(cell("updates")), seconds: Number(cell("seconds")) },
      },
    };
  },
};

/** Tells settings from others, whatever the order of their keys. */
function digestOf(settings: unknown): string {
  const text = JSON.stringify(settings, (_, value: unknown) =>
    value !== null && typeof value === "object" && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash("sha256").update(text).digest("hex").slice(0, 12);
}

/** The outcome that a line of JSON has. @throws for people */
export function outcomeOf(text: string): Outcome {
  const outcome: Partial<Outcome> | null = JSON.parse(text);
  const { trial, values, report } = outcome ?? {};
  if (Number.isInteger(trial) && values && report?.results) return outcome as Outcome;
  throw new Error("expected a trial with its values and report, found none");
}
