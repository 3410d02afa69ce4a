import type { Compared } from "../../../lab/runs/compared.ts";
import type { ContrastRow } from "../../../lab/runs/contrast.ts";
import type { RunRecord } from "../../../lab/runs/record.ts";
import { Scroll } from "../../Scroll.tsx";
import { Swatch } from "./Swatch.tsx";

interface Props {
  name: string;
  runs: readonly Compared<RunRecord, unknown>[];
  /** Groups of rows; a marked one stands out. */
  parts: readonly { title: string; rows: readonly ContrastRow[]; marked?: boolean }[];
}

/** A table with a column a run; what is best in a row is bold. */
export function ContrastTable({ name, runs, parts }: Props) {
  return (
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
        {parts
          .filter(({ rows }) => rows.length > 0)
          .map(({ title, rows, marked }) => (
            <tbody key={title} className={marked ? "marked" : undefined}>
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
          ))}
      </table>
    </Scroll>
  );
}
