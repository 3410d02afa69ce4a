import type { Rows } from "./detector.ts";
import type { Method } from "./methods.ts";

/**
 * Scores each row by its logits, which are `logits[from]` to before `logits[to]`.
 *
 * @throws where the rows have no logits
 */
export function scoreLogits(
  method: Method,
  { count, logits }: Rows,
  score: (logits: Float32Array, from: number, to: number) => number,
): Float32Array {
  if (!logits) throw new Error(`${method}: has no logits, expected a row of them for each feature`);
  const classes = logits.length / count;
  const scores = new Float32Array(count);
  for (let i = 0; i < count; i++) scores[i] = score(logits, i * classes, (i + 1) * classes);
  return scores;
}

/** The place of the largest of `logits[from]` to before `logits[to]`. */
export function placeOfTop(logits: Float32Array, from: number, to: number): number {
  let top = from;
  for (let i = from + 1; i < to; i++) if (logits[i] > logits[top]) top = i;
  return top;
}

/** log sum exp of `logits[from]` to before `logits[to]`. */
export function logSumExp(logits: Float32Array, from: number, to: number): number {
  const top = logits[placeOfTop(logits, from, to)];
  let sum = 0;
  for (let i = from; i < to; i++) sum += Math.exp(logits[i] - top);
  return top + Math.log(sum);
}
