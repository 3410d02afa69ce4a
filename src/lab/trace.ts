import type { ModelFrames } from "../../workers/protocol/toy.ts";
import type { ModelKind } from "../model/recipe.ts";

/** A point of the loss chart: update, loss, energy gap. */
export type TraceRow = [update: number, loss: number, gap: number];

/** A run's losses in bounded memory: each row is the mean of `stride` updates. */
export interface Trace {
  stride: number;
  rows: TraceRow[];
  /** Updates not yet enough for a row. */
  pending: TraceRow[];
}

export const EMPTY_TRACE: Trace = { stride: 1, rows: [], pending: [] };

/** Rows kept at most; beyond them neighbours are joined. */
export const TRACE_LIMIT = 1000;

/** Appends [update, loss, gap] triples, and joins neighbours where the trace grows too long. */
export function append(trace: Trace, triples: ArrayLike<number>): Trace {
  let { stride, pending } = trace;
  let rows = trace.rows.slice();
  pending = pending.slice();
  for (let i = 0; i + 2 < triples.length; i += 3) {
    pending.push([triples[i]!, triples[i + 1]!, triples[i + 2]!]);
    if (pending.length < stride) continue;
    rows.push(mean(pending));
    pending = [];
    if (rows.length < TRACE_LIMIT) continue;
    rows = Array.from({ length: TRACE_LIMIT / 2 }, (_, j) => mean(rows.slice(2 * j, 2 * j + 2)));
    stride *= 2;
  }
  return { stride, rows, pending };
}

/** The trace as it was at an update: rows that reach beyond it are gone. */
export function until({ stride, rows, pending }: Trace, update: number): Trace {
  // A row is the mean of `stride` triples, which lie as far apart as its neighbour tells.
  const reach = (i: number) => {
    const [from, to] = i + 1 < rows.length ? [i, i + 1] : [i - 1, i];
    const apart = to > 0 ? rows[to]![0] - rows[Math.max(0, from)]![0] : 0;
    return (apart * (stride - 1)) / (2 * stride);
  };
  return {
    stride,
    rows: rows.filter(([middle], i) => middle + reach(i) <= update),
    pending: pending.filter(([at]) => at <= update),
  };
}

function mean(rows: TraceRow[]): TraceRow {
  const sum = (column: 0 | 1 | 2) => rows.reduce((total, row) => total + row[column], 0);
  return [sum(0) / rows.length, sum(1) / rows.length, sum(2) / rows.length];
}

/** The rows smoothed by an exponential mean over about a fiftieth of them. */
export function runningMean(rows: TraceRow[]): TraceRow[] {
  const share = 1 / Math.max(1, Math.round(rows.length / 50));
  let loss = rows[0]?.[1] ?? 0;
  let gap = rows[0]?.[2] ?? 0;
  return rows.map(([update, ...values]) => {
    loss += share * (values[0] - loss);
    gap += share * (values[1] - gap);
    return [update, loss, gap];
  });
}

/** An energy's training: how long it is, and its losses so far. */
export interface Training {
  updates: number;
  trace: Trace;
}

/** The losses of the models in training. */
export type Traces = Partial<Record<ModelKind, Trace>>;

/** The traces with the losses of a frame; the mixture has none. */
export function appended(traces: Traces, { mixture: _, ...trained }: ModelFrames): Traces {
  const entries = Object.entries(trained).map(([model, { losses }]) => {
    return [model, append(traces[model as ModelKind] ?? EMPTY_TRACE, losses)];
  });
  return Object.fromEntries(entries) as Traces;
}

/** The traces without what came after an update. */
export function cut(traces: Traces, update: number): Traces {
  const entries = Object.entries(traces).map(([model, trace]) => [model, until(trace, update)]);
  return Object.fromEntries(entries) as Traces;
}
