import { useMemo, useState } from "react";
import type { Method } from "../../../detection/methods.ts";
import type { ComparedFeatures } from "../../../lab/runs/compared.ts";
import { CURVES, curveData } from "../../../lab/runs/curves.ts";
import { lossCurves, trainedMethods } from "../../../lab/runs/featureCurves.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Segments } from "../../Segments.tsx";
import { CurveChart } from "./CurveChart.tsx";

const OPTIONS = (["loss", "gap"] as const).map((value) => ({ value, label: CURVES[value].label }));

/** The losses of an energy on features, one run upon the other. */
export function LossCurves({ runs }: { runs: readonly ComparedFeatures[] }) {
  const [measure, setMeasure] = useState<"loss" | "gap">("loss");
  const [chosen, setChosen] = useState<Method>("Correction");
  const methods = trainedMethods(runs);
  const method = methods.includes(chosen) ? chosen : methods[0];
  const curves = useMemo(
    () => (method ? lossCurves(runs, method, measure) : []),
    [runs, method, measure],
  );
  if (!method) return null;
  const title = `${CURVES[measure].label} of ${method} by update`;
  return (
    <section className="chart compared-curves" aria-label={title}>
      <ChartHead title={title} data={() => curveData(curves, measure)}>
        <label data-picture="omit">
          Energy{" "}
          <select value={method} onChange={({ target }) => setChosen(target.value as Method)}>
            {methods.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
        <Segments
          label="Curve"
          options={OPTIONS}
          value={measure}
          onChange={(value) => setMeasure(value as "loss" | "gap")}
        />
      </ChartHead>
      <CurveChart {...CURVES[measure]} curves={curves} />
    </section>
  );
}
