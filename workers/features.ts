import { add, assign, type Collection, EMPTY, regroup } from "../src/data/features.ts";
import { Cancelled } from "../src/data/formats/formats.ts";
import { oodSets } from "../src/data/inputs.ts";
import { type FeatureSet, featureSet, regrouped } from "../src/data/rows.ts";
import { summarise } from "../src/data/summary.ts";
import { openBackend, releaseMemory } from "../src/kernels/backend.ts";
import { fitMixture, type Mixture } from "../src/model/mixture.ts";
import type { FeatureSettings, OodGroup } from "../src/model/recipe.ts";
import { type Plan, Planner, totalSeconds } from "./featurePlan.ts";
import { arraysOf } from "./featureResults.ts";
import { FeatureRun } from "./featureRun.ts";
import type { FeaturePlan, FeaturesReply, FeaturesRequest } from "./protocol.ts";
import { lossNotice, Recovery } from "./recovery.ts";
import { Scoreboard } from "./scoreboard.ts";
import { messageOf, post, serve, yieldTurn } from "./serve.ts";
import { weightsFile } from "./weights.ts";

/** The Features tab's worker: the files, and one run over them at a time. */
let collection: Collection = EMPTY;
/** What the current files amount to, made when first needed. */
let prepared: { set: FeatureSet; mixture: Mixture; planner: Planner } | null = null;
/** Of the backend that the page asked for: `open` is its first request. */
let recovery = new Recovery(() => openBackend("auto"));
let current: { run: number; work: FeatureRun; board: Scoreboard } | null = null;
let working: Promise<void> = Promise.resolve();
/** The reading under way, or the last one. */
let reading: Promise<void> = Promise.resolve();
let readingStopped = false;
/** Milliseconds between two messages of a reading. */
const READING_EVERY = 100;

const reply = (message: FeaturesReply, arrays: ArrayBufferView[] = []) => post(message, arrays);

async function prepare() {
  if (prepared) return prepared;
  const set = await featureSet(collection, yieldTurn);
  const { train, dimensions, classes } = set;
  const mixture = fitMixture(train.features, train.labels, dimensions, classes);
  prepared = { set, mixture, planner: new Planner(set, mixture) };
  return prepared;
}

/** The plan that settings mean here; where the GPU is lost, it is timed anew on what comes next. */
function planOf(settings: FeatureSettings): Promise<Plan> {
  return recovery.run(
    async () => (await prepare()).planner.plan(settings),
    async () => {
      const backend = recovery.backend!;
      reply({ type: "recovered", backend, training: null, message: lossNotice(backend, null) });
    },
  );
}

/** Takes a changed collection, or tells why there is none. A run under way has shared its arrays. */
async function become(change: ReturnType<typeof assign>): Promise<void> {
  if ("problems" in change) return reply({ type: "rejected", problems: change.problems });
  if (change.collection !== collection) {
    await stop();
    collection = change.collection;
    prepared = null;
  }
  reply({ type: "loaded", summary: summarise(collection) });
}

async function read(files: File[]): Promise<void> {
  readingStopped = false;
  const of = files.reduce((sum, { size }) => sum + size, 0);
  const before = new Map<string, number>();
  let last = 0;
  const watch = {
    onBytes: ({ name: file }: { name: string }, bytes: number) => {
      before.set(file, bytes);
      const now = performance.now();
      if (now - last < READING_EVERY) return;
      last = now;
      const done = [...before.values()].reduce((sum, each) => sum + each, 0);
      reply({ type: "reading", file, done, of });
    },
    pause: yieldTurn,
    cancelled: () => readingStopped,
  };
  try {
    await become(await add(collection, files, watch));
  } catch (error) {
    if (error instanceof Cancelled) return become({ collection });
    reply({ type: "rejected", problems: [messageOf(error)] });
  }
}

/** A change of group leaves the rows as they are. */
function group(dataset: string, to: OodGroup): void {
  collection = regroup(collection, dataset, to);
  if (prepared) prepared.set = regrouped(prepared.set, collection);
  reply({ type: "loaded", summary: summarise(collection) });
  if (!current) return;
  const { run, board } = current;
  reply({ type: "comparison", run, ...board.comparison(oodSets(collection)) });
}

async function start(request: Extract<FeaturesRequest, { type: "start" }>): Promise<void> {
  const { run, settings } = request;
  await stop();
  releaseMemory();
  const plan = await planOf(settings);
  const { set, mixture } = await prepare();
  const datasets = set.ood.map(({ dataset }) => dataset);
  const board = new Scoreboard(datasets, settings);
  const work = new FeatureRun(set, mixture, settings, plan, board, recovery, {
    progress: (message) => reply({ type: "progress", run, ...message }),
    result: (message) => reply({ type: "result", run, ...message }, arraysOf(message)),
    comparison: (message) => reply({ type: "comparison", run, ...message }),
    recovered: (message) => reply({ type: "recovered", ...message }),
  });
  current = { run, work, board };
  reply({ type: "started", run, plan: describe(plan) });
  const effort = () => ({ updates: work.updates, seconds: work.seconds });
  working = work.go().then(
    () => reply({ type: work.cancelled ? "cancelled" : "done", run, ...effort() }),
    (error) => reply({ type: "failed", run, message: messageOf(error), ...effort() }),
  );
}

function describe(plan: Plan): FeaturePlan {
  const { size: network, parameters, overBudget } = plan;
  return { network, parameters, seconds: totalSeconds(plan), overBudget };
}

/** Ends the run under way, if any; what it has finished stays. */
async function halt(): Promise<void> {
  if (current) current.work.cancelled = true;
  await working;
}

/** Ends the run under way, if any, and forgets it. */
async function stop(): Promise<void> {
  await halt();
  current = null;
}

async function handle(request: FeaturesRequest): Promise<void> {
  // The next request waits for a reading, unless it ends it.
  if (request.type === "stopReading") readingStopped = true;
  else await reading;
  switch (request.type) {
    case "open":
      await halt();
      recovery = new Recovery((cpu) => {
        // What was timed on one backend says nothing of the next.
        if (prepared) prepared.planner = new Planner(prepared.set, prepared.mixture);
        return openBackend(cpu ? "cpu" : request.backend);
      });
      reply({ type: "opened", backend: await recovery.open() });
      return;
    case "read":
      reading = read(request.files);
      return;
    case "stopReading":
      return;
    case "clear":
      return become({ collection: EMPTY });
    case "assign":
      return become(assign(collection, request.source, request.role));
    case "group":
      return group(request.dataset, request.group);
    case "plan":
      if (summarise(collection).missing.length > 0) return;
      reply({ type: "planned", plan: describe(await planOf(request.settings)) });
      return;
    case "start":
      return start(request);
    case "cancel":
      if (current?.run === request.run) current.work.cancelled = true;
      return;
    case "weights": {
      if (current?.run !== request.run) return;
      const bytes = weightsFile(current.work, collection.files);
      return reply({ type: "weights", run: request.run, bytes }, [bytes]);
    }
    case "drawn":
      if (current?.run === request.run) current.work.drawn = true;
      return;
    default:
      request satisfies never;
  }
}

serve(handle, (request: FeaturesRequest, message) => {
  if ("run" in request) {
    reply({ type: "failed", run: request.run, message, updates: 0, seconds: 0 });
  } else reply({ type: "rejected", problems: [message] });
});
