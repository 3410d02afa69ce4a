import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { States } from "../../headless/states.ts";
import { sweepOf } from "../../headless/sweepFile.ts";
import type { Keeping } from "../../src/lab/runs/archive.ts";
import { newRun } from "../../src/lab/sweeps/course.ts";
import { folder, sweepIn } from "./program.ts";

const halving = { rule: "halving", eta: 2, rungs: 2 };

/** What is kept of a trial at a rung. */
function keepingOf({ trials }: ReturnType<typeof sweepOf>, index: number): Keeping {
  const record = newRun("headless", { trial: trials[index]!, end: 3 }, 0);
  return { record: { ...record, update: 3 }, states: [{ update: 3, checkpoints: {} }] };
}

describe("the states beside a sweep's results", () => {
  it("are there when it goes on, but for trials that have ended", () => {
    const path = folder();
    const sweep = sweepOf(sweepIn(path, { stopping: halving }), null);
    const open = (ended: Map<number, unknown>) =>
      new States(join(path, "results.jsonl"), sweep.design, sweep.trials, ended);
    const before = open(new Map());
    const [one, two] = [keepingOf(sweep, 1), keepingOf(sweep, 2)];
    for (const keeping of [one, two]) before.keep(keeping);
    const after = open(new Map([[1, null]]));
    expect(after.records).toEqual([two.record]);
    expect(after.of(two.record.id)).toEqual(two.states);
    expect(after.of(one.record.id)).toEqual([]);
  });

  it.each([
    ["another criterion", { stopping: halving, criterion: "kl" }],
    ["another rule", { stopping: { ...halving, eta: 3 } }],
    ["other settings", { stopping: halving, seeds: [1, 3] }],
  ])("are refused by a sweep of %s", (_, other) => {
    const path = folder();
    const out = join(path, "results.jsonl");
    const sweep = sweepOf(sweepIn(path, { stopping: halving }), null);
    new States(out, sweep.design, sweep.trials, new Map()).keep(keepingOf(sweep, 1));
    const { design, trials } = sweepOf(sweepIn(path, other), null);
    expect(() => new States(out, design, trials, new Map())).toThrow(
      "its states are of another sweep; take another file for --out, or delete it",
    );
  });

  it("are in memory where results go to standard output", () => {
    const sweep = sweepOf(sweepIn(folder(), { stopping: halving }), null);
    const states = new States(null, sweep.design, sweep.trials, new Map());
    const keeping = keepingOf(sweep, 0);
    states.keep(keeping);
    expect(states.of(keeping.record.id)).toEqual(keeping.states);
    states.remove(keeping.record.id);
    expect(states.of(keeping.record.id)).toEqual([]);
  });
});
