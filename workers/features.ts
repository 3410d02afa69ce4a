import { add, assign, type Collection, EMPTY, regroup } from "../src/data/features.ts";
import { Cancelled } from "../src/data/formats/formats.ts";
import { missing, oodSets } from "../src/data/inputs.ts";
import { regrouped } from "../src/data/rows.ts";
import { summarise } from "../src/data/summary.ts";
import { openBackend, releaseMemory } from "../src/kernels/backend.ts";
import type { FeatureSettings, OodGroup } from "../src/model/recipe.ts";
import { describe } from "./features/plan.ts";
import { Preparation } from "./features/preparation.ts";
import { arraysOf } from "./features/results.ts";
import { FeatureRun } from "./features/run.ts";
import { Scoreboard } from "./features/scoreboard.ts";
import { FeatureSlices, sliceArrays } from "./features/slice.ts";
import type { Control } from "./features/task.ts";
import { weightsFile } from "./features/weights.ts";
import type { FeaturesReply, FeaturesRequest } from "./protocol/features.ts";
import type { SliceRequest } from "./protocol/slice.ts";
import { lossNotice, Recovery } from "./recovery.ts";
import { messageOf, post, serve, yieldTurn } from "./serve.ts";

/** A run from its first moment on; board and work are there once it has begun to score. */
interface Session {
  run: number;
  control: Control;
  board: Scoreboard | null;
  work: FeatureRun | null;
}

/** The Features tab's worker: the files, and one run over them at a time. */
let collection: Collection = EMPTY;
let preparation = new Preparation(collection);
/** Of the backend that the page asked for: `open` is its first request. */
let recovery = new Recovery(() => openBackend("auto"));
let current: Session | null = null;
let working: Promise<void> = Promise.resolve();
/** The reading under way, or the last one. */
let reading: Promise<void> = Promise.resolve();
let readingStopped = false;
/** Milliseconds between two messages of a reading. */
const READING_EVERY = 100;
/** Of the mixture that was drawn last. */
let slices: FeatureSlices | null = null;
/** The newest slice and plan asked for; null where something has come that they must not hold up. */
const awaited: { slice: FeaturesRequest | null; plan: FeaturesRequest | null } = {
  ...{ slice: null, plan: null },
};

const reply = (message: FeaturesReply, arrays: ArrayBufferView[] = []) => post(message, arrays);

/** Does work that no run does; where the GPU is lost, it begins anew on what comes next. */
function surely<Output>(work: () => Promise<Output>): Promise<Output> {
  return recovery.run(work, async () => {
    const backend = recovery.backend!;
    reply({ type: "recovered", backend, training: null, message: lossNotice(backend, null) });
  });
}

/** What the settings mean here, or null where `going` said no. */
function planOf(settings: FeatureSettings, going: () => boolean) {
  return surely(async () => {
    const prepared = await preparation.of(settings, going);
    return prepared && { ...prepared, plan: await prepared.planner.plan(settings) };
  });
}

/**
 * Posts a slice of the last run's energies, or of E_G as the settings fit it where there is none,
 * unless another request has come meanwhile that takes its place.
 */
async function slice(request: SliceRequest): Promise<void> {
  const { id, choice, settings } = request;
  const going = () => awaited.slice === request;
  if (!going() || missing(collection).length > 0) return;
  try {
    const work = current?.work;
    const source = work ?? (await preparation.of(settings, going));
    if (!source) return;
    const { mixture } = source;
    if (slices?.mixture !== mixture) slices = new FeatureSlices(mixture);
    const drawer = slices;
    const set = regrouped(source.set, collection);
    const drawn = await surely(() => drawer.draw(choice, set, work?.trained ?? [], going));
    if (drawn) reply({ type: "slice", id, ...drawn }, sliceArrays(drawn));
  } catch (error) {
    reply({ type: "unsliced", id, message: messageOf(error) });
  }
}

/** Puts another collection in place of the one at hand. A run under way has shared its arrays. */
async function replace(next: Collection): Promise<void> {
  await stop();
  collection = next;
  preparation = new Preparation(collection);
  slices = null;
}

/** Takes a changed collection, or tells why there is none. */
async function become(change: ReturnType<typeof assign>): Promise<void> {
  if ("problems" in change) return reply({ type: "rejected", problems: change.problems });
  if (change.collection !== collection) await replace(change.collection);
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
  preparation.regroup(collection);
  reply({ type: "loaded", summary: summarise(collection) });
  if (!current?.board) return;
  const { run, board } = current;
  reply({ type: "comparison", run, ...board.comparison(oodSets(collection)) });
}

async function start({ run, settings, from }: Extract<FeaturesRequest, { type: "start" }>) {
  await stop();
  const control: Control = { cancelled: false, drawn: true };
  const session: Session = { run, control, board: null, work: null };
  current = session;
  const effort = () => {
    const { updates = 0, seconds = 0 } = session.work ?? {};
    return { updates, seconds };
  };
  const go = async () => {
    releaseMemory();
    const ready = await planOf(settings, () => !control.cancelled);
    if (ready) {
      const board = new Scoreboard(ready.set, settings);
      reply({ type: "started", run, plan: describe(ready.plan, ready.mixture) });
      const task = { settings, plan: ready.plan, from: from ?? {}, known: new Map() };
      const work = new FeatureRun(control, ready, task, board, recovery, {
        progress: (message) => reply({ type: "progress", run, ...message }),
        result: (message) => reply({ type: "result", run, ...message }, arraysOf(message)),
        comparison: (message) => reply({ type: "comparison", run, ...message }),
        keyframe: (message) => reply({ type: "keyframe", run, ...message }),
        recovered: (message) => reply({ type: "recovered", ...message }),
      });
      Object.assign(session, { board, work });
      await work.go();
    }
    reply({ type: control.cancelled ? "cancelled" : "done", run, ...effort() });
  };
  working = go().catch((error) =>
    reply({ type: "failed", run, message: messageOf(error), ...effort() }),
  );
}

/** Waits for the end of a run that was cancelled: nothing is measured or drawn beside one. */
async function cancelledRun(): Promise<void> {
  if (current?.control.cancelled) await working;
}

async function plan(request: Extract<FeaturesRequest, { type: "plan" }>): Promise<void> {
  const going = () => awaited.plan === request;
  const possible = going() && missing(collection).length === 0;
  try {
    const ready = possible ? await planOf(request.settings, going) : null;
    reply({ type: "planned", plan: ready && describe(ready.plan, ready.mixture) });
  } catch (error) {
    reply({ type: "unplanned", message: messageOf(error) });
  }
}

/** Ends the run under way, if any; what it has finished stays. */
async function halt(): Promise<void> {
  if (current) current.control.cancelled = true;
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
        preparation.forgetTimes();
        return openBackend(cpu ? "cpu" : request.backend, request.threads);
      });
      reply({ type: "opened", backend: await recovery.open() });
      return;
    case "read":
      reading = read(request.files);
      return;
    case "stopReading":
      return;
    case "clear":
      return replace(EMPTY);
    case "assign":
      return become(assign(collection, request.source, request.role));
    case "group":
      return group(request.dataset, request.group);
    case "plan":
      await cancelledRun();
      return plan(request);
    case "start":
      return start(request);
    case "cancel":
      if (current?.run === request.run) current.control.cancelled = true;
      return;
    case "weights": {
      if (current?.run !== request.run || !current.work) return;
      const bytes = weightsFile(current.work, collection.files);
      return reply({ type: "weights", run: request.run, bytes }, [bytes]);
    }
    case "drawn":
      if (current?.run === request.run) current.control.drawn = true;
      return;
    case "slice":
      await cancelledRun();
      return slice(request);
    default:
      request satisfies never;
  }
}

/** What must not wait for a slice or a plan; the page asks for these again afterwards. */
const URGENT: FeaturesRequest["type"][] = ["open", "read", "clear", "assign", "start"];

serve(
  handle,
  (request: FeaturesRequest, message) => {
    if ("run" in request) {
      reply({ type: "failed", run: request.run, message, updates: 0, seconds: 0 });
    } else reply({ type: "rejected", problems: [message] });
  },
  (request) => {
    if (request.type === "slice" || request.type === "plan") awaited[request.type] = request;
    else if (URGENT.includes(request.type)) Object.assign(awaited, { slice: null, plan: null });
  },
);
