import type { Report } from "../src/detection/report.ts";
import type { RunSettings } from "../src/lab/settingsFile.ts";
import type { FeatureSource } from "./featureFiles.ts";
import { featureRun } from "./featureRun.ts";
import type { Job } from "./job.ts";
import { refuseUnwritable, write } from "./output.ts";
import { Progress, say } from "./terminal.ts";
import { toyRun } from "./toyRun.ts";

/** What a run came to. */
export interface Ended {
  report: Report;
  /** Why it ended early, or has not all of its results; null where it is whole. */
  problem: string | null;
}

/** A run that prints its report. */
export function oneRun(
  name: string,
  run: RunSettings,
  source: FeatureSource | null,
  threads: number,
  out: string | null,
): Job {
  refuseUnwritable(out);
  return async () => {
    const { report, problem } = await trained(run, source, threads, "");
    write(out, `${JSON.stringify(report, null, 2)}\n`);
    if (problem)
      say(
        `${name}: ${problem}; its report is of ${run.kind === "toy" ? "the last good state" : "what was finished"}`,
      );
    return problem === null;
  };
}

/**
 * Trains a run, and tells how far it is.
 *
 * @param source of a run over features
 * @param title of the run, with a colon, where there are several
 * @throws if it cannot begin
 */
export async function trained(
  run: RunSettings,
  source: FeatureSource | null,
  threads: number,
  title: string,
): Promise<Ended> {
  const progress = new Progress();
  try {
    if (run.kind === "features") {
      return await featureRun(run.settings, source!, threads, (share, what, seconds) =>
        progress.show(share, `${title}${what}`, seconds),
      );
    }
    const { updates } = run.settings;
    return await toyRun(run, threads, (update) =>
      progress.show(update / updates, `${title}update ${update} of ${updates}`),
    );
  } finally {
    progress.end();
  }
}
