import { useState } from "react";
import { METHODS, type Method } from "../../detection/methods.ts";
import { percent } from "../../lab/format.ts";
import { EMPTY_TRACE } from "../../lab/trace.ts";
import { LossChart } from "../charts/LossChart.tsx";
import { RocChart } from "../charts/RocChart.tsx";
import { Save } from "../charts/Save.tsx";
import { useLabState } from "../context.ts";
import { Files } from "./Files.tsx";
import { Recipes } from "./Recipes.tsx";
import { Results } from "./ResultsTable.tsx";
import { Run } from "./Run.tsx";
import { Slice } from "./Slice.tsx";

/** Real features: files and settings on the left, the table on the right. */
export function FeaturesTab() {
  const ready = useLabState(({ features }) => Boolean(features.summary?.ready));
  return (
    <div className="tab">
      <Files />
      <Recipes />
      <div className="results">
        <Run />
        {!ready && <Welcome />}
        <Results />
        {ready && (
          <div className="chart-row halves">
            <Curves />
            <Losses />
          </div>
        )}
        {ready && <Slice />}
      </div>
    </div>
  );
}

/** The losses of the newest training, or of the one that is chosen. */
function Losses() {
  const trainings = useLabState(({ features }) => features.trainings);
  const [chosen, setChosen] = useState<Method | null>(null);
  const methods = Object.keys(trainings) as Method[];
  const method = chosen && trainings[chosen] ? chosen : methods.at(-1);
  const { trace, updates } = (method && trainings[method]) ?? { trace: EMPTY_TRACE, updates: 1 };
  return (
    <LossChart
      title={`Loss and energy gap${method ? ` of ${method}` : ""}`}
      trace={trace}
      updates={updates}
    >
      {methods.length > 1 && (
        <label data-picture="omit">
          Losses of{" "}
          <select value={method} onChange={(event) => setChosen(event.target.value as Method)}>
            {methods.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
    </LossChart>
  );
}

function Welcome() {
  return (
    <section className="explanation">
      <h3>The paper's table on your classifier</h3>
      <p>
        Load the penultimate-layer features of a trained classifier: of its training set, its test
        set, and of one or more out-of-distribution sets. Nothing leaves this browser.
      </p>
      <p>
        The sample is a subset of CIFAR-10 features of a ResNet-56, with near, mid and far OOD sets.
      </p>
    </section>
  );
}

function Curves() {
  const sets = useLabState(({ features }) => features.summary?.ood) ?? [];
  const results = useLabState(({ features }) => features.results);
  const [chosen, setChosen] = useState<string | null>(null);
  const dataset = sets.find((set) => set.dataset === chosen)?.dataset ?? sets[0]?.dataset ?? "";
  const title = `ROC curves of ${dataset}`;
  const lines = METHODS.flatMap((method) => {
    const found = results[method]?.results.find((result) => result.dataset === dataset);
    if (!found) return [];
    const { auroc, curve } = found;
    return { name: method, className: `method ${method.toLowerCase()}`, auroc, curve };
  });
  return (
    <section className="chart detection" aria-labelledby="curves">
      <div className="chart-head">
        <h3 id="curves">ROC curves</h3>
        <label>
          ROC of{" "}
          <select value={dataset} onChange={(event) => setChosen(event.target.value)}>
            {sets.map((set) => (
              <option key={set.dataset}>{set.dataset}</option>
            ))}
          </select>
        </label>
        <Save name={title} />
      </div>
      <div className="detection-row">
        <RocChart label={title} lines={lines} />
        <ul className="key tall">
          {lines.map(({ name, className, auroc }) => (
            <li key={name}>
              <svg viewBox="0 0 18 8" aria-hidden="true">
                <path className={`line ${className}`} d="M1,4H17" />
              </svg>
              {name} <span className="muted">{percent(auroc)}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
