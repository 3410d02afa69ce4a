import { availableParallelism } from "node:os";
import type { RunSettings } from "../src/lab/settingsFile.ts";
import { collect } from "./collect.ts";
import { type FeatureSource, featureSource } from "./featureFiles.ts";
import { changedBy, settingsOf } from "./given.ts";
import { oneRun } from "./oneRun.ts";
import { HELP, optionsOf } from "./options.ts";
import { write } from "./output.ts";
import { listed, oneTrial } from "./sweep.ts";
import { sweepOf } from "./sweepFile.ts";
import { wholeSweep } from "./wholeSweep.ts";

/** Work to do; resolves to whether all of it went well. */
export type Job = () => Promise<boolean>;

/** What a command line asks for. @throws for people, where it or a file that it names is wrong */
export function jobOf(args: readonly string[]): Job {
  const options = optionsOf(args);
  const { files, set, seed, threads, sweep: sweepFile, trial, list, out } = options;
  if (options.help) return async () => write(null, HELP);
  const source = featureSource(options.features, options.groups);
  if (options.collect) return collect(files, out);
  if (sweepFile !== null) {
    refuse("--sweep", { SETTINGS: files[0] ?? null, "--seed": seed });
    const sweep = sweepOf(sweepFile, set);
    if (list) return listed(sweep, out);
    refuseFiles(sweepFile, sweep.design.base.kind, source);
    if (trial !== null) return oneTrial(sweep, trial, source, threads ?? 1, out);
    return wholeSweep(sweep, source, options.jobs, out);
  }
  const [file, ...more] = files;
  if (!file) throw new Error(`expected the settings of a run or --sweep, found neither\n\n${HELP}`);
  refuse("a run", { [`"${more[0]}"`]: more[0] ?? null, "--trial": trial });
  if (list) throw new Error("--list: expected --sweep FILE beside it");
  let run = settingsOf(file);
  if (set !== null) run = changedBy(run, set);
  if (seed !== null) run = changedBy(run, `${run.kind === "toy" ? "" : "features."}seed=${seed}`);
  refuseFiles(file, run.kind, source);
  return oneRun(file, run, source, threads ?? availableParallelism(), out);
}

/** @throws where feature files are missing, or of no use */
function refuseFiles(name: string, kind: RunSettings["kind"], source: FeatureSource | null): void {
  if (kind === "features" && !source) {
    throw new Error(`${name}: expected --features FOLDER beside settings of the Features tab`);
  }
  if (kind === "toy") refuse("settings of the 2D lab", { "--features": source });
}

/** @throws if one is given that has no place beside `what` */
function refuse(what: string, given: Record<string, unknown>): void {
  const stray = Object.keys(given).find((name) => given[name] !== null);
  if (stray) throw new Error(`${stray}: has no place beside ${what}; leave one of them out`);
}
