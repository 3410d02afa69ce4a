import { useState } from "react";
import type { Method } from "../../../detection/methods.ts";
import { CONVENTIONS } from "../../../lab/results.ts";
import type { ComparedFeatures } from "../../../lab/runs/compared.ts";
import { contrastData } from "../../../lab/runs/contrast.ts";
import { detectionRows, scoredMethods } from "../../../lab/runs/detectionRows.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { useLabState } from "../../context.ts";
import { ContrastTable } from "./ContrastTable.tsx";
import { Rocs } from "./Rocs.tsx";

/** How a method detects in each of the runs: set by set, and its ROC curves on one of them. */
export function Detection({ runs }: { runs: readonly ComparedFeatures[] }) {
  const [chosen, setChosen] = useState<Method>("Correction");
  const convention = useLabState(({ place }) => place.results.fpr);
  const records = runs.map(({ run }) => run);
  const methods = scoredMethods(records);
  const method = methods.includes(chosen) ? chosen : methods[0];
  if (!method) return null;
  const rows = detectionRows(records, method, convention);
  const name = `Detection by ${method}`;
  const caption = `AUROC / FPR95 in %, ${CONVENTIONS[convention].name}; bold: best AUROC, or equal to it in the digits shown`;
  return (
    <>
      <section className="chart" aria-label={name}>
        <ChartHead title={name} data={() => contrastData(caption, runs, rows)}>
          <label data-picture="omit">
            Method{" "}
            <select value={method} onChange={({ target }) => setChosen(target.value as Method)}>
              {methods.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        </ChartHead>
        <ContrastTable name={name} runs={runs} parts={[{ title: caption, rows }]} />
      </section>
      <Rocs runs={runs} method={method} />
    </>
  );
}
