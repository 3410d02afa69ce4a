import { Tabs } from "radix-ui";
import type { BackendChoice } from "../../workers/protocol/backend.ts";
import { backendText } from "../lab/backendText.ts";
import { isRunning } from "../lab/phase.ts";
import { useLab, useLabState } from "./context.ts";
import { focusResults } from "./focus.ts";
import { Shortcuts } from "./Shortcuts.tsx";
import { Share } from "./share/Share.tsx";

const BACKENDS: Record<BackendChoice, string> = {
  auto: "Automatic",
  webgpu: "WebGPU",
  cpu: "CPU",
};

export function Header() {
  const lab = useLab();
  const choice = useLabState(({ place }) => place.backend);
  const large = useLabState(({ place }) => place.large);
  const label = useLabState(backendText);
  const scoring = useLabState(({ features }) => isRunning(features.phase));
  return (
    <header className="header">
      <button type="button" className="skip" onClick={focusResults}>
        Skip to the results
      </button>
      <div className="title">
        <h1>Energy Correction Lab</h1>
        <p>A network learns what a Gaussian mixture gets wrong, and finds outliers with the sum.</p>
      </div>
      <Tabs.List className="tabs" aria-label="Parts of the lab">
        <Tabs.Trigger value="learn">Learn</Tabs.Trigger>
        <Tabs.Trigger value="lab">2D lab</Tabs.Trigger>
        <Tabs.Trigger value="features">Features</Tabs.Trigger>
        <Tabs.Trigger value="runs">Runs</Tabs.Trigger>
      </Tabs.List>
      <div className="backend">
        <Share />
        <button
          type="button"
          className="quiet"
          aria-pressed={large}
          onClick={() => lab.setLarge(!large)}
        >
          Lecture mode
        </button>
        {label && (
          <span>
            Backend: <strong>{label}</strong>
          </span>
        )}
        <select
          aria-label="Backend"
          value={choice}
          disabled={scoring}
          onChange={(event) => lab.setBackend(event.target.value as BackendChoice)}
        >
          {Object.entries(BACKENDS).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
        <Shortcuts />
      </div>
    </header>
  );
}
