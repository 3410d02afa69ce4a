import { criterionText } from "../../../lab/sweeps/columns.ts";
import type { Criterion } from "../../../lab/sweeps/criteria.ts";
import { type Cell, cellWords, mostlyBeats } from "../../../lab/sweeps/heat.ts";
import type { PointResult } from "../../../lab/sweeps/results.ts";
import { walk } from "../../walk.ts";

interface Props {
  cell: Cell;
  criterion: Criterion;
  name: string;
  shade: number | null;
  /** The cell that Tab reaches, from which arrow keys lead on. */
  first: boolean;
  onRuns: (points: readonly PointResult[]) => void;
}

/** A cell of the heatmap: median, spread, runs, and how many fit better than the mixture. */
export function HeatCell({ cell, criterion, name, shade, first, onRuns }: Props) {
  const { spread, runs, beating, planned, points } = cell;
  if (runs.length === 0) {
    return (
      <td className="heat-empty">
        <button type="button" tabIndex={first ? 0 : -1} aria-disabled="true" onKeyDown={walk}>
          <span className="hidden">{`${name}: ${planned === 0 ? "no point here" : "nothing yet"}`}</span>
          <span aria-hidden="true">{planned === 0 ? "–" : "…"}</span>
        </button>
      </td>
    );
  }
  const { low, high, count } = spread;
  const tone = shade === null ? "failed" : `shade-${shade}`;
  return (
    <td className={mostlyBeats(cell) ? "beats" : undefined}>
      <button
        type="button"
        className={tone}
        tabIndex={first ? 0 : -1}
        title={cellWords(criterion, cell)}
        onClick={() => onRuns(points)}
        onKeyDown={walk}
      >
        <span className="hidden">{name}: </span>
        <b>{criterionText(criterion, spread.median)}</b>{" "}
        {count > 1 && (
          <small>{`${criterionText(criterion, low)}–${criterionText(criterion, high)}`}</small>
        )}{" "}
        <small>
          {`n ${runs.length}`}
          {spread.failed > 0 && `, ${spread.failed} failed`}
          {beating !== null && ` ✓ ${beating}`}
        </small>
      </button>
    </td>
  );
}
