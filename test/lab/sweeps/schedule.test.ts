import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { costOf } from "../../../src/lab/sweeps/cost.ts";
import type { SweepDesign, Trial } from "../../../src/lab/sweeps/design.ts";
import {
  agendaOf,
  passed,
  rungsOf,
  type Stretch,
  type TrialState,
} from "../../../src/lab/sweeps/schedule.ts";
import { trialsOf } from "../../../src/lab/sweeps/trials.ts";
import { designOf, evenly } from "./sweep.ts";

const LOW = { better: "low" } as const;
const halving = (eta: number, rungs: number) => ({ rule: "halving", eta, rungs }) as const;

/**
 * Runs a sweep to its end, on so many workers; `picks` says which of those at work ends next.
 *
 * @param value of a trial at an update; null of one that fails there
 */
function run(
  design: SweepDesign,
  trials: readonly Trial[],
  value: (trial: Trial, update: number) => number | null,
  workers = 1,
  picks: () => number = () => 0,
) {
  const known = new Map<number, TrialState>();
  const order: number[] = [];
  const busy: Stretch[] = [];
  for (;;) {
    const { due, dropped } = agendaOf(design, trials, known, LOW);
    const free = due.filter(({ trial }) => !busy.some((other) => other.trial === trial));
    while (busy.length < workers && free.length > 0) {
      const stretch = free.shift()!;
      order.push(stretch.trial.index);
      busy.push(stretch);
    }
    if (busy.length === 0) return { known, dropped, order };
    const [stretch] = busy.splice(picks() % busy.length, 1);
    const { trial, end } = stretch!;
    const found = value(trial, end);
    const ended = { update: end, value: found, failed: found === null };
    const { stopping } = design;
    known.set(
      trial.index,
      passed(known.get(trial.index), stretch!, ended, { stopping, criterion: LOW }),
    );
  }
}

const updatesOf = (known: ReadonlyMap<number, TrialState>, trials: readonly Trial[]) =>
  trials.map(({ index }) => known.get(index)?.update);

describe("a sweep that stops nothing early", () => {
  it("trains every trial to its end, a point's seeds one after the other", () => {
    const { design, trials } = evenly(3, 2, { rule: "none" });
    const { known, dropped, order } = run(design, trials, () => 1);
    expect(order).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...known.values()].every(({ over }) => over === "done")).toBe(true);
    expect(dropped.size).toBe(0);
  });

  it("begins with the trials that cost most, the seeds of a point together", () => {
    const design = designOf({ axes: [{ key: "steps", values: [5, 40, 10] }] });
    const { order } = run(design, trialsOf(design), () => 1, 2);
    expect(order).toEqual([2, 3, 4, 5, 0, 1]);
  });

  it("goes on after a trial that failed", () => {
    const { design, trials } = evenly(2, 2, { rule: "none" });
    const { known } = run(design, trials, ({ index }) => (index === 1 ? null : 1));
    expect([...known.values()].map(({ over }) => over)).toEqual(["done", "failed", "done", "done"]);
  });

  it("trains a run over features in one go", () => {
    const trial = { ...evenly(1, 1, { rule: "none" }).trials[0]!, settings: { epochs: 1 } };
    expect(rungsOf(trial as unknown as Trial, halving(2, 3))).toEqual([Number.POSITIVE_INFINITY]);
  });
});

describe("successive halving", () => {
  it("lies at eta times the updates of the rung before, and ends at the run's end", () => {
    const { trials } = evenly(1, 1, { rule: "none" });
    expect(rungsOf(trials[0]!, halving(2, 3))).toEqual([20, 40, 80]);
    expect(rungsOf(trials[0]!, halving(3, 3))).toEqual([9, 27, 80]);
  });

  it("lets the best 1 / eta of the points go on, by the median of their seeds", () => {
    const { design, trials } = evenly(4, 3, halving(2, 3));
    // A lucky seed and an unlucky one change nothing.
    const value = ({ point, seed }: Trial) => 10 - point + [0, -20, 20][seed - 1]!;
    const { known, dropped } = run(design, trials, value);
    expect(updatesOf(known, trials)).toEqual([
      ...[20, 20, 20, 20, 20, 20],
      ...[40, 40, 40, 80, 80, 80],
    ]);
    expect([...dropped].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(known.get(9)!.rungs).toEqual([
      [20, 7],
      [40, 7],
    ]);
  });

  it("ranks a diverged run behind all others, and of equal points takes the first", () => {
    const { design, trials } = evenly(4, 1, halving(2, 2));
    const { known, dropped } = run(design, trials, ({ point }) => (point === 0 ? null : 5));
    expect(known.get(0)!.over).toBe("failed");
    expect([...dropped]).toEqual([3]);
  });

  it("waits at a rung for all of its trials", () => {
    const { design, trials } = evenly(2, 1, halving(2, 2));
    const known = new Map<number, TrialState>([[0, { update: 40, over: null, rungs: [[40, 1]] }]]);
    const { due, dropped } = agendaOf(design, trials, known, LOW);
    expect(due.map(({ trial, end }) => [trial.index, end])).toEqual([[1, 40]]);
    expect(dropped.size).toBe(0);
  });

  it("takes a criterion of which much is good the other way round", () => {
    const { design, trials } = evenly(2, 1, halving(2, 2));
    const at = (value: number): TrialState => ({ update: 40, over: null, rungs: [[40, value]] });
    const known = new Map([at(0.2), at(0.9)].entries());
    expect([...agendaOf(design, trials, known, { better: "high" }).dropped]).toEqual([0]);
    expect([...agendaOf(design, trials, known, LOW).dropped]).toEqual([1]);
  });

  it("comes to the same end for any number of workers and any order", () => {
    const anything = fc.record({
      ...{ points: fc.integer({ min: 1, max: 9 }), seeds: fc.integer({ min: 1, max: 3 }) },
      ...{ eta: fc.integer({ min: 2, max: 4 }), rungs: fc.integer({ min: 1, max: 4 }) },
      workers: fc.integer({ min: 1, max: 7 }),
      picks: fc.infiniteStream(fc.nat(1000)),
      values: fc.array(fc.option(fc.integer({ min: 0, max: 3 }), { freq: 5 }), {
        ...{ minLength: 27, maxLength: 27 },
      }),
    });
    fc.assert(
      fc.property(anything, ({ points, seeds, eta, rungs, workers, picks, values }) => {
        const { design, trials } = evenly(points, seeds, halving(eta, rungs));
        const value = ({ index }: Trial, update: number) => {
          const own = values[index]!;
          return own === null && update < 30 ? 1 : own;
        };
        const alone = run(design, trials, value);
        const together = run(design, trials, value, workers, () => picks.next().value!);
        const sorted = (known: ReadonlyMap<number, TrialState>) =>
          [...known].sort(([a], [b]) => a - b);
        expect(sorted(together.known)).toEqual(sorted(alone.known));
        expect(together.dropped).toEqual(alone.dropped);
      }),
    );
  });
});

describe("costOf", () => {
  it("grows with what makes an update long, and takes NCE without its chains", () => {
    const { settings } = evenly(1, 1, { rule: "none" }).trials[0]!;
    const more = (part: object) => costOf({ ...settings, ...part } as typeof settings);
    for (const part of [{ steps: 80 }, { width: 128 }, { batch: 512 }, { updates: 160 }]) {
      expect(more(part)).toBeGreaterThan(1.5 * costOf(settings));
    }
    expect(more({ objective: "nce" })).toBeLessThan(costOf(settings) / 5);
    expect(more({ model: "all" })).toBe(2 * costOf(settings));
    expect(more({ model: "mixture" })).toBe(1);
  });
});
