import { useId } from "react";
import type { Column } from "../../detection/comparison.ts";
import { CATALOGUE } from "../../detection/methods.ts";
import { percent } from "../../lab/format.ts";
import { FEATURE_FIELDS } from "../../lab/settings.ts";
import { type Cell, tableOf } from "../../lab/table.ts";
import { changed } from "../../lab/values.ts";
import { OOD_GROUPS } from "../../model/recipe.ts";
import { useLabState } from "../context.ts";

/** The table with what must be known to read it. */
export function Results() {
  const note = useId();
  const ready = useLabState(({ features }) => Boolean(features.summary?.ready));
  const stale = useLabState(
    ({ place, features: { scored } }) =>
      scored !== null && changed(FEATURE_FIELDS, place.features, scored.settings).length > 0,
  );
  if (!ready) return null;
  return (
    <section aria-label="Results" className="table-notes">
      <ResultsTable note={note} />
      <p id={note} className="muted note">
        AUROC ↑ / FPR95 ↓ in %; FPR95: in-distribution is the positive class. Best in bold. ODIN is
        its temperature part alone (T = 1000): the perturbation needs the images.
      </p>
      <p role="status" className="muted note">
        {stale && "These results were made with other settings than those shown."}
      </p>
    </section>
  );
}

/** The paper's table: AUROC and FPR95 of every method on every OOD set. */
function ResultsTable({ note }: { note: string }) {
  const summary = useLabState(({ features }) => features.summary);
  const results = useLabState(({ features }) => features.results);
  const comparison = useLabState(({ features }) => features.comparison);
  const running = useLabState(({ features }) => features.phase.at === "running");
  if (!summary) return null;
  const { columns, rows } = tableOf(summary, results, comparison);
  return (
    <div className="scroll">
      <table aria-label="Detection results" aria-describedby={note} className="results-table">
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
            const begun = cells.some((cell) => cell !== null && typeof cell !== "string");
            return (
              <tr key={method} className={begun && !final ? "preliminary" : undefined}>
                <th scope="row" title={CATALOGUE[method].what}>
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
                      <Result cell={cell} running={running} />
                    </td>
                  ))
                )}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function Result({ cell, running }: { cell: Cell | string | null; running: boolean }) {
  if (cell === null) return <span className="muted">{running ? "…" : "–"}</span>;
  if (typeof cell === "string") {
    return (
      <span className="muted" title={cell}>
        –<span className="hidden"> {cell}</span>
      </span>
    );
  }
  const { auroc, fpr95 } = cell;
  return (
    <>
      <span className={auroc.best ? "best" : undefined}>{percent(auroc.value)}</span>
      {" / "}
      <span className={fpr95.best ? "best" : undefined}>{percent(fpr95.value)}</span>
    </>
  );
}

/** Marks the first column of a group, and averages. */
function edge(columns: Column[], i: number): string {
  const first = i === 0 || columns[i]!.group !== columns[i - 1]!.group;
  return `${first ? "edge" : ""} ${columns[i]!.datasets.length > 1 ? "average" : ""}`;
}
