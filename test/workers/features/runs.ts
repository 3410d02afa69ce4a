import type { FeatureSet } from "../../../src/data/rows.ts";
import type { Method } from "../../../src/detection/methods.ts";
import type { OpenBackend } from "../../../src/kernels/backend.ts";
import type { Mixture } from "../../../src/model/mixture.ts";
import type { FeatureSettings } from "../../../src/model/recipe.ts";
import type { Plan } from "../../../workers/features/plan.ts";
import { FeatureRun } from "../../../workers/features/run.ts";
import { Scoreboard } from "../../../workers/features/scoreboard.ts";
import type { Control, Outlet } from "../../../workers/features/task.ts";
import type { Checkpoints } from "../../../workers/protocol/timeline.ts";
import { CPU, recoveryOf } from "../lost.ts";
import { tinySet, tinySettings } from "./tiny.ts";

/** Runs over the tiny set, and everything that they post. */

const PLAN: Plan = {
  size: "4x64",
  ...{ parameters: 0, updates: 16 },
  seconds: { neighbours: 1, bootstrap: 0.8, ebm: 6, correction: 3 },
  secondsPerQuery: 0.01,
  secondsPerBootstrap: 0.1,
  overBudget: false,
};

export type Message =
  | ({ type: "progress" } & Parameters<Outlet["progress"]>[0])
  | ({ type: "result" } & Parameters<Outlet["result"]>[0])
  | ({ type: "comparison" } & Parameters<Outlet["comparison"]>[0])
  | ({ type: "keyframe" } & Parameters<Outlet["keyframe"]>[0])
  | ({ type: "recovered" } & Parameters<Outlet["recovered"]>[0]);

interface Given {
  set: FeatureSet;
  mixture: Mixture;
  settings: FeatureSettings;
  backends: OpenBackend[];
  from: Checkpoints;
}

/** What a run posts, the page drawing every result at once; `react` sees each message. */
export async function go(
  over: Partial<Given> = {},
  react: (message: Message, control: Control) => void = (_, control) => {
    control.drawn = true;
  },
) {
  const { mixture: own, ...tiny } = tinySet();
  const {
    set = tiny,
    mixture = own,
    settings = tinySettings(),
    backends = [CPU],
    from = {},
  } = over;
  const recovery = await recoveryOf(...backends);
  const messages: Message[] = [];
  const take = (message: Message) => {
    messages.push(message);
    react(message, control);
  };
  const control: Control = { cancelled: false, drawn: true };
  const board = new Scoreboard(set, settings);
  const task = { settings, plan: PLAN, from, known: new Map() };
  const run = new FeatureRun(control, { set, mixture }, task, board, recovery, {
    progress: (message) => take({ type: "progress", ...message }),
    result: (message) => take({ type: "result", ...message }),
    comparison: (message) => take({ type: "comparison", ...message }),
    keyframe: (message) => take({ type: "keyframe", ...message }),
    recovered: (message) => take({ type: "recovered", ...message }),
  });
  const error = await run.go().then(
    () => null,
    (thrown: Error) => thrown.message,
  );
  const results = messages.filter((message) => message.type === "result");
  const progress = messages.filter((message) => message.type === "progress");
  const finals = results.filter(({ final }) => final);
  const recovered = messages.filter((message) => message.type === "recovered");
  return { run, control, error, messages, results, progress, finals, recovered, tiny, mixture };
}

/** The methods of messages, in order. */
export const methods = (messages: { method: Method }[]) => messages.map(({ method }) => method);
