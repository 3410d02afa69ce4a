import type { Method } from "./methods.ts";

/** Rows to score. */
export interface Rows {
  count: number;
  /** L2-normalised, [count, D]. */
  features: Float32Array;
  /** What the features were divided by, [count]. */
  lengths: Float32Array;
  /** [count, C]; null where they are not known. */
  logits: Float32Array | null;
  /** Full ODIN scores, of perturbed images, [count]; null where they are not known. */
  odin: Float32Array | null;
}

/** One way to tell in from out. */
export interface Detector {
  method: Method;
  /** Which of its forms it is, for people, where it has several. */
  variant?: string;
  /** A score a row, higher = more out of distribution, [count]. */
  score(rows: Rows): Promise<Float32Array>;
  /** Frees what it holds on the device, if it holds anything of its own. */
  dispose?(): void;
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
  detector: Pick<Detector, "score">,
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

/** The rows from `start` to before `end`, as views. */
function slice(rows: Rows, start: number, end: number): Rows {
  return eachArray(rows, end - start, (values, width) =>
    values.subarray(start * width, end * width),
  );
}

/** At most `count` rows, evenly spread: files are often sorted by class. */
export function spread(rows: Rows, count: number): Rows {
  if (rows.count <= count) return rows;
  return eachArray(rows, count, (values, width) => {
    const few = new Float32Array(count * width);
    for (let i = 0; i < count; i++) {
      const row = Math.floor((i * rows.count) / count);
      few.set(values.subarray(row * width, (row + 1) * width), i * width);
    }
    return few;
  });
}

/** Other `count` rows, `take`n from each array, which has `width` numbers a row. */
function eachArray(
  rows: Rows,
  count: number,
  take: (values: Float32Array, width: number) => Float32Array,
): Rows {
  const part = (values: Float32Array) => take(values, values.length / rows.count);
  return {
    count,
    features: part(rows.features),
    lengths: part(rows.lengths),
    logits: rows.logits && part(rows.logits),
    odin: rows.odin && part(rows.odin),
  };
}
