import { useState } from "react";
import { decimal } from "../../../lab/format.ts";
import {
  MEASURES,
  type Measure,
  runLine,
  runWords,
  tableUpdates,
  valueAt,
} from "../../../lab/runLines.ts";
import { useRuns } from "./runs.ts";

/** The chart's lines in numbers, folded away. */
export function RunTable({ measure }: { measure: Measure }) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>As a table</summary>
      {open && <Rows measure={measure} />}
    </details>
  );
}

function Rows({ measure }: { measure: Measure }) {
  const { branches, present, models } = useRuns();
  const columns = branches.flatMap((branch) =>
    models.map(({ model, name }) => ({
      key: `${branch.run} ${model}`,
      words: [models.length > 1 ? name : null, runWords(branch, present)]
        .filter(Boolean)
        .join(", "),
      line: runLine(branch, model, measure),
    })),
  );
  const { label, unit } = MEASURES[measure];
  return (
    <div className="scroll">
      <table aria-label={`${label} by update`} className="small-table">
        <thead>
          <tr>
            <th scope="col">Update</th>
            {columns.map(({ key, words }) => (
              <th key={key} scope="col">
                {words}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {tableUpdates(present).map((update) => (
            <tr key={update}>
              <th scope="row">{update}</th>
              {columns.map(({ key, line }) => {
                const value = valueAt(line, update);
                return <td key={key}>{value === null ? "–" : decimal(value)}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted note">{`${label}, ${unit}: at the update, or the nearest recorded before it.`}</p>
    </div>
  );
}
