import { describe, expect, it } from "vitest";
import { foldedWords, listed, withRange } from "../../../src/lab/runs/listing.ts";
import { EVERYTHING } from "../../../src/lab/runs/query.ts";
import { featureRun, idOf, manyRuns, toyRun } from "./records.ts";

const SWEEP = { id: idOf(99), trial: 0, rungs: [], dropped: false };
const RUNS = [
  toyRun(0, { nll: 2.5 }),
  toyRun(1, { nll: 2.4, name: "Best of the night" }),
  toyRun(2, { nll: 2.6, sweep: SWEEP }, { width: 128 }),
  featureRun(3, { auroc: 0.9 }),
  featureRun(4, { auroc: 0.95, pinned: true }),
  toyRun(5, { nll: 2.3, sweep: { ...SWEEP, trial: 1 }, standing: "failed" }),
  toyRun(6, { report: null, standing: "training" }),
];

/** The runs' numbers in the order of the list; of a sweep those of its trials. */
const order = (query: Partial<typeof EVERYTHING>) =>
  listed(RUNS, null, { ...EVERYTHING, ...query }).map((entry) =>
    entry.of === "run"
      ? Number.parseInt(entry.run.id, 36)
      : entry.runs.map(({ id }) => Number.parseInt(id, 36)),
  );

describe("listed", () => {
  it("has pinned runs first, then the newest, trials of a sweep at the place of the newest", () => {
    expect(order({})).toEqual([4, 0, 1, [2, 5], 3, 6]);
  });

  it("sorts by result within a kind, and what has none comes last", () => {
    expect(order({ sort: "result", pinned: false })).toEqual([4, 1, 0, [2, 5], 3, 6]);
  });

  it("has every run once, in any order, and trials of a sweep in one place", () => {
    const runs = manyRuns(500);
    for (const sort of ["newest", "name", "result"] as const) {
      const entries = listed(runs, null, { ...EVERYTHING, sort });
      const ids = entries.flatMap((entry) => (entry.of === "run" ? [entry.run] : entry.runs));
      expect(new Set(ids)).toEqual(new Set(runs));
      expect(ids).toHaveLength(500);
      expect(entries.filter((entry) => entry.of === "sweep")).toHaveLength(1);
    }
  });

  it("sorts by name as people count", () => {
    const runs = [10, 9, 100].map((n, i) => toyRun(i, { name: `run ${n}` }));
    const names = listed(runs, null, { ...EVERYTHING, sort: "name" }).map(
      (entry) => entry.of === "run" && entry.run.name,
    );
    expect(names).toEqual(["run 9", "run 10", "run 100"]);
  });

  it("filters by kind, standing, sweep, pins, and by words of name and settings", () => {
    expect(order({ kind: "features" })).toEqual([4, 3]);
    expect(order({ standing: "failed" })).toEqual([[5]]);
    expect(order({ sweep: idOf(99) })).toEqual([2, 5]);
    expect(order({ sweep: "none" })).toEqual([4, 0, 1, 3, 6]);
    expect(order({ pinned: true })).toEqual([4]);
    expect(order({ text: "night BEST" })).toEqual([1]);
    expect(order({ text: idOf(1) })).toEqual([1]);
    expect(order({ text: idOf(1).slice(1) })).toEqual([]);
    expect(order({ text: "grid width" })).toEqual([[2]]);
    expect(order({ text: "spirals" })).toEqual([]);
  });
});

it("foldedWords tells how trials stand and what the best reached", () => {
  expect(foldedWords([RUNS[2]!, RUNS[5]!])).toBe("1 done, 1 failed; best test NLL 2.600");
});

describe("withRange", () => {
  const ids = ["a", "b", "c", "d"];

  it("takes in all from one run to another, either way", () => {
    expect([...withRange(new Set(), ids, ["c", "a"], true)].sort()).toEqual(["a", "b", "c"]);
    expect([...withRange(new Set(ids), ids, ["b", "c"], false)]).toEqual(["a", "d"]);
  });

  it("takes the run alone where the other is no longer listed", () => {
    expect([...withRange(new Set(["a"]), ids, ["gone", "d"], true)]).toEqual(["a", "d"]);
  });
});
