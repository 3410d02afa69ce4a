import type { Packable } from "../../../workers/protocol/packing.ts";
import type { UnpackedRun } from "../../../workers/protocol/runsFile.ts";
import { MODELS, type ModelKind, OOD_GROUPS } from "../../model/recipe.ts";
import type { Phases } from "../phases.ts";
import type { Fit } from "../timeline.ts";
import type { Trace, TraceRow, Traces } from "../trace.ts";
import { readParts } from "./features/parts.ts";
import { migrated } from "./migrations.ts";
import { drawing, readRecord, SCHEMAS } from "./reading.ts";
import {
  type KeptRun,
  type KeptState,
  RUN_SCHEMA,
  type RunDetails,
  type ToyDetails,
} from "./record.ts";
import * as is from "./shapes.ts";

/** Details as they are packed: columns of numbers in the place of rows. */
export function packedDetails(details: RunDetails): Packable {
  const schema = RUN_SCHEMA;
  if (details.kind === "features") return { schema, ...details } as unknown as Packable;
  const { traces, phases, fits, ...rest } = details;
  const columns = {
    traces: mapped(traces, traceColumns),
    phases: mapped(phases, ({ newest, angles }) => ({ newest, angles: traceColumns(angles) })),
    fits: fitColumns(fits),
  };
  return { schema, ...rest, ...columns } as unknown as Packable;
}

/**
 * The details that were packed.
 *
 * @param stored anything
 * @throws for people, where it is damaged or of a newer version of the lab
 */
export function readDetails(stored: unknown, schemas = SCHEMAS): RunDetails {
  const { schema: _, ...found } = migrated(stored, "details", schemas);
  const { kind } = is.fields({ kind: is.oneOf("toy", "features") })(found, "details");
  if (kind === "features") return { kind, ...is.fields({ parts: readParts })(found, "details") };
  const { traces, phases, fits, ...rest } = toy(found, "details");
  return {
    ...(rest as Pick<ToyDetails, "drawing" | "painted" | "maps">),
    kind: "toy",
    traces: mapped(traces, traceOf) as Traces,
    phases: mapped(phases, ({ newest, angles }) => ({ newest, angles: traceOf(angles) })) as Phases,
    fits: fitsOf(fits),
  };
}

const floats = is.numbers(Float32Array);
const finite: is.Shape<Float64Array> = is.numbers(Float64Array);

/** Of a length that is a multiple of `width`. */
const rows =
  (
    width: number,
    shape: is.Shape<Float32Array | Float64Array>,
  ): is.Shape<Float32Array | Float64Array> =>
  (value, at) => {
    const found = shape(value, at);
    if (found.length % width === 0) return found;
    throw new Error(`${at}: expected rows of ${width} numbers, found ${found.length}`);
  };

const trace = is.fields({ stride: is.count, rows: rows(3, finite), pending: rows(3, finite) });
const estimate = is.fields({
  ...{ error: is.anyNumber, cosine: is.anyNumber, energy: is.anyNumber, angle: is.anyNumber },
});
const phase = is.fields({
  newest: is.fields({
    ...{ update: is.count, energy: is.anyNumber, chains: estimate, draws: estimate },
    ...{ count: is.count, outside: is.anyNumber },
  }),
  angles: trace,
});
const fitting = is.fields({
  updates: is.numbers(Float64Array),
  models: is.someOf(MODELS, is.numbers(Float64Array)),
});
const map: is.Shape<{ size: number; codes: Uint16Array }> = (value, at) => {
  const found = is.fields({
    ...{ size: is.count, extent: is.amount, low: is.anyNumber, step: is.anyNumber },
    codes: is.numbers(Uint16Array),
  })(value, at);
  if (found.codes.length === found.size ** 2) return found;
  throw new Error(`${at}: expected ${found.size ** 2} codes, found ${found.codes.length}`);
};
const points = rows(2, floats);
const painted = is.fields(Object.fromEntries(OOD_GROUPS.map((group) => [group, points])));

const toy = is.fields({
  ...{ drawing: is.orNull(drawing), painted: is.orNull(painted) },
  ...{ traces: is.someOf(MODELS, trace), phases: is.someOf(MODELS, phase), fits: fitting },
  maps: is.someOf([...MODELS, "truth"], map),
});

const checkpoint = is.fields({
  ...{ schema: is.text, update: is.count, weights: floats, mean: floats, variance: floats },
  ...{ average: floats, negatives: floats, chains: floats },
});

/**
 * A state of what is stored.
 *
 * @throws where it is damaged
 */
export const readState: is.Shape<KeptState> = (stored, at) =>
  is.fields({ update: is.count, checkpoints: is.someOf(MODELS, checkpoint) })(
    stored,
    at,
  ) as KeptState;

/**
 * A run of what a file has of it, or why it cannot be read, for people.
 *
 * @param stored null where even its bytes are damaged
 */
export function runOf(stored: UnpackedRun | null): KeptRun | string {
  if (!stored) return "it is damaged";
  try {
    const { id } = is.fields({ id: is.text })(stored.record, "record");
    return {
      record: readRecord(stored.record, id),
      details: stored.details === null ? null : readDetails(stored.details),
      states: is.list(readState)(stored.states, "states"),
    };
  } catch (error) {
    return (error as Error).message;
  }
}

function mapped<From, To>(
  models: Partial<Record<ModelKind, From>>,
  change: (value: From) => To,
): Partial<Record<ModelKind, To>> {
  const entries = Object.entries(models).map(([kind, value]) => [kind, change(value)]);
  return Object.fromEntries(entries) as Partial<Record<ModelKind, To>>;
}

const flat = (list: readonly TraceRow[]) => Float64Array.from(list.flat());
const traceColumns = ({ stride, rows, pending }: Trace) => ({
  ...{ stride, rows: flat(rows), pending: flat(pending) },
});

type Columns = is.ValueOf<typeof trace>;

const rowsOf = (flat: ArrayLike<number>): TraceRow[] =>
  Array.from({ length: flat.length / 3 }, (_, i) => [
    flat[3 * i]!,
    flat[3 * i + 1]!,
    flat[3 * i + 2]!,
  ]);
const traceOf = ({ stride, rows, pending }: Columns): Trace => ({
  stride: Math.max(1, stride),
  rows: rowsOf(rows),
  pending: rowsOf(pending),
});

/** Of each model NLL and TV at each update, not a number where it has none. */
function fitColumns(fits: readonly Fit[]) {
  const kinds = MODELS.filter((kind) => fits.some(({ models }) => models[kind]));
  const column = (kind: ModelKind) =>
    Float64Array.from(
      fits.flatMap(({ models }) => [
        models[kind]?.nll ?? Number.NaN,
        models[kind]?.tv ?? Number.NaN,
      ]),
    );
  return {
    updates: Float64Array.from(fits, ({ update }) => update),
    models: Object.fromEntries(kinds.map((kind) => [kind, column(kind)])),
  };
}

function fitsOf({ updates, models }: is.ValueOf<typeof fitting>): Fit[] {
  for (const [kind, column] of Object.entries(models)) {
    if (column.length === 2 * updates.length) continue;
    throw new Error(
      `details.fits.${kind}: expected ${2 * updates.length} numbers, found ${column.length}`,
    );
  }
  return Array.from(updates, (update, i) => ({
    ...{ update, bytes: 100 },
    models: Object.fromEntries(
      Object.entries(models).flatMap(([kind, column]) => {
        const [nll, tv] = [column[2 * i]!, column[2 * i + 1]!];
        return Number.isNaN(nll) && Number.isNaN(tv) ? [] : [[kind, { nll, tv }]];
      }),
    ),
  }));
}
