import { METHODS } from "../../detection/methods.ts";
import type { Report } from "../../detection/report.ts";
import { featureDefaults, toyDefaults } from "../../model/defaults.ts";
import { MODELS, OOD_GROUPS, TOY_DATA } from "../../model/recipe.ts";
import type { Field } from "../fields.ts";
import { FEATURE_FIELDS, TOY_FIELDS } from "../settings.ts";
import { SWEEP_SCHEMA, type SweepRecord } from "../sweeps/design.ts";
import { designProblems } from "../sweeps/problems.ts";
import { parse, rangeOf, read, withValue } from "../values.ts";
import { migrated, type Schemas } from "./migrations.ts";
import { RUN_SCHEMA, type RunRecord } from "./record.ts";
import * as is from "./shapes.ts";

/** There is one schema so far, and nothing to migrate. */
export const SCHEMAS: Schemas = { newest: RUN_SCHEMA, steps: new Map() };
const SWEEP_SCHEMAS: Schemas = { newest: SWEEP_SCHEMA, steps: new Map() };

const quality = is.fields({
  ...{ nll: is.anyNumber, mixtureNll: is.anyNumber, trueNll: is.anyNumber, kl: is.anyNumber },
  ...{ modeMass: is.list(is.anyNumber), trueModeMass: is.list(is.anyNumber) },
  ...{ tv: is.anyNumber, quadratureError: is.anyNumber },
});

const result = is.fields({
  ...{ method: is.oneOf(...METHODS), dataset: is.text, group: is.oneOf(...OOD_GROUPS) },
  ...{ auroc: is.anyNumber, fpr95: is.anyNumber, fpr95OodPositive: is.anyNumber },
});

const models = is.someOf(MODELS, quality);

const report = is.fields({
  ...{ backend: is.text, updates: is.count, seconds: is.amount },
  ...{ toy: is.orNull(quality), results: is.list(result) },
  models: (value, at) => (value === undefined ? undefined : models(value, at)),
});

const common = is.fields({
  ...{ id: is.text, name: is.text, pinned: is.flag, created: is.time, changed: is.time },
  ...{ version: is.text, backend: is.text, problem: is.orNull(is.text) },
  from: is.orNull(is.fields({ id: is.text, update: is.count })),
  sweep: is.orNull(
    is.fields({
      ...{ id: is.text, trial: is.count, dropped: is.flag },
      rungs: is.list((value, at) => {
        const [update, score, ...rest] = is.list(is.anyNumber)(value, at);
        if (score !== undefined && rest.length === 0) return [is.count(update, at), score] as const;
        throw new Error(`${at}: expected an update and a number`);
      }),
    }),
  ),
  standing: is.oneOf("training", "stopped", "done", "failed"),
  ...{ update: is.count, updates: is.count, seconds: is.amount },
  report: is.orNull(report as is.Shape<Report>),
  kind: is.oneOf("toy", "features"),
});

/**
 * A run's record of what is stored: older schemas migrated, settings that it lacks as the defaults of
 * its data and model have them.
 *
 * @param stored anything
 * @throws for people, where it is damaged or of a newer version of the lab
 */
export function readRecord(stored: unknown, id: string, schemas = SCHEMAS): RunRecord {
  const found = common(migrated(stored, "record", schemas), "record");
  if (found.id !== id) throw new Error(`record.id: expected ${id}, found ${found.id}`);
  const { settings } = found as { settings?: unknown };
  const own =
    found.kind === "toy"
      ? readToy(settings)
      : readSettings(settings, featureDefaults(), FEATURE_FIELDS);
  const { thumbnail, ...rest } = found as typeof found & { thumbnail?: unknown };
  // A picture that is damaged is left out: all else of the run is there.
  const picture = thumbnail instanceof Uint8Array && thumbnail.length > 0 ? { thumbnail } : {};
  return { ...rest, ...picture, settings: own } as RunRecord;
}

/** Points that a reader drew. */
export const drawing: is.Shape<unknown> = (value, at) => {
  const found = is.fields({ points: is.numbers(Float32Array), labels: is.numbers(Uint8Array) })(
    value,
    at,
  );
  const { points, labels } = found;
  const whole = points.length === 2 * labels.length && labels.every((label) => label < 9);
  if (whole && points.every(Number.isFinite)) return found;
  throw new Error(`${at}: expected two coordinates and a class 0 to 8 a point`);
};

const value: is.Shape<number | string> = (stored, at) =>
  typeof stored === "string" ? stored : is.anyNumber(stored, at);
const range = is.fields({
  ...{ from: is.anyNumber, to: is.anyNumber, scale: is.oneOf("linear", "log") },
});
const axis: is.Shape<unknown> = (stored, at) => {
  const found = is.fields({ key: is.text })(stored, at);
  if ("also" in found) is.list(is.text)(found.also, `${at}.also`);
  return "values" in found ? is.fields({ values: is.list(value) })(found, at) : range(found, at);
};

const base: is.Shape<{ kind: "toy" | "features" }> = (stored, at) => {
  const found = is.fields({ kind: is.oneOf("toy", "features") })(stored, at);
  if (found.kind === "toy") is.fields({ drawing: is.orNull(drawing) })(found, at);
  return found;
};

const sweep = is.fields({
  ...{ id: is.text, created: is.time, changed: is.time },
  standing: is.oneOf("running", "paused", "done"),
  design: is.fields({
    ...{ name: is.text, criterion: is.text, seeds: is.list(is.count) },
    base,
    axes: is.list(axis),
    sampling: is.fields({ by: is.oneOf("grid", "random", "latin") }),
    stopping: is.fields({ rule: is.oneOf("none", "halving") }),
  }),
});

/**
 * A sweep of what is stored, the settings that it lacks filled in.
 *
 * @param stored anything
 * @throws for people, where it is damaged or of a newer version of the lab
 */
export function readSweep(stored: unknown): SweepRecord {
  const found = sweep(migrated(stored, "record", SWEEP_SCHEMAS), "sweep");
  const { base } = found.design;
  const { settings } = base as { settings?: unknown };
  const own =
    base.kind === "toy"
      ? readToy(settings)
      : readSettings(settings, featureDefaults(), FEATURE_FIELDS);
  const design = { ...found.design, base: { ...base, settings: own } };
  const read = { ...found, design } as unknown as SweepRecord;
  const [problem] = designProblems(read.design);
  if (problem) throw new Error(`sweep: ${problem}`);
  return read;
}

function readToy(stored: unknown) {
  const chosen = is.fields({
    data: is.oneOf(...TOY_DATA),
    model: is.oneOf(...MODELS, "all"),
  })(stored, "settings");
  return readSettings(stored, toyDefaults(chosen.data, chosen.model), TOY_FIELDS);
}

/** The defaults with every value that is stored. */
function readSettings<S extends object>(stored: unknown, defaults: S, known: readonly Field[]): S {
  return known.reduce((settings, field) => {
    const value = valueAt(stored, field.key);
    if (value === undefined) return settings;
    const text = typeof value === "number" || typeof value === "string" ? String(value) : "";
    const own = parse(field, text);
    if (own !== null && own === value) {
      return read(settings, field.key) === own ? settings : withValue(settings, field.key, own);
    }
    throw new Error(
      `settings.${field.key}: expected ${rangeOf(field)}, found ${JSON.stringify(value)?.slice(0, 40)}`,
    );
  }, defaults);
}

/** The value at a path such as "ebm.width"; undefined where there is none. */
function valueAt(stored: unknown, key: string): unknown {
  let value = stored;
  for (const part of key.split(".")) {
    if (value === undefined) return undefined;
    if (value === null || typeof value !== "object") {
      throw new Error(`settings: expected an object around ${key}, found another value`);
    }
    value = Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;
  }
  return value;
}
