import { useMemo, useState } from "react";
import { dataCsv } from "../../../lab/chartData.ts";
import type { Criterion } from "../../../lab/sweeps/criteria.ts";
import type { SweepDesign } from "../../../lab/sweeps/design.ts";
import type { PointResult } from "../../../lab/sweeps/results.ts";
import { rowsData, rowsOf, rowText, sortedRows } from "../../../lab/sweeps/rows.ts";
import { sweepTitle } from "../../../lab/sweeps/words.ts";
import { fileStem, saveFile } from "../../file.ts";
import { Scroll } from "../../Scroll.tsx";
import { Segments } from "../../Segments.tsx";
import { useOpening } from "./opening.ts";
import { BYS, type By } from "./Parallel.tsx";

interface Props {
  design: SweepDesign;
  measured: readonly (readonly [Criterion, readonly PointResult[]])[];
  onRuns: (points: readonly PointResult[]) => void;
}

/** Rows that are shown until all are asked for. */
const FIRST = 25;

/** All points or runs of a sweep in numbers; a press of a column's name sorts by it. */
export function TrialTable({ design, measured, onRuns }: Props) {
  const [by, setBy] = useState<By>("points");
  const [sort, setSort] = useState<{ column: number; falling: boolean } | null>(null);
  const [all, setAll] = useState(false);
  const openMark = useOpening(onRuns);
  const table = useMemo(() => rowsOf(design, measured, by), [design, measured, by]);
  const { columns } = table;
  const metric = 1 + design.axes.length;
  const { column, falling } = sort ?? {
    column: metric,
    falling: columns[metric]?.better === "high",
  };
  const rows = useMemo(
    () => sortedRows(table.rows, column, falling),
    [table.rows, column, falling],
  );
  const shown = all ? rows : rows.slice(0, FIRST);
  const caption =
    by === "points" ? "Points of the sweep, medians over their seeds" : "Runs of the sweep";
  return (
    <section className="panel" aria-label="Table">
      <div className="chart-head">
        <h3>Table</h3>
        <Segments
          label="A row is"
          options={BYS}
          value={by}
          onChange={(to) => {
            setBy(to as By);
            setSort(null);
          }}
        />
        <button
          type="button"
          onClick={() =>
            saveFile(
              `${fileStem(sweepTitle(design)) || "sweep"}-${by}.csv`,
              new Blob([dataCsv(rowsData(caption, { columns, rows }))]),
            )
          }
        >
          Download CSV
        </button>
      </div>
      <Scroll label="Table of the sweep">
        <table className="small-table trials">
          <caption>{caption}.</caption>
          <thead>
            <tr>
              {columns.map(({ label }, i) => (
                <th
                  key={label}
                  scope="col"
                  aria-sort={i === column ? (falling ? "descending" : "ascending") : "none"}
                >
                  <button
                    type="button"
                    className="quiet"
                    onClick={() =>
                      setSort({
                        column: i,
                        falling: i === column ? !falling : columns[i]!.better === "high",
                      })
                    }
                  >
                    {label}
                    <span aria-hidden="true">{i === column ? (falling ? " ↓" : " ↑") : ""}</span>
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map(({ id, point, run, cells }) => (
              <tr key={id} className={run || point.standing === "ended" ? undefined : "muted"}>
                {cells.map((cell, i) =>
                  i === 0 ? (
                    <th key={columns[0]!.label} scope="row">
                      <button
                        type="button"
                        className="quiet"
                        aria-label={`Open ${id}`}
                        disabled={run !== null && run.record === null}
                        onClick={() => openMark(point, run)}
                      >
                        {rowText(columns[i]!, cell)}
                      </button>
                    </th>
                  ) : (
                    <td key={columns[i]!.label}>{rowText(columns[i]!, cell)}</td>
                  ),
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {rows.length > shown.length && (
        <button type="button" onClick={() => setAll(true)}>
          {`Show all ${rows.length} rows`}
        </button>
      )}
    </section>
  );
}
