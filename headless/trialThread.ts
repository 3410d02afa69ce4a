import type { PaintedSets } from "../src/lab/painting.ts";
import type { Drawing, ToySettings } from "../src/model/recipe.ts";
import type { Backend } from "../workers/protocol/backend.ts";
import type { ToyTrial, TrialReply, TrialRequest } from "../workers/protocol/trial.ts";

/** A run to train. */
export interface Task {
  settings: ToySettings;
  drawing: Drawing | null;
  painted: PaintedSets | null;
}

/** A thread that trains runs, one after the other. */
export class TrialThread {
  private constructor(
    private readonly worker: Worker,
    readonly backend: Backend,
  ) {}

  /** @param threads of the CPU that its runs are spread over */
  static async open(threads: number): Promise<TrialThread> {
    const worker = new Worker(new URL("../workers/trial.ts", import.meta.url), { type: "module" });
    const opened = await ask(worker, { type: "open", backend: "cpu", threads }, ({ type }) => {
      return type === "opened";
    });
    return new TrialThread(worker, (opened as Extract<TrialReply, { type: "opened" }>).backend);
  }

  /** @throws if the run cannot begin */
  async train(task: Task, progress: (update: number) => void): Promise<ToyTrial> {
    const { updates } = task.settings;
    const request = { type: "toy", run: 1, ...task, from: null, end: updates } as const;
    const reply = await ask(this.worker, request, (message) => {
      if (message.type === "progress") progress(message.update);
      return message.type === "toyTrial";
    });
    return reply as ToyTrial;
  }

  end(): void {
    this.worker.terminate();
  }
}

/** The reply that `isLast` is true of. */
function ask(
  worker: Worker,
  request: TrialRequest,
  isLast: (message: TrialReply) => boolean,
): Promise<TrialReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<TrialReply>) => {
      if (data.type === "failed" || data.type === "unloaded") reject(new Error(data.message));
      if (isLast(data)) resolve(data);
    };
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(request);
  });
}
