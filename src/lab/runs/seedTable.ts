import type { ChartData } from "../chartData.ts";
import { type SeedGroup, spreadOf } from "./compared.ts";
import { measuresOf } from "./contrast.ts";

/** What groups of seeds came to: a row a measure of a group. */
export interface SeedRow {
  group: string;
  /** The seeds, and the numbers of their runs. */
  seeds: string;
  name: string;
  median: string;
  /** From the least to the largest. */
  range: string;
}

/** The median and the range of every measure that all runs of a group have. */
export const seedRows = (groups: readonly SeedGroup[]): SeedRow[] =>
  groups.flatMap(({ title, runs }) => {
    const records = runs.map(({ run }) => run);
    const seeds = records.map(({ settings }) => settings.seed).join(", ");
    return measuresOf(records).flatMap(({ name, value, text }) => {
      const values = records.flatMap((run) => value(run) ?? []);
      const spread = values.length === records.length ? spreadOf(values) : null;
      if (!spread) return [];
      const { median, low, high } = spread;
      const range = `${text(low)} to ${text(high)}`;
      return [{ group: title, seeds, name, median: text(median), range }];
    });
  });

export const seedData = (rows: readonly SeedRow[]): ChartData => ({
  caption: "Over seeds: the median, and from the least to the largest",
  columns: ["group", "seeds", "result", "median", "range"],
  rows: rows.map(({ group, seeds, name, median, range }) => [group, seeds, name, median, range]),
});
