import { openBackend } from "../src/kernels/backend.ts";
import type { FeatureTrials } from "./features/trial.ts";
import type { TrialReply, TrialRequest } from "./protocol/trial.ts";
import { Recovery } from "./recovery.ts";
import { post, serve } from "./serve.ts";
import { arraysOf } from "./toy/frames.ts";
import { toyTrial } from "./toy/trial.ts";

type Asked<Type> = Extract<TrialRequest, { type: Type }>;

/** A worker of a sweep: trials one after the other, on one backend. */
let recovery = new Recovery(() => openBackend("auto", 1));
/** The feature files, of a sweep over features. */
let features: FeatureTrials | null = null;
/** The newest trial that was to be stopped. */
let stopped: number | null = null;

const reply = (message: TrialReply, arrays: ArrayBufferView[] = []) => post(message, arrays);

async function load(request: Asked<"load">): Promise<void> {
  const [{ collectionOf }, { FeatureTrials }] = await Promise.all([
    import("./features/loading.ts"),
    import("./features/trial.ts"),
  ]);
  features = new FeatureTrials(await collectionOf(request));
  reply({ type: "loaded" });
}

async function score(request: Asked<"features">): Promise<void> {
  const { run } = request;
  if (!features) throw new Error("trial: expected feature files, found none; load them first");
  const start = performance.now();
  const trial = await features.run(request, recovery, {
    going: () => stopped !== run,
    progress: (update, updates) => reply({ type: "progress", run, update, updates }),
    keyframe(keyframe) {
      const seconds = (performance.now() - start) / 1000;
      reply({ type: "keyframe", run, ...keyframe, seconds, losses: {} });
    },
  });
  reply(trial);
}

async function train(request: Asked<"toy">): Promise<void> {
  const { run, settings } = request;
  const trial = await toyTrial(request, recovery, {
    going: () => stopped !== run,
    progress: (update) => reply({ type: "progress", run, update, updates: settings.updates }),
    keyframe: reply,
  });
  const { frame, truth } = trial;
  reply(trial, [...Object.values(frame.models).flatMap(arraysOf), truth.map.values]);
}

async function handle(request: TrialRequest): Promise<void> {
  switch (request.type) {
    case "open": {
      const { backend, threads } = request;
      recovery = new Recovery((cpu) => openBackend(cpu ? "cpu" : backend, threads));
      reply({ type: "opened", backend: await recovery.open() });
      return;
    }
    case "load":
      return load(request);
    case "toy":
    case "features":
      // A GPU that was lost in the trial before may be there again.
      await recovery.open();
      return request.type === "toy" ? train(request) : score(request);
    case "stop":
      return;
    default:
      request satisfies never;
  }
}

serve(
  handle,
  (request: TrialRequest, message) => {
    if ("run" in request) reply({ type: "failed", run: request.run, message });
    else reply({ type: "unloaded", message });
  },
  (request) => {
    if (request.type === "stop") stopped = request.run;
  },
);
