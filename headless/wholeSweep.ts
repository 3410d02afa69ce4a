import { availableParallelism } from "node:os";
import { decimal, duration } from "../src/lab/format.ts";
import { trialWorker } from "../src/lab/link.ts";
import type { Keeping } from "../src/lab/runs/archive.ts";
import type { RunRecord } from "../src/lab/runs/record.ts";
import { conduct } from "../src/lab/sweeps/conductor.ts";
import { newRun } from "../src/lab/sweeps/course.ts";
import { type Criterion, criterionOf } from "../src/lab/sweeps/criteria.ts";
import { SWEEP_SCHEMA, type SweepRecord, type Trial } from "../src/lab/sweeps/design.ts";
import type { FeatureFiles } from "../src/lab/sweeps/features.ts";
import { fixedNetwork, leavesNetwork } from "../src/lab/sweeps/network.ts";
import type { FeatureSource } from "./featureFiles.ts";
import { FeatureTab } from "./featureRun.ts";
import type { Job } from "./job.ts";
import type { Outcome, Past } from "./results.ts";
import { ResultsFile } from "./resultsFile.ts";
import { networkBefore, noteNetwork, States } from "./states.ts";
import { type Sweep, sweepFrom } from "./sweepFile.ts";
import { Progress, say } from "./terminal.ts";

type Network = Parameters<typeof fixedNetwork>[1];

/** Runs what a sweep's results have yet to hold, as the page's pool does: so many trials at once. */
export function wholeSweep(
  given: Sweep,
  source: FeatureSource | null,
  jobs: number,
  out: string | null,
): Job {
  return async () => {
    const { files, sweep: resolved } = await prepared(given, source, out);
    const { design, trials } = resolved;
    const criterion = criterionOf(design.criterion);
    const results = new ResultsFile(out, trials, design.stopping);
    const states = new States(out, design, trials, results.done);
    const ended = [...results.done].map(([index, past]) => {
      return recordOf(trials[index]!, past, criterion);
    });
    let done = results.done.size;
    const all = trials.length;
    const half = states.records.length;
    if (done + half > 0) {
      say(`${out}: has ${done} of ${all} trials${half > 0 ? `, and ${half} under way` : ""}`);
    }
    const progress = new Progress();
    let well = true;

    function end(record: RunRecord): void {
      const { trial: index, dropped } = record.sweep!;
      const trial = trials[index]!;
      done++;
      if (record.report) results.add(outcomeOf(trial, record, design.stopping.rule === "halving"));
      else well = false;
      states.remove(record.id);
      progress.end();
      say(`trial ${index}, ${titleOf(trial)}: ${endOf(record, dropped)}`);
    }

    const isOver = ({ standing, sweep }: RunRecord) =>
      standing === "done" || standing === "failed" || sweep!.dropped;

    return new Promise<boolean>((resolve, reject) => {
      const keep = (keeping: Keeping) => {
        try {
          if (isOver(keeping.record)) end(keeping.record);
          else if (keeping.states) states.keep(keeping);
        } catch (error) {
          reject(error);
        }
      };
      const now = Date.now();
      const sweep: SweepRecord = {
        ...{ schema: SWEEP_SCHEMA, id: "headless", created: now, changed: now, design },
        standing: "running",
      };
      conduct(sweep, jobs, {
        ...{ open: trialWorker, backend: "cpu", keep, features: files },
        archive: { states: async (id) => states.of(id), details: async () => null },
        locks: { hold: async () => () => {} },
        records: [...ended, ...states.records],
        tell({ share, secondsLeft }) {
          progress.show(share, `${done} of ${all} trials`, secondsLeft);
        },
        ended(standing, problem) {
          progress.end();
          if (standing === "done" && well) states.clear();
          if (problem) reject(new Error(problem));
          else resolve(well);
        },
      });
    });
  };
}

/** A sweep over features with its files, and one network in the place of "auto". */
async function prepared(
  sweep: Sweep,
  source: FeatureSource | null,
  out: string | null,
): Promise<{ sweep: Sweep; files: FeatureFiles | null }> {
  const { design } = sweep;
  const { base } = design;
  if (base.kind === "toy") return { sweep, files: null };
  const tab = await FeatureTab.open(source!, availableParallelism());
  try {
    const { files } = tab;
    if (!leavesNetwork(design)) return { sweep, files };
    const network = networkBefore(out) ?? (await tab.plan(base.settings)).network;
    noteNetwork(out, network);
    return { sweep: sweepFrom(fixedNetwork(design, network as Network)), files };
  } finally {
    tab.close();
  }
}

/** The record of a trial that results have. */
function recordOf(trial: Trial, past: Past, { better }: Criterion): RunRecord {
  const { updates, seconds, problem, dropped = null, rungs = [] } = past;
  const fresh = newRun("headless", { trial, end: 0 }, 0);
  // JSON has no infinite numbers.
  const worst = better === "low" ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
  return {
    ...fresh,
    ...{ update: updates, updates: fresh.kind === "toy" ? fresh.updates : updates, seconds },
    ...{ problem, standing: problem ? "failed" : dropped === null ? "done" : "stopped" },
    sweep: {
      ...fresh.sweep!,
      rungs: rungs.map(([update, value]) => [update, value ?? worst]),
      dropped: dropped !== null,
    },
  };
}

function outcomeOf(trial: Trial, record: RunRecord, halving: boolean): Outcome {
  const { index, values, seed } = trial;
  const { problem, report, update } = record;
  const { rungs, dropped } = record.sweep!;
  return {
    ...{ trial: index, values, seed, problem },
    ...(halving && { dropped: dropped ? update : null, rungs }),
    report: report!,
  };
}

/** What a trial came to, for people: "NLL 2.341 in 12.3 s". */
function endOf({ report, problem, update, seconds }: RunRecord, dropped: boolean): string {
  if (problem) return problem;
  const quality = report!.toy ?? report!.models?.correction;
  const found = quality ? `NLL ${decimal(quality.nll)} in ` : "";
  return `${dropped ? `dropped at update ${update}, ` : ""}${found}${duration(seconds)}`;
}

/** A trial for people: "steps 20, l2 0.06, seed 1". */
const titleOf = ({ values, seed }: Trial) =>
  [...Object.entries(values), ["seed", seed]].map((pair) => pair.join(" ")).join(", ");
