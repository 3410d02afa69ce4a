import { describe, expect, it } from "vitest";
import type { ToyRecord } from "../../../src/lab/runs/record.ts";
import { criterionOf } from "../../../src/lab/sweeps/criteria.ts";
import {
  beatsMixture,
  recordsOf,
  resultsOf,
  tallyOf,
  winnerOf,
} from "../../../src/lab/sweeps/results.ts";
import { trialsOf } from "../../../src/lab/sweeps/trials.ts";
import { chosenBy, tiesText, winnerText } from "../../../src/lab/sweeps/verdict.ts";
import { design } from "./designs.ts";
import { record } from "./records.ts";

const NLL = criterionOf("nll");
const axes = [{ key: "steps", values: [10, 20, 40] }];

/** A run of the sweep; its NLL, or null where it failed. */
const run = (trial: number, nll: number | null, more: Partial<ToyRecord> = {}) =>
  record(
    {
      ...{ id: `r${trial}`, standing: nll === null ? "failed" : "done" },
      sweep: { id: "s", trial, rungs: [], dropped: false },
      ...more,
    },
    { nll: nll ?? 2.4 },
  );

function results(records: ToyRecord[], seeds = [1, 2, 3], criterion = NLL) {
  return resultsOf(trialsOf(design({ axes, seeds })), recordsOf("s", records), criterion);
}

const all = (nlls: (number | null)[]) => nlls.map((nll, trial) => run(trial, nll));

describe("resultsOf", () => {
  it("puts each run with its point, and leaves other sweeps' out", () => {
    const other = run(0, 1, { sweep: { id: "other", trial: 0, rungs: [], dropped: false } });
    const [first, second] = results([other, run(3, 2.5), run(4, 2.6)]);
    expect(first!.standing).toBe("waiting");
    expect(second).toMatchObject({ standing: "training", values: { steps: 20 } });
    expect(second!.spread).toMatchObject({ count: 2, median: 2.55, low: 2.5, high: 2.6 });
  });

  it("has nothing yet of a run under way, or between two rungs", () => {
    const sweep = { id: "s", trial: 0, rungs: [[89, 2.4]] as const, dropped: false };
    const [at] = results([run(0, 2.4, { standing: "stopped", update: 89, sweep })]);
    expect(at!.runs[0]!.settled).toBe(true);
    for (const more of [{ standing: "training" }, { standing: "stopped", update: 120 }] as const) {
      const [point] = results([run(0, 2.4, { sweep, ...more })]);
      expect(point!.runs[0]).toMatchObject({ settled: false, value: null });
    }
  });

  it("tells a point that the rule stopped from one that has ended", () => {
    const sweep = { id: "s", trial: 1, rungs: [[89, 2.4]] as const, dropped: true };
    const [point] = results([run(0, 2.4), run(1, 2.4, { standing: "stopped", update: 89, sweep })]);
    expect(point!.standing).toBe("stopped");
  });
});

describe("winnerOf", () => {
  it("takes the best median of the points that have ended", () => {
    const found = results([...all([2.5, 2.6, 2.7, 2.4, 2.5, 9]), run(6, 1)]);
    const winner = winnerOf(found, NLL)!;
    expect(winner.best.values).toEqual({ steps: 20 });
    expect(winner.ended).toBe(2);
    expect(winner.ranked).toHaveLength(2);
  });

  it("ranks a failed run behind all others, and never lets a failed median win", () => {
    const found = results(all([2.1, null, null, 2.4, 2.5, null, 2.6, 2.7, 2.8]));
    const winner = winnerOf(found, NLL)!;
    expect(winner.best.point).toBe(1);
    expect(winner.ranked.map(({ point }) => point)).toEqual([1, 2]);
    expect(winnerOf(results(all([null, null, null])), NLL)).toBeNull();
  });

  it("follows the criterion", () => {
    const found = results(all([2.5, 2.6, 2.7, 2.4, 2.5, 2.6]), [1, 2, 3], criterionOf("closed"));
    const winner = winnerOf(found, criterionOf("closed"))!;
    expect(winner.best.point).toBe(1);
    expect(winner.best.spread.median).toBeCloseTo(0.5);
  });

  it("counts who ties within the winner's spread, and says where there is none", () => {
    const found = results(all([2.2, 2.4, 2.6, 2.5, 2.55, 2.7, 3, 3.1, 3.2]));
    const winner = winnerOf(found, NLL)!;
    expect(winner.tied!.map(({ point }) => point)).toEqual([1]);
    expect(tiesText(winner)).toMatch(/^1 other point's median lies within its seeds' spread/);
    const single = winnerOf(results(all([2.2, 2.4, 2.6]), [1]), NLL)!;
    expect(single.tied).toBeNull();
    expect(tiesText(single)).toMatch(/With one seed there is no telling/);
  });

  it("takes the middle half of five seeds for the spread", () => {
    const seeds = [1, 2, 3, 4, 5];
    const nlls = [2, 2.3, 2.4, 2.5, 4, 3, 3, 3, 3, 3];
    const winner = winnerOf(results(all(nlls), seeds), NLL)!;
    expect(winner.best.spread.quartiles).toEqual([2.3, 2.5]);
    expect(winner.tied).toEqual([]);
  });
});

describe("winnerText", () => {
  it("names the settings, the median, the seeds and the spread", () => {
    const own = design({ axes });
    const winner = winnerOf(results(all([2.2, 2.4, null])), NLL)!;
    expect(winnerText(own, NLL, winner)).toBe(
      "Steps 10: median 2.400 nats over 3 seeds, 1 of them failed (2.200 to 2.400).",
    );
    const single = winnerOf(results(all([2.2]), [7]), NLL)!;
    expect(winnerText(own, NLL, single)).toBe("Steps 10: 2.200 nats with seed 7.");
  });

  it("is followed by what the choice has looked at", () => {
    expect(chosenBy(NLL)).toBe("Chosen by held-out NLL, in-distribution data only.");
    expect(chosenBy(criterionOf("auroc.near"))).toMatch(/^Chosen by AUROC, near OOD: it looks at/);
  });
});

describe("tallyOf", () => {
  it("counts every run once", () => {
    const sweep = { id: "s", trial: 3, rungs: [], dropped: true };
    const tally = tallyOf(
      results([
        ...all([2.4, null]),
        run(2, 2.4, { standing: "training" }),
        run(3, 2.4, { standing: "stopped", sweep }),
        run(4, 2.4, { standing: "stopped" }),
      ]),
    );
    expect(tally).toEqual({ runs: 9, done: 1, failed: 1, training: 1, stopped: 1, waiting: 5 });
  });
});

describe("beatsMixture", () => {
  it("compares a run with the mixture of its own data", () => {
    const [point] = results(all([2.4, 3.2, null]));
    expect(point!.runs.map(beatsMixture)).toEqual([true, false, false]);
    expect(beatsMixture(results([])[0]!.runs[0]!)).toBeNull();
  });
});
