import type { Backend, BackendChoice } from "../../../workers/protocol/backend.ts";
import type { TrialReply, TrialRequest } from "../../../workers/protocol/trial.ts";
import { attend, type Port } from "../link.ts";

/** Something that one worker does, such as a stretch of a trial. */
export interface Task {
  /** What the worker is asked, as run `run`. */
  request(run: number): Promise<TrialRequest>;
  /** How far it is, and at last that it is over. */
  hear(reply: TaskReply): void;
  /** The worker that did it crashed. */
  crashed(message: string): void;
}

/** What a worker says of a run. */
export type TaskReply = Extract<TrialReply, { run: number }>;

interface Ends {
  /** Starts a worker. */
  open: () => Port;
  backend: BackendChoice;
  /** What every worker is told once it is open, if anything. */
  greeting: TrialRequest | null;
  /** Takes the next task; null where none is due now. */
  take: () => Task | null;
  /** Told of the backend and of the workers there are, whenever there are more or fewer. */
  opened: (backend: Backend, workers: number) => void;
  /** No worker can be had: the pool has ended. */
  broke: (message: string) => void;
}

export interface Pool {
  /** Gives tasks to the workers that have none. */
  feed(): void;
  /** Has more workers, or lets some go once they are through. */
  resize(most: number): void;
  /** Ends the tasks under way where they are, and then the workers; resolves when all have answered. */
  stop(): Promise<void>;
}

interface Slot {
  port: Port;
  /** Open, and greeted. */
  ready: boolean;
  task: Task | null;
  run: number;
}

/**
 * Workers that do one task each at a time. A GPU has one queue, so there it is one worker; on the CPU
 * there are as many as `most` says, of one thread each, which keeps cores busier than threads that wait
 * for one another.
 */
export function startPool(most: number, ends: Ends): Pool {
  const slots = new Set<Slot>();
  let size = most;
  let runs = 0;
  let backend: Backend | null = null;
  /** Workers that crashed before they were ready, one after the other. */
  let failures = 0;
  let stopped: (() => void) | null = null;
  let ended = false;

  function spawn(): void {
    const port = ends.open();
    const slot: Slot = { port, ready: false, task: null, run: 0 };
    slots.add(slot);
    attend<TrialReply>(
      port,
      (reply) => slots.has(slot) && hear(slot, reply),
      (message) => slots.has(slot) && crash(slot, message),
    );
    // What the first one has found holds for all.
    port.postMessage({ type: "open", backend: backend?.name ?? ends.backend, threads: 1 });
  }

  function hear(slot: Slot, reply: TrialReply): void {
    switch (reply.type) {
      case "opened":
        backend ??= reply.backend;
        if (ends.greeting) slot.port.postMessage(ends.greeting);
        else begin(slot);
        break;
      case "loaded":
        begin(slot);
        break;
      case "unloaded":
        give(reply.message);
        break;
      default:
        tell(slot, reply);
    }
  }

  function begin(slot: Slot): void {
    slot.ready = true;
    failures = 0;
    fill();
    feed();
  }

  function tell(slot: Slot, reply: TaskReply): void {
    const { task } = slot;
    if (!task || reply.run !== slot.run) return;
    const over = reply.type !== "progress" && reply.type !== "keyframe";
    if (over) slot.task = null;
    task.hear(reply);
    if (over) feed();
  }

  function crash(slot: Slot, message: string): void {
    slots.delete(slot);
    slot.task?.crashed(message);
    if (!slot.ready) failures++;
    if (failures > 1) give(message);
    else if (stopped) rest();
    else spawn();
  }

  /** As many workers as there are to be, once it is known where they run. */
  function fill(): void {
    const wanted = backend?.name === "cpu" ? size : 1;
    while (!stopped && slots.size < wanted) spawn();
    for (const slot of slots) {
      if (slots.size <= wanted) break;
      if (!slot.task) end(slot);
    }
    if (backend && !ended) ends.opened(backend, slots.size);
  }

  function end(slot: Slot): void {
    slots.delete(slot);
    slot.port.terminate();
  }

  function feed(): void {
    if (backend && slots.size > (backend.name === "cpu" ? size : 1)) fill();
    for (const slot of [...slots]) {
      if (stopped || ended) break;
      if (!slot.ready || slot.task) continue;
      const task = ends.take();
      if (!task) break;
      assign(slot, task);
    }
    rest();
  }

  function assign(slot: Slot, task: Task): void {
    const run = ++runs;
    Object.assign(slot, { task, run });
    task.request(run).then(
      (request) => {
        if (slots.has(slot)) slot.port.postMessage(request);
        if (stopped) slot.port.postMessage({ type: "stop", run });
      },
      (error: Error) => {
        if (slot.run === run) tell(slot, { type: "failed", run, message: error.message });
      },
    );
  }

  /** Ends the workers where the pool is stopped, and none has a task. */
  function rest(): void {
    if (!stopped || [...slots].some(({ task }) => task)) return;
    for (const slot of slots) end(slot);
    ended = true;
    stopped();
  }

  function give(message: string): void {
    if (ended) return;
    ended = true;
    const tasks = [...slots].flatMap(({ task }) => task ?? []);
    for (const slot of slots) end(slot);
    for (const task of tasks) task.crashed(message);
    if (stopped) stopped();
    else ends.broke(message);
  }

  spawn();
  return {
    feed,
    resize(next) {
      size = next;
      if (backend) fill();
      feed();
    },
    stop: () =>
      new Promise((resolve) => {
        if (ended) return resolve();
        stopped = resolve;
        for (const { port, task, run } of slots) if (task) port.postMessage({ type: "stop", run });
        rest();
      }),
  };
}
