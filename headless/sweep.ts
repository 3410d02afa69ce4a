import { messageOf } from "../workers/serve.ts";
import type { Job } from "./job.ts";
import { outcomeOf, trained } from "./oneRun.ts";
import { write } from "./output.ts";
import { formOf, type Outcome } from "./results.ts";
import { ResultsFile } from "./resultsFile.ts";
import type { Sweep, ToyTrialOf } from "./sweepFile.ts";
import { Progress, say } from "./terminal.ts";
import { TrialThread } from "./trialThread.ts";

/** Lists a sweep's trials, a line each. */
export function listed(sweep: Sweep, out: string | null): Job {
  const lines = sweep.trials.map(({ index, values, seed }) => {
    return `${JSON.stringify({ trial: index, values, seed })}\n`;
  });
  return async () => write(out, lines.join(""));
}

/** Runs a trial alone. */
export function oneTrial(sweep: Sweep, index: number, threads: number, out: string | null): Job {
  const trial = sweep.trials[index];
  if (!trial) {
    throw new Error(`--trial: expected 0 to ${sweep.trials.length - 1}, found ${index}`);
  }
  const form = formOf(out);
  return async () => {
    const thread = await TrialThread.open(threads);
    const progress = new Progress();
    const { updates } = trial.settings;
    const outcome = await run(thread, sweep, trial, (update) => {
      progress.show(update / updates, `trial ${index}: update ${update} of ${updates}`);
    }).finally(() => {
      progress.end();
      thread.end();
    });
    return write(out, form.head(Object.keys(trial.values)) + form.write(outcome));
  };
}

/** Runs what a sweep's results have yet to hold, so many trials at once. */
export function wholeSweep(sweep: Sweep, jobs: number, out: string | null): Job {
  const results = new ResultsFile(out, sweep.trials);
  return async () => {
    const left = sweep.trials.filter(({ index }) => !results.done.has(index));
    const all = sweep.trials.length;
    if (sweep.design.stopping.rule !== "none")
      say("early stopping is the page's: all trials run to their end");
    if (results.done.size > 0) say(`${out}: has ${results.done.size} of ${all} trials`);
    const active = new Map<number, number>();
    let done = results.done.size;
    let well = true;
    const progress = new Progress();
    const show = () => {
      const share = [...active.values()].reduce((sum, part) => sum + part, done) / all;
      progress.show(share, `${done} of ${all} trials`);
    };
    const waiting = left.values();
    const work = async () => {
      const thread = await TrialThread.open(1);
      for (const trial of waiting) {
        const { index, settings } = trial;
        try {
          const outcome = await run(thread, sweep, trial, (update) => {
            active.set(index, update / settings.updates);
            show();
          });
          results.add(outcome);
          progress.end();
          say(`trial ${index}, ${titleOf(trial)}: ${outcomeOf(outcome)}`);
        } catch (error) {
          well = false;
          progress.end();
          say(`trial ${index}, ${titleOf(trial)}: ${messageOf(error)}`);
        }
        active.delete(index);
        done++;
      }
      thread.end();
    };
    show();
    await Promise.all(Array.from({ length: Math.min(jobs, left.length) }, work));
    return well;
  };
}

async function run(
  thread: TrialThread,
  { drawing }: Sweep,
  { index, values, seed, settings }: ToyTrialOf,
  progress: (update: number) => void,
): Promise<Outcome> {
  const { report, problem } = await trained(thread, { settings, drawing, painted: null }, progress);
  return { trial: index, values, seed, problem, report };
}

/** A trial for people: "steps 20, l2 0.06, seed 1". */
const titleOf = ({ values, seed }: ToyTrialOf) =>
  [...Object.entries(values), ["seed", seed]].map((pair) => pair.join(" ")).join(", ");
