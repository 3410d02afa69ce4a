import type { ModelFrame } from "../../workers/protocol/toy.ts";
import type { ChartData } from "./chartData.ts";

/** More columns or rows than these are too narrow to read. */
const MOST = 6;
/** Coordinates closer than this part of their span are of one column or row. */
const SAME = 1 / 12;

/** A mode's place in a picture, counted from 1, rows from the top. */
export interface ModePlace {
  column: number;
  row: number;
}

/** The index of each value's cluster in ascending order, from 0. */
function ranksOf(values: number[]): number[] {
  const order = values.map((_, i) => i).sort((a, b) => values[a]! - values[b]!);
  const span = values[order.at(-1)!]! - values[order[0]!]!;
  const ranks = values.map(() => 0);
  order.forEach((index, i) => {
    const before = order[i - 1];
    if (before === undefined) return;
    ranks[index] = ranks[before]! + (values[index]! - values[before]! > SAME * span ? 1 : 0);
  });
  return ranks;
}

/** Lays modes out as they lie in the plane; null where that takes too many places, or two share one. */
export function placesOf(modes: readonly { x: number; y: number }[]): ModePlace[] | null {
  if (modes.length === 0) return null;
  const columns = ranksOf(modes.map(({ x }) => x));
  const rows = ranksOf(modes.map(({ y }) => -y));
  const places = modes.map((_, i) => ({ column: columns[i]! + 1, row: rows[i]! + 1 }));
  const distinct = new Set(places.map(({ column, row }) => MOST * row + column)).size;
  const fits = places.every(({ column, row }) => column <= MOST && row <= MOST);
  return fits && distinct === modes.length ? places : null;
}

/** The mass that each model gives each mode, and where its particles are, in per cent. */
export function modesData(
  modes: readonly { name: string }[],
  truth: readonly number[],
  models: readonly { name: string; frame: ModelFrame }[],
): ChartData {
  const columns = models.flatMap(({ name, frame }) => [
    name,
    `${name}: verdict`,
    ...(frame.occupancy ? [`${name}: particles`] : []),
  ]);
  return {
    caption:
      "Masses in %; missing: below a quarter of the truth; short: below half; inflated: above twice",
    columns: ["mode", "truth", ...columns],
    rows: modes.map(({ name }, mode) => [
      name,
      100 * truth[mode]!,
      ...models.flatMap(({ frame: { quality, occupancy, coverage } }) => [
        100 * quality.modeMass[mode]!,
        coverage?.states[mode] ?? "not trained",
        ...(occupancy ? [100 * occupancy[mode]!] : []),
      ]),
    ]),
  };
}
