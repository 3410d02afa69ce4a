import { Tabs } from "radix-ui";
import type { BackendChoice } from "../../workers/protocol.ts";
import { useLab, useLabState } from "./context.ts";

const BACKENDS: Record<BackendChoice, string> = {
  auto: "Automatic",
  webgpu: "WebGPU",
  cpu: "CPU",
};

export function Header() {
  const lab = useLab();
  const choice = useLabState(({ place }) => place.backend);
  const label = useLabState(({ place, toy, features }) => {
    if (place.tab === "features") return features.backend?.label;
    const refused = toy.phase.at === "failed" && toy.scene?.run !== toy.run;
    return refused ? "none" : toy.scene?.backend.label;
  });
  const scoring = useLabState(({ features }) =>
    ["running", "cancelling"].includes(features.phase.at),
  );
  return (
    <header className="header">
      <div className="title">
        <h1>Energy Correction Lab</h1>
        <p>A network learns what a Gaussian mixture gets wrong, and finds outliers with the sum.</p>
      </div>
      <Tabs.List className="tabs" aria-label="Parts of the lab">
        <Tabs.Trigger value="lab">2D lab</Tabs.Trigger>
        <Tabs.Trigger value="features">Features</Tabs.Trigger>
      </Tabs.List>
      <div className="backend">
        <span>
          Backend: <strong>{label ?? "starting"}</strong>
        </span>
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
      </div>
    </header>
  );
}
