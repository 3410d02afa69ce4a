import { describe, expect, it } from "vitest";
import { costOf } from "../../../src/lab/sweeps/cost.ts";
import { costUntil, secondsLeft, workLeft } from "../../../src/lab/sweeps/estimate.ts";
import type { TrialState } from "../../../src/lab/sweeps/schedule.ts";
import { trialsOf } from "../../../src/lab/sweeps/trials.ts";
import { designOf, evenly } from "./sweep.ts";

const LOW = { better: "low" } as const;
const sum = (work: readonly { cost: number }[]) => work.reduce((all, { cost }) => all + cost, 0);

describe("workLeft", () => {
  it("is what every trial has still to train", () => {
    const { design, trials } = evenly(2, 2, { rule: "none" });
    const known = new Map<number, TrialState>([
      [0, { update: 80, over: "done", rungs: [] }],
      [1, { update: 20, over: null, rungs: [] }],
      [2, { update: 10, over: "failed", rungs: [] }],
    ]);
    const whole = costOf(trials[0]!.settings);
    expect(workLeft(design, trials, known, LOW)).toEqual([
      { point: 0, cost: 0.75 * whole },
      { point: 1, cost: whole },
    ]);
  });

  it("counts what comes after a rung by the share of the points that will go on", () => {
    const { design, trials } = evenly(4, 1, { rule: "halving", eta: 2, rungs: 3 });
    const whole = costOf(trials[0]!.settings);
    // 4 points to update 20, two of them to 40, one of these to 80.
    expect(sum(workLeft(design, trials, new Map(), LOW))).toBeCloseTo(
      (whole * (80 + 40 + 40)) / 80,
      5,
    );
  });

  it("is nothing of a sweep that is over", () => {
    const { design, trials } = evenly(2, 1, { rule: "none" });
    const over = new Map(
      trials.map(({ index }) => [index, { update: 80, over: "done", rungs: [] } as const]),
    );
    expect(workLeft(design, trials, over, LOW)).toEqual([]);
  });
});

describe("secondsLeft", () => {
  it("is not known before anything was measured", () => {
    expect(secondsLeft([{ point: 0, cost: 5 }], [], 2)).toBeNull();
  });

  it("goes by the pace of a point so far, and by that of all where it has none", () => {
    const measured = [
      { point: 0, cost: 10, seconds: 10 },
      { point: 1, cost: 10, seconds: 30 },
    ];
    expect(secondsLeft([{ point: 1, cost: 5 }], measured, 1)).toBeCloseTo(15);
    expect(secondsLeft([{ point: 2, cost: 5 }], measured, 1)).toBeCloseTo(10);
  });

  it("is shared by the workers, but for a run that is on one of them", () => {
    const measured = [{ point: 0, cost: 1, seconds: 2 }];
    const work = (cost: number) => ({ point: 0, cost });
    expect(secondsLeft([3, 3, 3, 3].map(work), measured, 4)).toBeCloseTo(6);
    expect(secondsLeft([10, 1].map(work), measured, 4)).toBeCloseTo(20);
    expect(secondsLeft([], measured, 4)).toBe(0);
  });

  it("knows runs of many steps from those of a few", () => {
    const design = designOf({ axes: [{ key: "steps", values: [10, 40] }], seeds: [1] });
    const [short, long] = trialsOf(design);
    const measured = [{ point: 0, cost: costUntil(short!, 80), seconds: 4 }];
    const left = secondsLeft([{ point: 1, cost: costUntil(long!, 80) }], measured, 1)!;
    expect(left).toBeGreaterThan(10);
    expect(left).toBeLessThan(16.1);
  });
});
