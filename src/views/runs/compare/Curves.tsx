import { useMemo, useState } from "react";
import { type ComparedToy, type SeedGroup, sameData } from "../../../lab/runs/compared.ts";
import {
  bandsOf,
  CURVES,
  type CurveMeasure,
  curveData,
  curvesOf,
} from "../../../lab/runs/curves.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Segments } from "../../Segments.tsx";
import { CurveChart } from "./CurveChart.tsx";

const OPTIONS = Object.entries(CURVES).map(([value, { label }]) => ({ value, label }));
const STYLES = [
  { value: "runs", label: "Every run" },
  { value: "seeds", label: "Median and range of seeds" },
];

interface Props {
  runs: readonly ComparedToy[];
  groups: readonly SeedGroup[];
}

/** The runs' curves over their updates, one upon the other. */
export function Curves({ runs, groups }: Props) {
  const [measure, setMeasure] = useState<CurveMeasure>("nll");
  const [style, setStyle] = useState("runs");
  const curves = useMemo(() => curvesOf(runs, measure), [runs, measure]);
  const joined = style === "seeds" && groups.length > 0;
  const bands = useMemo(() => (joined ? bandsOf(groups, curves) : []), [joined, groups, curves]);
  const [first] = runs;
  const truth = sameData(runs) ? (first?.run.report?.models?.mixture ?? null) : null;
  return (
    <section className="chart compared-curves" aria-label="Curves of the runs compared">
      <ChartHead
        title={`${CURVES[measure].label} by update`}
        data={() => curveData(curves, measure)}
      >
        <Segments
          label="Curve"
          options={OPTIONS}
          value={measure}
          onChange={(value) => setMeasure(value as CurveMeasure)}
        />
        {groups.length > 0 && (
          <Segments label="Lines" options={STYLES} value={style} onChange={setStyle} />
        )}
      </ChartHead>
      <CurveChart
        {...CURVES[measure]}
        curves={curves}
        bands={bands}
        levels={
          measure === "nll" && truth
            ? [
                { name: "truth", value: truth.trueNll },
                { name: "mixture", value: truth.mixtureNll },
              ]
            : []
        }
      />
    </section>
  );
}
