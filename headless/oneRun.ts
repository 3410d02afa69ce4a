import type { Report } from "../src/detection/report.ts";
import { decimal } from "../src/lab/format.ts";
import { reportOf } from "../src/lab/report.ts";
import type { RunSettings } from "../src/lab/settingsFile.ts";
import type { Job } from "./job.ts";
import { write } from "./output.ts";
import { Progress, say } from "./terminal.ts";
import { type Task, TrialThread } from "./trialThread.ts";

/** A run that prints its report. @throws for people, where its settings are not the 2D lab's */
export function oneRun(name: string, run: RunSettings, threads: number, out: string | null): Job {
  if (run.kind === "features") {
    throw new Error(`${name}: expected settings of the 2D lab, found some of the Features tab`);
  }
  return async () => {
    const thread = await TrialThread.open(threads);
    const progress = new Progress();
    const { updates } = run.settings;
    const { report, problem } = await trained(thread, run, (update) => {
      progress.show(update / updates, `update ${update} of ${updates}`);
    }).finally(() => {
      progress.end();
      thread.end();
    });
    write(out, `${JSON.stringify(report, null, 2)}\n`);
    if (problem) say(`${name}: ${problem}; its report is of the last good state`);
    return problem === null;
  };
}

/** A run's report, and why it ended early; null where it did not. */
export async function trained(
  thread: TrialThread,
  { settings, drawing, painted }: Task,
  progress: (update: number) => void,
): Promise<{ report: Report; problem: string | null }> {
  const { frame, problem, backend } = await thread.train({ settings, drawing, painted }, progress);
  return { report: reportOf(frame, settings, backend.label, painted !== null), problem };
}

/** What a run came to, for people: "NLL 2.341 in 12.3 s". */
export function outcomeOf({ report, problem }: { report: Report; problem: string | null }): string {
  if (problem) return problem;
  const quality = report.toy ?? report.models?.correction;
  return `NLL ${decimal(quality!.nll)} in ${report.seconds.toFixed(1)} s`;
}
