import type { LabState } from "../store.ts";
import type { FeatureDetails, FeatureRecord, RunRecord, ToyDetails, ToyRecord } from "./record.ts";
import { settingsTitle, titleOf } from "./title.ts";

/** A run of a comparison. */
export interface Compared<Record extends RunRecord, Details> {
  run: Record;
  /** Its number in the comparison, from 1, by which tables, lines and maps name it. */
  number: number;
  title: string;
  /** Null while they are read, and where there are none. */
  details: Details | null;
}
export type ComparedToy = Compared<ToyRecord, ToyDetails>;
export type ComparedFeatures = Compared<FeatureRecord, FeatureDetails>;

export interface Comparison {
  toy: readonly ComparedToy[];
  features: readonly ComparedFeatures[];
  /** Ids of which no run is kept here. */
  missing: readonly string[];
}

/** The runs that the address asks to compare, each kind by itself. */
export function comparisonOf(
  runs: Pick<LabState["runs"], "records" | "details">,
  ids: readonly string[],
): Comparison {
  const toy: ComparedToy[] = [];
  const features: ComparedFeatures[] = [];
  const missing: string[] = [];
  for (const [i, id] of ids.entries()) {
    const run = runs.records?.find((record) => record.id === id);
    const details = runs.details.get(id) ?? null;
    const own = { number: i + 1, title: run ? titleOf(run) : id };
    if (!run) missing.push(id);
    else if (run.kind === "toy") {
      toy.push({ ...own, run, details: details?.kind === "toy" ? details : null });
    } else {
      features.push({ ...own, run, details: details?.kind === "features" ? details : null });
    }
  }
  return { toy, features, missing };
}

/** Whether 2D runs learned from the same data: only then do their fits compare. */
export function sameData(runs: readonly ComparedToy[]): boolean {
  const subjects = runs.map(({ run: { settings }, details }) =>
    JSON.stringify([settings.data, settings.shape, settings.data === "drawn" && drawn(details)]),
  );
  return new Set(subjects).size <= 1;
}

const drawn = (details: ToyDetails | null) => details?.drawing && [...details.drawing.points];

/** Runs that differ by their seeds alone, and have come as far as one another. */
export interface SeedGroup {
  title: string;
  /** Two or more, by their numbers in the comparison. */
  runs: readonly { run: RunRecord; number: number }[];
}

/** The groups of runs that differ by their seeds alone, at the same update; a run that is alone is in none. */
export function seedGroups(runs: readonly { run: RunRecord; number: number }[]): SeedGroup[] {
  const groups = new Map<string, { run: RunRecord; number: number }[]>();
  for (const own of runs) {
    const key = JSON.stringify([{ ...own.run.settings, seed: 0 }, own.run.update]);
    groups.set(key, [...(groups.get(key) ?? []), own]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({ title: settingsTitle(group[0]!.run, false), runs: group }));
}

/** The middle of some values, and their ends; null of none. */
export function spreadOf(
  values: readonly number[],
): { median: number; low: number; high: number } | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const half = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(half)]! + sorted[Math.ceil(half)]!) / 2;
  return { median, low: sorted[0]!, high: sorted.at(-1)! };
}
