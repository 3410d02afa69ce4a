import type { Method } from "./report.ts";

/** Rows to score. */
export interface Rows {
  count: number;
  /** L2-normalised, [count, D]. */
  features: Float32Array;
  /** [count, C]; null where they are not known. */
  logits: Float32Array | null;
}

/** One way to tell in from out. */
export interface Detector {
  method: Method;
  /** A score a row, higher = more out of distribution, [count]. */
  score(rows: Rows): Promise<Float32Array>;
}

export interface Chunking {
  /** Rows at a time, 1 or more. */
  chunk: number;
  /** Asked before each chunk; true ends the scoring. */
  signal?: () => boolean;
  /** Told the rows scored so far, after each chunk. */
  onProgress?: (scored: number) => void;
  /** Awaited after each chunk, to let messages in. */
  pause?: () => Promise<void>;
}

/** Scores rows a chunk at a time; the scores [count], or null if `signal` ended it. */
export async function scoreInChunks(
  detector: Detector,
  rows: Rows,
  { chunk, signal, onProgress, pause }: Chunking,
): Promise<Float32Array | null> {
  const scores = new Float32Array(rows.count);
  for (let start = 0; start < rows.count; start += chunk) {
    if (signal?.()) return null;
    const end = Math.min(start + chunk, rows.count);
    scores.set(await detector.score(slice(rows, start, end)), start);
    onProgress?.(end);
    await pause?.();
  }
  return scores;
}

function slice({ count, features, logits }: Rows, start: number, end: number): Rows {
  const part = (values: Float32Array) =>
    values.subarray((start * values.length) / count, (end * values.length) / count);
  return { count: end - start, features: part(features), logits: logits && part(logits) };
}

/** The logits of each row in turn, as views; throws where a logit method has none. */
export function logitRows(method: Method, { count, logits }: Rows): Float32Array[] {
  if (!logits) throw new Error(`${method}: has no logits, expected a row of them for each feature`);
  const classes = logits.length / count;
  return Array.from({ length: count }, (_, i) => logits.subarray(i * classes, (i + 1) * classes));
}
