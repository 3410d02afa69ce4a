import { useState } from "react";
import type { Compared } from "../../../lab/runs/compared.ts";
import {
  type ContrastRow,
  contrastData,
  resultRows,
  settingRows,
} from "../../../lab/runs/contrast.ts";
import type { RunRecord } from "../../../lab/runs/record.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Scroll } from "../../Scroll.tsx";
import { Swatch } from "./Swatch.tsx";

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
      <Scroll label={name}>
        <table className="small-table contrast" aria-label={name}>
          <thead>
            <tr>
              <td />
              {runs.map(({ number, title, run }) => (
                <th key={run.id} scope="col">
                  <Swatch number={number} />
                  {`${number}: ${title}`}
                </th>
              ))}
            </tr>
          </thead>
          <Rows title="Results" rows={results} runs={runs} />
          <Rows title="Settings that differ" rows={differing} runs={runs} marked />
          {all && <Rows title="Equal settings" rows={equal} runs={runs} />}
        </table>
      </Scroll>
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

interface RowsProps {
  title: string;
  rows: readonly ContrastRow[];
  runs: Props["runs"];
  marked?: boolean;
}

function Rows({ title, rows, runs, marked = false }: RowsProps) {
  if (rows.length === 0) return null;
  return (
    <tbody className={marked ? "marked" : undefined}>
      <tr>
        <th scope="rowgroup" colSpan={runs.length + 1}>
          {title}
        </th>
      </tr>
      {rows.map(({ name, cells, best }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          {cells.map((cell, i) => (
            <td key={runs[i]!.run.id}>{best[i] ? <strong>{cell}</strong> : cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  );
}
