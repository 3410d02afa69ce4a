import type { RunSettings } from "../src/lab/settingsFile.ts";
import type { Trial } from "../src/lab/sweeps/design.ts";
import { leavesNetwork } from "../src/lab/sweeps/network.ts";
import type { FeatureSource } from "./featureFiles.ts";
import type { Job } from "./job.ts";
import { trained } from "./oneRun.ts";
import { refuseUnwritable, write } from "./output.ts";
import { formOf } from "./results.ts";
import type { Sweep } from "./sweepFile.ts";
import { say } from "./terminal.ts";

/** Lists a sweep's trials, a line each. */
export function listed({ trials }: Sweep, out: string | null): Job {
  const lines = trials.map(({ index, values, seed }) => {
    return `${JSON.stringify({ trial: index, values, seed })}\n`;
  });
  return async () => write(out, lines.join(""));
}

/** Runs a trial alone, to its end. */
export function oneTrial(
  sweep: Sweep,
  index: number,
  source: FeatureSource | null,
  threads: number,
  out: string | null,
): Job {
  const { design, trials } = sweep;
  const trial = trials[index];
  if (!trial) throw new Error(`--trial: expected 0 to ${trials.length - 1}, found ${index}`);
  if (leavesNetwork(design)) {
    throw new Error(
      'network: expected a size for a trial alone, found auto, which may mean another on every machine; give one, such as --set "network=4x256"',
    );
  }
  refuseUnwritable(out);
  const form = formOf(out);
  return async () => {
    if (design.stopping.rule === "halving") {
      say("successive halving needs all trials: alone, one runs to its end");
    }
    const run = runOf(sweep, trial);
    const { report, problem } = await trained(run, source, threads, `trial ${index}: `);
    const { values, seed } = trial;
    const outcome = { trial: index, values, seed, problem, report };
    return write(out, form.head(trial) + form.write(outcome));
  };
}

function runOf({ design }: Sweep, { settings }: Trial): RunSettings {
  if (!("updates" in settings)) return { kind: "features", settings };
  const drawing = design.base.kind === "toy" ? design.base.drawing : null;
  return { kind: "toy", settings, drawing, painted: null };
}
