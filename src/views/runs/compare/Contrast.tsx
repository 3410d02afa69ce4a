import { useState } from "react";
import type { Compared } from "../../../lab/runs/compared.ts";
import { contrastData, resultRows, settingRows } from "../../../lab/runs/contrast.ts";
import type { RunRecord } from "../../../lab/runs/record.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { ContrastTable } from "./ContrastTable.tsx";

interface Props {
  runs: readonly Compared<RunRecord, unknown>[];
  /** Whether their results can be compared. */
  comparable: boolean;
}

/** The runs' results and settings, those that differ first. */
export function Contrast({ runs, comparable }: Props) {
  const [all, setAll] = useState(false);
  const records = runs.map(({ run }) => run);
  const results = resultRows(records, comparable);
  const settings = settingRows(records);
  const differing = settings.filter(({ differs }) => differs);
  const equal = settings.filter(({ differs }) => !differs);
  const kind = records[0]?.kind === "toy" ? "2D runs" : "runs over features";
  const name = `Results and settings of ${kind}`;
  return (
    <section className="chart" aria-label={name}>
      <ChartHead
        title={name}
        data={() => contrastData(name, runs, [...results, ...differing, ...equal])}
      >
        <span className="muted note">bold: best, or equal to it in the digits shown</span>
      </ChartHead>
      <ContrastTable
        {...{ name, runs }}
        parts={[
          { title: "Results", rows: results },
          { title: "Settings that differ", rows: differing, marked: true },
          { title: "Equal settings", rows: all ? equal : [] },
        ]}
      />
      {equal.length > 0 && runs.length > 1 && (
        <button
          type="button"
          className="quiet"
          aria-expanded={all}
          data-picture="omit"
          onClick={() => setAll(!all)}
        >
          {all ? "Hide" : "Show"} the {equal.length} equal settings
        </button>
      )}
    </section>
  );
}
