import { percent } from "../../lab/format.ts";
import { type Cell, type Column, OOD_GROUPS, tableOf } from "../../lab/table.ts";
import { useLabState } from "../context.ts";
import { METHOD_NOTES } from "./methods.ts";

/** The paper's table: AUROC and FPR95 of every method on every OOD set. */
export function ResultsTable() {
  const summary = useLabState(({ features }) => features.summary);
  const results = useLabState(({ features }) => features.results);
  const running = useLabState(({ features }) => features.phase.at === "running");
  if (!summary?.ready) return null;
  const { columns, rows } = tableOf(summary, results);
  return (
    <div className="scroll">
      <table aria-label="Detection results" className="results-table">
        <thead>
          <tr>
            <th rowSpan={2} scope="col">
              Method
            </th>
            {OOD_GROUPS.map((group) => {
              const span = columns.filter((column) => column.group === group).length;
              return (
                span > 0 && (
                  <th key={group} colSpan={span} scope="colgroup" className="edge">
                    {group}-OOD
                  </th>
                )
              );
            })}
            {columns.some(({ group }) => group === null) && (
              <th rowSpan={2} scope="col" className="edge">
                average
              </th>
            )}
          </tr>
          <tr>
            {columns.map(
              (column, i) =>
                column.group && (
                  <th key={column.name} scope="col" className={edge(columns, i)}>
                    {column.datasets.length > 1 ? "average" : column.name}
                  </th>
                ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ method, final, cells, needs }) => {
            const begun = cells.some((cell) => cell !== null);
            return (
              <tr key={method} className={begun && !final ? "preliminary" : undefined}>
                <th scope="row" title={METHOD_NOTES[method]}>
                  {method}
                  {begun && !final && <small> in training</small>}
                </th>
                {needs && !begun ? (
                  <td colSpan={columns.length} className="needs">
                    {needs}
                  </td>
                ) : (
                  cells.map((cell, i) => (
                    <td key={columns[i]!.name} className={edge(columns, i)}>
                      {cell ? (
                        <Pair {...cell} />
                      ) : (
                        <span className="muted">{running ? "…" : "–"}</span>
                      )}
                    </td>
                  ))
                )}
              </tr>
            );
          })}
        </tbody>
        <caption>
          AUROC ↑ / FPR95 ↓ in %; FPR95: in-distribution is the positive class. Best in bold.
        </caption>
      </table>
    </div>
  );
}

function Pair({ auroc, fpr95, bestAuroc, bestFpr95 }: Cell) {
  return (
    <>
      <span className={bestAuroc ? "best" : undefined}>{percent(auroc)}</span>
      {" / "}
      <span className={bestFpr95 ? "best" : undefined}>{percent(fpr95)}</span>
    </>
  );
}

/** Marks the first column of a group, and averages. */
function edge(columns: Column[], i: number): string {
  const first = i === 0 || columns[i]!.group !== columns[i - 1]!.group;
  return `${first ? "edge" : ""} ${columns[i]!.datasets.length > 1 ? "average" : ""}`;
}
