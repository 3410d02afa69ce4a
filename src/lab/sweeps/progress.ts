import type { Criterion } from "./criteria.ts";
import type { SweepDesign, Trial } from "./design.ts";
import { costUntil, type Measured, secondsLeft, workLeft } from "./estimate.ts";
import type { TrialState } from "./schedule.ts";

/** A trial under way: where its stretch began, in updates and in milliseconds. */
export interface Underway {
  trial: Trial;
  from: number;
  since: number;
  update: number;
}

/** Measures how fast a sweep is, and tells how far it is. */
export class Progress {
  private readonly measured: Measured[] = [];

  constructor(
    private readonly design: SweepDesign,
    private readonly trials: readonly Trial[],
    private readonly criterion: Pick<Criterion, "better">,
  ) {}

  /** Updates of a trial took a worker so many seconds. */
  took(trial: Trial, from: number, update: number, seconds: number): void {
    this.measured.push({ point: trial.point, cost: costBetween(trial, from, update), seconds });
  }

  /** The share of the sweep that is done, 0..1, and the seconds that it has left. */
  at(
    known: ReadonlyMap<number, TrialState>,
    underway: readonly Underway[],
    workers: number,
    now: number,
  ): { share: number; secondsLeft: number | null } {
    const states = new Map(known);
    for (const { trial, update } of underway) {
      states.set(trial.index, { over: null, rungs: [], ...known.get(trial.index), update });
    }
    const left = workLeft(this.design, this.trials, states, this.criterion);
    const ahead = left.reduce((sum, { cost }) => sum + cost, 0);
    const done = this.trials.reduce(
      (sum, trial) => sum + costUntil(trial, states.get(trial.index)?.update ?? 0),
      0,
    );
    const running = underway.map(({ trial, from, since, update }): Measured => {
      const cost = costBetween(trial, from, update);
      return { point: trial.point, cost, seconds: cost > 0 ? (now - since) / 1000 : 0 };
    });
    return {
      share: done + ahead > 0 ? done / (done + ahead) : 0,
      secondsLeft: secondsLeft(left, [...this.measured, ...running], workers),
    };
  }
}

const costBetween = (trial: Trial, from: number, to: number) =>
  costUntil(trial, to) - costUntil(trial, from);
