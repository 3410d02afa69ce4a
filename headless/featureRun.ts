import type { Method } from "../src/detection/methods.ts";
import { duration } from "../src/lab/format.ts";
import { featuresWorker, type Port } from "../src/lab/link.ts";
import { featureReportOf } from "../src/lab/report.ts";
import type { FeatureFiles } from "../src/lab/sweeps/features.ts";
import type { FeatureSettings } from "../src/model/recipe.ts";
import type {
  FeatureComparison,
  FeaturePlan,
  FeatureResult,
  FeatureSummary,
  FeaturesReply,
} from "../workers/protocol/features.ts";
import { ask } from "./ask.ts";
import type { FeatureSource } from "./featureFiles.ts";
import { InputError } from "./inputError.ts";
import type { Ended } from "./oneRun.ts";
import { say } from "./terminal.ts";

/** What ends a run. */
type End = "done" | "cancelled" | "failed";
const ENDS: readonly End[] = ["done", "cancelled", "failed"];

type Tell = (share: number, what: string, secondsLeft: number | null) => void;

/** The Features tab's worker, with files loaded. */
export class FeatureTab {
  private constructor(
    private readonly worker: Port,
    private readonly source: FeatureSource,
    private readonly summary: FeatureSummary,
    private readonly backend: string,
  ) {}

  /** @throws for people, where the files cannot be scored */
  static async open(source: FeatureSource, threads: number): Promise<FeatureTab> {
    const { files, groups } = source;
    const worker = featuresWorker();
    const request = <Last extends FeaturesReply["type"]>(message: object, ...last: Last[]) =>
      ask<FeaturesReply, Last>(worker, message, last);
    const opened = await request({ type: "open", backend: "cpu", threads }, "opened");
    const read = await request({ type: "read", files }, "loaded", "rejected");
    if (read.type === "rejected") throw new InputError(`--features: ${read.problems.join("; ")}`);
    let { summary } = read;
    if (!summary.ready) throw new InputError(`--features: ${summary.missing.join("; ")}`);
    for (const [dataset, group] of groups) {
      const names = summary.ood.map((set) => set.dataset);
      if (!names.includes(dataset)) {
        throw new InputError(`--group: expected one of ${names.join(", ")}, found "${dataset}"`);
      }
      ({ summary } = await request({ type: "group", dataset, group }, "loaded"));
    }
    return new FeatureTab(worker, source, summary, opened.backend.label);
  }

  /** The files as a sweep's workers take them. */
  get files(): FeatureFiles {
    const { source, summary } = this;
    const roles = summary.arrays.map(({ source, role }): [string, string | null] => [source, role]);
    const groups = summary.ood.map(({ dataset, group }): [string, typeof group] => [
      dataset,
      group,
    ]);
    return { summary, load: { type: "load", files: [...source.files], roles, groups } };
  }

  /** What settings mean on this machine, which is said where the network is "auto". */
  async plan(settings: FeatureSettings): Promise<FeaturePlan> {
    const request = { type: "plan", settings };
    const reply = await ask<FeaturesReply, "planned" | "unplanned">(this.worker, request, [
      "planned",
      "unplanned",
    ]);
    if (reply.type === "unplanned") throw new Error(reply.message);
    sayNetwork(settings, reply.plan!);
    return reply.plan!;
  }

  /** Scores and trains. @throws where no method has its results */
  async run(settings: FeatureSettings, tell: Tell): Promise<Ended> {
    const results: Partial<Record<Method, FeatureResult>> = {};
    const seen: { plan: FeaturePlan | null; comparison: FeatureComparison | null } = {
      ...{ plan: null, comparison: null },
    };
    const request = { type: "start", run: 1, settings, from: null };
    const end = await ask<FeaturesReply, End>(this.worker, request, ENDS, (reply) => {
      if (reply.type === "started") {
        seen.plan = reply.plan;
        sayNetwork(settings, reply.plan);
      }
      if (reply.type === "progress") {
        const { method, share, secondsLeft, training } = reply;
        const update = training ? `, update ${training.update} of ${training.updates}` : "";
        tell(share, `${method}${update}`, secondsLeft);
      }
      if (reply.type === "result") results[reply.method] = reply;
      if (reply.type === "comparison") seen.comparison = reply;
    });
    const problem = end.type === "failed" ? end.message : null;
    const { updates, seconds } = end;
    const { plan, comparison } = seen;
    const outcome = { settings, backend: this.backend, effort: { updates, seconds }, results };
    const report = plan && featureReportOf({ ...outcome, plan, comparison }, this.summary);
    if (!report) throw new Error(problem ?? "no method has results");
    return { report, problem };
  }

  close(): void {
    this.worker.terminate();
  }
}

/** Scores and trains as the Features tab does. @throws for people, where it cannot */
export async function featureRun(
  settings: FeatureSettings,
  source: FeatureSource,
  threads: number,
  tell: Tell,
): Promise<Ended> {
  const tab = await FeatureTab.open(source, threads);
  return tab.run(settings, tell).finally(() => tab.close());
}

function sayNetwork(
  settings: FeatureSettings,
  { network, seconds, overBudget }: FeaturePlan,
): void {
  if (settings.network !== "auto") return;
  const slow = overBudget ? ", over its time budget of 5 minutes" : "";
  say(`network "auto": ${network}, about ${duration(seconds)}${slow}`);
}
