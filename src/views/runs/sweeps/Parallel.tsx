import { type ReactNode, useMemo, useState } from "react";
import { SHADES } from "../../../lab/sweeps/columns.ts";
import type { Criterion } from "../../../lab/sweeps/criteria.ts";
import type { SweepDesign } from "../../../lab/sweeps/design.ts";
import { brushed, chartOf, type Line, lineText } from "../../../lab/sweeps/lines.ts";
import type { PointResult } from "../../../lab/sweeps/results.ts";
import { rowsData, rowsOf } from "../../../lab/sweeps/rows.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { useWidth } from "../../charts/width.ts";
import { Scroll } from "../../Scroll.tsx";
import { Segments } from "../../Segments.tsx";
import { Brushes } from "./Brushes.tsx";
import { Strands } from "./Strands.tsx";

interface Props {
  design: SweepDesign;
  measured: readonly (readonly [Criterion, readonly PointResult[]])[];
  onRuns: (points: readonly PointResult[]) => void;
  children: ReactNode;
}

export type By = "points" | "runs";
export const BYS: { value: By; label: string }[] = [
  { value: "points", label: "Points" },
  { value: "runs", label: "Runs" },
];

/** Room of an axis, in CSS pixels; where there is less, the chart scrolls. */
const COLUMN = 112;

/** Parallel coordinates: a line a point or a run, over the settings that are varied and what came of them. */
export function Parallel({ design, measured, onRuns, children }: Props) {
  const [by, setBy] = useState<By>("points");
  const [brushes, setBrushes] = useState<ReadonlyMap<number, readonly [number, number]>>(new Map());
  const [lit, setLit] = useState<Line | null>(null);
  const [box, room] = useWidth<HTMLDivElement>(800);
  const { columns, lines } = useMemo(() => chartOf(design, measured, by), [design, measured, by]);
  const kept = useMemo(() => brushed(lines, brushes), [lines, brushes]);
  const width = Math.max(room, COLUMN * columns.length);
  const [criterion] = measured[0]!;
  const data = () =>
    rowsData(by === "points" ? "Medians over the seeds" : "Each run", rowsOf(design, measured, by));
  const brush = (column: number, ends: readonly [number, number]) => {
    const next = new Map(brushes);
    if (ends[0] <= 0 && ends[1] >= 1) next.delete(column);
    else next.set(column, ends);
    setBrushes(next);
  };
  return (
    <section className="panel chart" aria-label="Parallel coordinates">
      <figure>
        <ChartHead title="Parallel coordinates" data={data}>
          <Segments label="A line is" options={BYS} value={by} onChange={(to) => setBy(to as By)} />
        </ChartHead>
        <p className="note muted">
          {by === "points"
            ? "Each line is a point, at its medians over the seeds. "
            : "Each line is a run. "}
          Upwards is better on what was measured. Drag an axis's ends to narrow what is shown; press
          a line to open its {by === "points" ? "runs" : "run"}.
          {design.stopping.rule === "halving" &&
            " A thin line has not come to its end: its values are of the update where it was compared."}
        </p>
        <Legend label={criterion.label} />
        <div ref={box}>
          <Scroll label="Parallel coordinates">
            <div className="parallel" style={{ width }}>
              <Strands
                {...{ columns, lines, kept, lit, width, onRuns }}
                kind={design.base.kind}
                onLit={setLit}
              />
              <Brushes {...{ columns, brushes, width }} onBrush={brush} />
            </div>
          </Scroll>
        </div>
        <p className="note parallel-said" aria-live="polite">
          {lit
            ? lineText(design, columns, lit)
            : `${kept.length} of ${lines.length} ${lines.length === 1 ? "line" : "lines"} shown.`}{" "}
        </p>
        <div className="design-row">
          {brushes.size > 0 && (
            <button type="button" onClick={() => setBrushes(new Map())}>
              Show all lines
            </button>
          )}
          {kept.length > 0 && kept.length < lines.length && (
            <button
              type="button"
              onClick={() => onRuns([...new Set(kept.map(({ point }) => point))])}
            >
              Runs of these {kept.length}
            </button>
          )}
        </div>
        {children}
      </figure>
    </section>
  );
}

/** What the shades mean. */
export function Legend({ label }: { label: string }) {
  return (
    <p className="shades note">
      <span className="muted">{label}: best</span>
      {Array.from({ length: SHADES }, (_, shade) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a shade is its number
        <i key={shade} className={`shade-${shade}`} />
      ))}
      <span className="muted">worst</span>
    </p>
  );
}
