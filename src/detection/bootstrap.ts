import { words } from "../model/random.ts";
import { METRICS, type Metric } from "./report.ts";
import { detected } from "./roc.ts";

/** Each metric of a method on an OOD set, a value a replicate. */
export type Replicates = Record<Metric, Float32Array>;

/** Scores in ascending order, with the row that each belongs to. */
interface Ranking {
  scores: Float32Array;
  rows: Int32Array;
}

/** An OOD set's ranking; how many ID scores lie below each of its scores, and at most at it. */
interface Faced extends Ranking {
  below: Int32Array;
  upTo: Int32Array;
}

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
  const outside = ood.map((scores) => scores && faced(rank(scores), inside));
  const results = outside.map((ranking) => ranking && emptyReplicates(replicates));
  for (let replicate = 0; replicate < replicates; replicate++) {
    const idTotals = totals(inside, drawnRows(seed, replicate, 0, id.length));
    outside.forEach((ranking, i) => {
      if (!ranking) return;
      const rows = drawnRows(seed, replicate, 1 + i, ranking.rows.length);
      const oodTotals = totals(ranking, rows);
      const place = results[i]!;
      place.auroc[replicate] = aurocOf(idTotals, ranking, oodTotals);
      place.fpr95[replicate] = fpr95Of(inside, idTotals, ranking, oodTotals);
      place.fpr95OodPositive[replicate] = fpr95OodPositiveOf(inside, idTotals, ranking, oodTotals);
    });
    yield;
  }
  return results;
}

/** The rows that a replicate draws of a set, as many as it has; set 0 is the test set. */
export function drawnRows(seed: number, replicate: number, set: number, rows: number): Uint32Array {
  const place = { update: replicate, step: set };
  const drawn = words({ seed, name: "bootstrap" }, place, new Uint32Array(rows));
  const scale = rows / 2 ** 32;
  for (let i = 0; i < rows; i++) drawn[i] = drawn[i] * scale;
  return drawn;
}

function emptyReplicates(count: number): Replicates {
  const empty = METRICS.map((metric) => [metric, new Float32Array(count)] as const);
  return Object.fromEntries(empty) as Replicates;
}

function rank(scores: Float32Array): Ranking {
  const rows = Int32Array.from({ length: scores.length }, (_, i) => i);
  rows.sort((a, b) => scores[a] - scores[b]);
  return { scores: Float32Array.from(rows, (row) => scores[row]), rows };
}

function faced(ood: Ranking, id: Ranking): Faced {
  const { length } = id.scores;
  let less = 0;
  let most = 0;
  const below = ood.scores.map((score) => {
    while (less < length && id.scores[less] < score) less++;
    return less;
  });
  const upTo = ood.scores.map((score) => {
    while (most < length && id.scores[most] <= score) most++;
    return most;
  });
  return { ...ood, below: Int32Array.from(below), upTo: Int32Array.from(upTo) };
}

/** How many drawn scores are among the first 0, 1, ... of a ranking, [rows + 1]. */
function totals({ rows }: Ranking, drawn: Uint32Array): Int32Array {
  const counts = new Int32Array(rows.length);
  for (let i = 0; i < drawn.length; i++) counts[drawn[i]]++;
  const sums = new Int32Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) sums[i + 1] = sums[i] + counts[rows[i]];
  return sums;
}

/** The score of a rank, from 0, among the drawn ones. */
function drawnScore({ scores }: Ranking, sums: Int32Array, drawnRank: number): number {
  return scores[firstWhere(scores.length, (i) => sums[i + 1] > drawnRank)];
}

/** The first of 0..length - 1 for which a condition holds that holds for all later ones; or length. */
function firstWhere(length: number, holds: (i: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function aurocOf(idTotals: Int32Array, { below, upTo }: Faced, oodTotals: Int32Array): number {
  let sum = 0;
  for (let o = 0; o < below.length; o++) {
    sum += (oodTotals[o + 1] - oodTotals[o]) * (idTotals[below[o]] + idTotals[upTo[o]]);
  }
  return sum / 2 / below.length / (idTotals.length - 1);
}

function fpr95Of(id: Ranking, idTotals: Int32Array, ood: Ranking, oodTotals: Int32Array): number {
  const { length } = id.rows;
  const place = 0.95 * (length - 1);
  const low = Math.floor(place);
  const lower = drawnScore(id, idTotals, low);
  const upper = drawnScore(id, idTotals, Math.min(low + 1, length - 1));
  const threshold = lower + (place - low) * (upper - lower);
  const accepted = firstWhere(ood.scores.length, (i) => ood.scores[i] > threshold);
  return oodTotals[accepted] / ood.rows.length;
}

function fpr95OodPositiveOf(
  id: Ranking,
  idTotals: Int32Array,
  ood: Ranking,
  oodTotals: Int32Array,
): number {
  const { length } = ood.rows;
  const threshold = drawnScore(ood, oodTotals, length - detected(length));
  const accepted = firstWhere(id.scores.length, (i) => id.scores[i] >= threshold);
  return 1 - idTotals[accepted] / id.rows.length;
}
