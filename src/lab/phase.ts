/** Where a run of the 2D lab stands. `want` is what follows once the worker is prepared. */
export type ToyPhase =
  | { at: "idle" }
  | { at: "preparing"; want: "rest" | "train" | "step" }
  | { at: "ready" }
  | { at: "training" }
  | { at: "stepping" }
  | { at: "pausing" }
  | { at: "paused" }
  | { at: "done" }
  | { at: "failed"; message: string };

export type ToyEvent =
  | { type: "prepare"; want: "rest" | "train" | "step" }
  /** The run before is over, and there is nothing to begin another with. */
  | { type: "withdraw" }
  | { type: "prepared" }
  | { type: "train" }
  | { type: "step" }
  | { type: "pause" }
  | { type: "paused" }
  | { type: "done" }
  | { type: "failed"; message: string };

const WORKING: readonly string[] = ["training", "stepping", "pausing"];

/** The phase after an event; an event that means nothing in a phase leaves it as it is. */
export function nextToy(phase: ToyPhase, event: ToyEvent): ToyPhase {
  switch (event.type) {
    case "prepare":
      return { at: "preparing", want: event.want };
    case "withdraw":
      return { at: "idle" };
    case "prepared":
      if (phase.at !== "preparing") return phase;
      if (phase.want === "train") return { at: "training" };
      return phase.want === "step" ? { at: "stepping" } : { at: "ready" };
    case "train":
      if (phase.at === "preparing") return { at: "preparing", want: "train" };
      return phase.at === "ready" || phase.at === "paused" ? { at: "training" } : phase;
    case "step":
      if (phase.at === "preparing") return { at: "preparing", want: "step" };
      return phase.at === "ready" || phase.at === "paused" ? { at: "stepping" } : phase;
    case "pause":
      if (phase.at === "preparing") return { at: "preparing", want: "rest" };
      return phase.at === "training" ? { at: "pausing" } : phase;
    case "paused":
      return WORKING.includes(phase.at) || phase.at === "ready" ? { at: "paused" } : phase;
    case "done":
      return phase.at === "idle" || phase.at === "failed" ? phase : { at: "done" };
    case "failed":
      return { at: "failed", message: event.message };
  }
  event satisfies never;
}

/** Where the Features tab stands. "loaded": enough is there to score. */
export type FeaturePhase =
  | { at: "empty" }
  | { at: "reading" }
  | { at: "loaded" }
  | { at: "running" }
  | { at: "cancelling" }
  | { at: "done" }
  | { at: "cancelled" }
  | { at: "failed"; message: string };

export type FeatureEvent =
  | { type: "read" }
  | { type: "summary"; ready: boolean }
  | { type: "start" }
  | { type: "cancel" }
  | { type: "done" }
  | { type: "cancelled" }
  | { type: "failed"; message: string };

/** Whether a run is under way on the Features tab. */
export const isRunning = ({ at }: FeaturePhase) => at === "running" || at === "cancelling";

/** The phase after an event; an event that means nothing in a phase leaves it as it is. */
export function nextFeatures(phase: FeaturePhase, event: FeatureEvent): FeaturePhase {
  const running = isRunning(phase);
  switch (event.type) {
    case "read":
      return running ? phase : { at: "reading" };
    case "summary":
      if (running) return phase;
      return { at: event.ready ? "loaded" : "empty" };
    case "start":
      return running || phase.at === "empty" || phase.at === "reading" ? phase : { at: "running" };
    case "cancel":
      return phase.at === "running" ? { at: "cancelling" } : phase;
    case "done":
    case "cancelled":
      return running ? { at: event.type } : phase;
    case "failed":
      return { at: "failed", message: event.message };
  }
  event satisfies never;
}
