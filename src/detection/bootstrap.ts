import { integers } from "../model/random.ts";
import { METRICS, type Metric } from "./report.ts";
import { detected } from "./roc.ts";

/** Each metric of a method on an OOD set, a value a replicate. */
export type Replicates = Record<Metric, Float32Array>;

/** Scores in ascending order, with the row that each belongs to. */
interface Ranking {
  scores: Float32Array;
  rows: Int32Array;
}

/** How often each row was drawn: as many draws as rows, with replacement. */
type Counts = Uint16Array;

/**
 * Draws the rows of the test set and of each OOD set anew, with replacement, and measures again
 * (Efron's bootstrap). The draws depend on the seed, the replicate and the set alone, so that all
 * methods of a run see the same ones: the replicates of two methods are paired.
 *
 * Yields after each replicate, so that a caller can let messages in or leave off.
 *
 * @param id scores of the test rows
 * @param ood scores of each OOD set; null where a method has none, which keeps the others' draws
 */
export function* bootstrap(
  id: Float32Array,
  ood: readonly (Float32Array | null)[],
  { seed, replicates }: { seed: number; replicates: number },
): Generator<void, (Replicates | null)[], void> {
  const inside = rank(id);
  const outside = ood.map((scores) => scores && rank(scores));
  const results = outside.map((ranking) => ranking && emptyReplicates(replicates));
  for (let replicate = 0; replicate < replicates; replicate++) {
    const idCounts = draws(seed, replicate, 0, id.length);
    outside.forEach((ranking, i) => {
      if (!ranking) return;
      const oodCounts = draws(seed, replicate, 1 + i, ranking.rows.length);
      const place = results[i]!;
      place.auroc[replicate] = aurocOf(inside, idCounts, ranking, oodCounts);
      place.fpr95[replicate] = fpr95Of(inside, idCounts, ranking, oodCounts);
      place.fpr95OodPositive[replicate] = fpr95OodPositiveOf(inside, idCounts, ranking, oodCounts);
    });
    yield;
  }
  return results;
}

function emptyReplicates(count: number): Replicates {
  const empty = METRICS.map((metric) => [metric, new Float32Array(count)] as const);
  return Object.fromEntries(empty) as Replicates;
}

function draws(seed: number, replicate: number, set: number, rows: number): Counts {
  const place = { update: replicate, step: set };
  const counts = new Uint16Array(rows);
  const drawn = integers({ seed, name: "bootstrap" }, new Int32Array(rows), rows, place);
  for (let i = 0; i < rows; i++) counts[drawn[i]]++;
  return counts;
}

function rank(scores: Float32Array): Ranking {
  const rows = Int32Array.from({ length: scores.length }, (_, i) => i);
  rows.sort((a, b) => scores[a] - scores[b]);
  return { scores: Float32Array.from(rows, (row) => scores[row]), rows };
}

function aurocOf(id: Ranking, idCounts: Counts, ood: Ranking, oodCounts: Counts): number {
  const { length } = id.rows;
  let below = 0;
  let upTo = 0;
  let idBelow = 0;
  let idUpTo = 0;
  let sum = 0;
  for (let o = 0; o < ood.rows.length; o++) {
    const count = oodCounts[ood.rows[o]];
    if (count === 0) continue;
    const score = ood.scores[o];
    while (below < length && id.scores[below] < score) idBelow += idCounts[id.rows[below++]];
    while (upTo < length && id.scores[upTo] <= score) idUpTo += idCounts[id.rows[upTo++]];
    sum += (count * (idBelow + idUpTo)) / 2;
  }
  return sum / length / ood.rows.length;
}

function fpr95Of(id: Ranking, idCounts: Counts, ood: Ranking, oodCounts: Counts): number {
  const { length } = id.rows;
  const place = 0.95 * (length - 1);
  const low = Math.floor(place);
  // From the top down to the drawn scores of ranks `low + 1` and `low`.
  let drawn = 0;
  let upper = Number.NaN;
  let i = length;
  while (drawn < length - low) {
    drawn += idCounts[id.rows[--i]];
    if (Number.isNaN(upper) && drawn >= Math.max(1, length - low - 1)) upper = id.scores[i];
  }
  const lower = id.scores[i];
  const threshold = lower + (place - low) * (upper - lower);
  let accepted = 0;
  for (let o = 0; o < ood.rows.length && ood.scores[o] < threshold; o++) {
    accepted += oodCounts[ood.rows[o]];
  }
  return accepted / ood.rows.length;
}

function fpr95OodPositiveOf(
  id: Ranking,
  idCounts: Counts,
  ood: Ranking,
  oodCounts: Counts,
): number {
  const { length } = ood.rows;
  let drawn = 0;
  let o = -1;
  while (drawn <= length - detected(length)) drawn += oodCounts[ood.rows[++o]];
  const threshold = ood.scores[o];
  let rejected = 0;
  for (let i = id.rows.length - 1; i >= 0 && id.scores[i] >= threshold; i--) {
    rejected += idCounts[id.rows[i]];
  }
  return rejected / id.rows.length;
}
