import { Progress } from "radix-ui";
import { duration } from "../../lab/format.ts";
import { isRunning } from "../../lab/phase.ts";
import { Alerts } from "../Alerts.tsx";
import { useLab, useLabState } from "../context.ts";
import { Notice } from "../Notice.tsx";
import { RunButton } from "../RunButton.tsx";
import { Export } from "./Export.tsx";

/** Start, cancel, and how far the run has come. */
export function Run() {
  const { features } = useLab();
  const phase = useLabState(({ features }) => features.phase);
  const progress = useLabState(({ features }) => features.progress);
  const notice = useLabState(({ features }) => features.notice);
  const ready = useLabState(({ features }) => Boolean(features.summary?.ready));
  const assigning = useLabState(({ features }) => features.assigning !== null);
  const running = isRunning(phase);
  const share = running ? (progress?.share ?? 0) : phase.at === "done" ? 1 : 0;
  return (
    <section className="run" aria-label="Run">
      <div className="run-row">
        <RunButton
          label="Score and train"
          primary
          off={running || assigning || !ready || phase.at === "reading"}
          onPress={features.start}
        />
        <RunButton label="Cancel" off={phase.at !== "running"} onPress={features.cancel} />
        <Stage />
        <Export />
      </div>
      <Progress.Root
        className="progress"
        value={Math.round(100 * share)}
        max={100}
        aria-label="Progress"
      >
        <Progress.Indicator style={{ transform: `scaleX(${share})` }} />
      </Progress.Root>
      <Notice text={notice} onDismiss={features.dismissNotice} />
      <Alerts title="The run stopped" lines={phase.at === "failed" ? [phase.message] : []} />
    </section>
  );
}

function Stage() {
  const phase = useLabState(({ features }) => features.phase);
  const progress = useLabState(({ features }) => features.progress);
  const effort = useLabState(({ features }) => features.scored?.effort);
  const opened = useLabState(({ features }) => features.opened !== null);
  const done = effort && `${effort.updates} updates in ${duration(effort.seconds)}`;
  return (
    <output aria-label="Stage" aria-live="off" className="stage">
      {stageOf()}
    </output>
  );

  function stageOf(): string {
    switch (phase.at) {
      case "empty":
        return opened ? "a kept run" : "waiting for files";
      case "reading":
        return "reading files";
      case "loaded":
        return opened ? "a kept run" : "ready";
      case "cancelling":
        return "stopping";
      case "cancelled":
        return `cancelled after ${done}; finished methods stay`;
      case "failed":
        return done ? `stopped after ${done}; finished methods stay` : "stopped";
      case "done":
        return `done: ${done}`;
      case "running": {
        if (!progress) return "starting";
        const { method, training, secondsLeft } = progress;
        const update = training ? `, update ${training.update} of ${training.updates}` : "";
        return `${method}${update}; ${duration(secondsLeft)} left`;
      }
    }
    return phase satisfies never;
  }
}
