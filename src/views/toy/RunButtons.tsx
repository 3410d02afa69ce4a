import { useLab, useLabState } from "../context.ts";
import { RunButton } from "../RunButton.tsx";

/** Train, Pause, Step and Reset. */
export function RunButtons() {
  const { toy } = useLab();
  const model = useLabState(({ place }) => place.toy.model);
  const phase = useLabState(({ toy }) => toy.phase.at);
  // A mixture is fitted before the run: no update is left to do.
  const fitted = model === "mixture";
  const working = phase === "training" || phase === "stepping" || phase === "pausing";
  return (
    <div className="run-buttons">
      <RunButton label="Train" primary={!fitted} off={working || fitted} onPress={toy.train} />
      <RunButton label="Pause" off={phase !== "training"} onPress={toy.pause} />
      <RunButton label="Step" off={working || fitted} onPress={toy.step} />
      <button type="button" onClick={toy.reset}>
        Reset
      </button>
    </div>
  );
}
