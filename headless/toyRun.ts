import { trialWorker } from "../src/lab/link.ts";
import { reportOf } from "../src/lab/report.ts";
import type { TrialReply } from "../workers/protocol/trial.ts";
import { ask } from "./ask.ts";
import type { ToyRun } from "./given.ts";
import type { Ended } from "./oneRun.ts";

/**
 * Trains a run of the 2D lab.
 *
 * @param threads of the CPU that it is spread over
 * @throws if it cannot begin
 */
export async function toyRun(
  { settings, drawing, painted }: ToyRun,
  threads: number,
  progress: (update: number) => void,
): Promise<Ended> {
  const worker = trialWorker();
  const open = { type: "open", backend: "cpu", threads };
  await ask<TrialReply, "opened">(worker, open, ["opened"]);
  const { updates: end } = settings;
  const request = { type: "toy", run: 1, settings, drawing, painted, from: null, end };
  const last = ["toyTrial", "failed"] as const;
  const reply = await ask<TrialReply, (typeof last)[number]>(worker, request, last, (message) => {
    if (message.type === "progress") progress(message.update);
  });
  worker.terminate();
  if (reply.type === "failed") throw new Error(reply.message);
  const { frame, problem, backend } = reply;
  return { report: reportOf(frame, settings, backend.label, painted !== null), problem };
}
