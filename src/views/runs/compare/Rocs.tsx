import { useState } from "react";
import type { Method } from "../../../detection/methods.ts";
import { rocData } from "../../../lab/chartRows.ts";
import type { ComparedFeatures } from "../../../lab/runs/compared.ts";
import { rocCurves, scoredSets } from "../../../lab/runs/featureCurves.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Key } from "../../charts/Key.tsx";
import { RocChart } from "../../charts/RocChart.tsx";
import { lineOf } from "./lines.ts";

/** A method's ROC curves on one OOD set, one run upon the other. */
export function Rocs({ runs, method }: { runs: readonly ComparedFeatures[]; method: Method }) {
  const [chosen, setChosen] = useState("");
  const sets = scoredSets(runs, method);
  const dataset = sets.includes(chosen) ? chosen : sets[0];
  if (dataset === undefined) return null;
  const lines = rocCurves(runs, method, dataset).map((own) => ({
    ...own,
    className: lineOf(own.number),
  }));
  const title = `ROC curves of ${method} on ${dataset}`;
  return (
    <section className="chart" aria-label={title}>
      <ChartHead title={title} data={() => rocData(lines)}>
        <label data-picture="omit">
          OOD set{" "}
          <select value={dataset} onChange={({ target }) => setChosen(target.value)}>
            {sets.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      </ChartHead>
      <div className="detection-row">
        <RocChart label={title} lines={lines} />
        <Key entries={lines} tall />
      </div>
    </section>
  );
}
