import { useId } from "react";
import type { Column, Estimate } from "../../detection/comparison.ts";
import { CATALOGUE } from "../../detection/methods.ts";
import { percent } from "../../lab/format.ts";
import { CONVENTIONS, type Convention } from "../../lab/results.ts";
import { type Cell, listed, type TableForm, tableOf } from "../../lab/table.ts";
import { useLab, useLabState } from "../context.ts";
import { Scroll } from "../Scroll.tsx";
import { walk } from "../walk.ts";
import { ResultsNote } from "./ResultsNote.tsx";
import { useShown } from "./shown.ts";
import { edge, TableHead } from "./TableHead.tsx";

interface Props {
  form: TableForm;
  fpr: Convention;
}

/** The paper's table of the results: AUROC and FPR95 of every method, each cell a choice. */
export function ResultsTable({ form, fpr }: Props) {
  const note = useId();
  const { features } = useLab();
  const shown = useShown();
  const comparison = useLabState(({ features }) => features.comparison);
  const extras = useLabState(({ place }) => place.features.extras);
  const running = useLabState(({ features }) => features.phase.at === "running");
  if (!shown) return null;
  const { summary, results } = shown;
  const { columns, rows } = tableOf(form, listed(extras, results), {
    summary,
    results,
    comparison,
  });
  const isShown = (method: string, column: Column) =>
    shown.method === method && shown.column.name === column.name;
  const choices = rows.flatMap(({ method, cells }) =>
    columns.filter((_, i) => isScored(cells[i])).map((column) => ({ method, column })),
  );
  // One cell can be reached by Tab, from which arrow keys lead to the others.
  const stop = choices.find(({ method, column }) => isShown(method, column)) ?? choices[0];
  return (
    <div className="results-box">
      <h3>
        Your data{" "}
        <span className="muted note">AUROC ↑ / FPR95 ↓ in %, FPR95: {CONVENTIONS[fpr].name}</span>
      </h3>
      <Scroll label="Detection results">
        <table aria-label="Detection results" aria-describedby={note} className="results-table">
          <TableHead form={form} columns={columns} />
          <tbody>
            {rows.map(({ method, name, final, cells, needs }) => {
              const begun = cells.some(isScored);
              return (
                <tr key={method} className={begun && !final ? "preliminary" : undefined}>
                  <th scope="row" title={CATALOGUE[method].what}>
                    {name}
                    {name !== method && <small> {method}</small>}
                    {begun && !final && <small> in training</small>}
                  </th>
                  {needs && !begun ? (
                    <td colSpan={columns.length} className="needs">
                      {needs}
                    </td>
                  ) : (
                    columns.map((column, i) => {
                      const cell = cells[i]!;
                      return (
                        <td key={column.name} className={edge(columns, i)}>
                          {isScored(cell) ? (
                            <button
                              type="button"
                              className="cell"
                              aria-pressed={isShown(method, column)}
                              tabIndex={stop?.method === method && stop.column === column ? 0 : -1}
                              onClick={() => features.choose({ method, column: column.name })}
                              onKeyDown={walk}
                            >
                              <Value estimate={cell.auroc} />
                              {" / "}
                              <Value estimate={cell[CONVENTIONS[fpr].metric]} />
                            </button>
                          ) : (
                            <Missing why={cell} running={running} />
                          )}
                        </td>
                      );
                    })
                  )}
                </tr>
              );
            })}
          </tbody>
        </table>
      </Scroll>
      <ResultsNote id={note} fpr={fpr} />
    </div>
  );
}

const isScored = (cell: Cell | string | null | undefined): cell is Cell =>
  cell !== null && typeof cell === "object";

function Value({ estimate: { value, interval, best } }: { estimate: Estimate }) {
  return (
    <span className="estimate">
      <span className={best ? "best" : undefined}>{percent(value)}</span>
      {interval && (
        <>
          {" "}
          <small>{interval.map(percent).join("–")}</small>
        </>
      )}
    </span>
  );
}

function Missing({ why, running }: { why: string | null; running: boolean }) {
  if (why === null) return <span className="muted">{running ? "…" : "–"}</span>;
  return (
    <span className="muted" title={why}>
      –<span className="hidden"> {why}</span>
    </span>
  );
}
