import type { SweepRecord } from "../sweeps/design.ts";
import { sweepTitle } from "../sweeps/words.ts";
import { type Headline, headlineOf } from "./headline.ts";
import type { Query } from "./query.ts";
import type { RunRecord } from "./record.ts";
import { settingsTitle, titleOf, uncapped } from "./title.ts";

/** A run of the list, or the trials of a sweep as one. */
export type Entry =
  | { of: "run"; run: RunRecord }
  | { of: "sweep"; id: string; name: string; runs: readonly RunRecord[] };

/** What a sweep is called; its record may be gone. */
export function sweepName(sweeps: readonly SweepRecord[] | null, id: string): string {
  const sweep = sweeps?.find((one) => one.id === id);
  return sweep ? sweepTitle(sweep.design) : `sweep ${id}`;
}

/** The runs that a query asks for, pinned ones first, then in its order. */
export function matching(
  records: readonly RunRecord[],
  sweeps: readonly SweepRecord[] | null,
  query: Query,
): RunRecord[] {
  const words = query.text.toLowerCase().split(/\s+/).filter(Boolean);
  return records
    .map((run) => ({ run, title: titleOf(run) }))
    .filter(({ run, title }) => isOf(run, query) && has(textOf(run, title, sweeps), run.id, words))
    .sort((a, b) => Number(b.run.pinned) - Number(a.run.pinned) || ORDERS[query.sort](a, b))
    .map(({ run }) => run);
}

/**
 * The runs that a query asks for, trials of a sweep together at the place of their first; pinned ones,
 * and those of the one sweep that is asked for, stand by themselves.
 */
export function listed(
  records: readonly RunRecord[],
  sweeps: readonly SweepRecord[] | null,
  query: Query,
): Entry[] {
  const entries: Entry[] = [];
  const folded = new Map<string, RunRecord[]>();
  for (const run of matching(records, sweeps, query)) {
    const id = run.sweep?.id;
    if (id === undefined || run.pinned || query.sweep === id) {
      entries.push({ of: "run", run });
      continue;
    }
    const before = folded.get(id);
    if (before) before.push(run);
    else {
      const runs = [run];
      folded.set(id, runs);
      entries.push({ of: "sweep", id, name: sweepName(sweeps, id), runs });
    }
  }
  return entries;
}

function isOf(run: RunRecord, { kind, standing, sweep, pinned }: Query): boolean {
  return (
    (kind === "all" || run.kind === kind) &&
    (standing === "all" || run.standing === standing) &&
    (sweep === "all" || (run.sweep?.id ?? "none") === sweep) &&
    (!pinned || run.pinned)
  );
}

/** All that can be searched for of a run. */
function textOf(run: RunRecord, title: string, sweeps: readonly SweepRecord[] | null): string {
  const own = run.name ? settingsTitle(run) : "";
  const sweep = run.sweep ? sweepName(sweeps, run.sweep.id) : "";
  return `${title} ${own} ${sweep} ${run.backend}`.toLowerCase();
}

/** An id is found by its beginning: letters within it mean nothing. */
const has = (text: string, id: string, words: readonly string[]) =>
  words.every((word) => text.includes(word) || (word.length > 2 && id.startsWith(word)));

interface Titled {
  run: RunRecord;
  title: string;
}

const newest = (a: Titled, b: Titled) => b.run.created - a.run.created;
const NAMES = new Intl.Collator("en", { numeric: true });
const rank = ({ run }: Titled) => headlineOf(run)?.rank ?? Number.POSITIVE_INFINITY;

const ORDERS: Record<Query["sort"], (a: Titled, b: Titled) => number> = {
  newest,
  name: (a, b) => NAMES.compare(a.title, b.title) || newest(a, b),
  // The kinds are not compared with each other: 2D first, then features; what has no result last.
  result: (a, b) => {
    const [one, other] = [rank(a), rank(b)];
    const kinds = NAMES.compare(b.run.kind, a.run.kind);
    if (Number.isFinite(one) !== Number.isFinite(other)) return Number.isFinite(one) ? -1 : 1;
    return kinds || (one < other ? -1 : one > other ? 1 : newest(a, b));
  },
};

/** How the trials of a sweep stand: "18 done, 6 stopped; best test NLL 2.35". */
export function foldedWords(runs: readonly RunRecord[]): string {
  const counts = (["training", "done", "stopped", "failed"] as const).flatMap((standing) => {
    const count = runs.filter((run) => run.standing === standing).length;
    return count > 0 ? [`${count} ${standing}`] : [];
  });
  const best = runs
    .flatMap((run) => headlineOf(run) ?? [])
    .filter(({ rank }) => Number.isFinite(rank))
    .reduce<Headline | null>((best, own) => (best && best.rank <= own.rank ? best : own), null);
  return counts.join(", ") + (best ? `; best ${uncapped(best.name)} ${best.text}` : "");
}

/** The ids with those from one to another, both ends too, put in (or taken out). */
export function withRange(
  chosen: ReadonlySet<string>,
  order: readonly string[],
  [from, to]: readonly [from: string, to: string],
  taken: boolean,
): Set<string> {
  const places = [order.indexOf(from), order.indexOf(to)].sort((a, b) => a - b);
  const range = places[0]! < 0 ? [to] : order.slice(places[0], places[1]! + 1);
  const next = new Set(chosen);
  for (const id of range) {
    if (taken) next.add(id);
    else next.delete(id);
  }
  return next;
}
