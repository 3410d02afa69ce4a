import { line, scaleLinear } from "d3";
import { useMemo } from "react";
import { anglesData } from "../../../lab/chartRows.ts";
import type { TraceRow } from "../../../lab/trace.ts";
import { Axes } from "../../charts/Axes.tsx";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Key } from "../../charts/Key.tsx";
import { useWidth } from "../../charts/width.ts";

const HEIGHT = 260;
const LEFT = 44;
const RIGHT = 12;
const TOP = 20;
const BOTTOM = 36;

/** The angle beyond which a step goes the wrong way. */
const RIGHT_ANGLE = 90;

/** One line of the chart, of the angles of chains (column 1) or of exact draws (2). */
export interface PhaseLine {
  name: string;
  accent: string;
  rows: TraceRow[];
  column: 1 | 2;
}

interface Props {
  title: string;
  lines: PhaseLine[];
  /** Length of the run: the x axis reaches it from the start. */
  updates: number;
}

const degrees = (value: number) => `${value}°`;

/** How far gradients pointed away from the likelihood's over the updates. */
export function PhaseChart({ title, lines, updates }: Props) {
  const [figure, width] = useWidth<HTMLElement>(400);
  const last = Math.max(updates, ...lines.map(({ rows }) => rows.at(-1)?.[0] ?? 0));
  const x = useMemo(() => scaleLinear([0, last], [LEFT, width - RIGHT]), [last, width]);
  const y = useMemo(() => scaleLinear([0, 180], [HEIGHT - BOTTOM, TOP]), []);
  const shown = lines.map((entry) => {
    const path = line<TraceRow>(
      (row) => x(row[0]),
      (row) => y(row[entry.column]),
    );
    const className = entry.column === 2 ? `${entry.accent} dash-1` : entry.accent;
    return { ...entry, className, d: path(entry.rows) ?? "" };
  });
  const summary = lines
    .map(({ name, rows, column }) => `${name} ${Math.round(rows.at(-1)?.[column] ?? 0)} degrees`)
    .join(", ");
  return (
    <figure ref={figure} aria-label={title} className="phase-chart">
      <ChartHead title={title} level={4} data={() => anglesData(lines)}>
        <Key entries={shown} />
      </ChartHead>
      <svg width={width} height={HEIGHT} role="img" aria-label={`${title}: now ${summary}`}>
        <line
          className="threshold"
          x1={LEFT}
          x2={width - RIGHT}
          y1={y(RIGHT_ANGLE)}
          y2={y(RIGHT_ANGLE)}
        />
        <text x={LEFT + 6} y={y(RIGHT_ANGLE) - 5} className="axis-label">
          beyond: the wrong way
        </text>
        {shown.map(({ name, className, d, rows, column }) => (
          <g key={name} className={className}>
            <path className={`line ${className}`} d={d} />
            {rows.length === 1 && (
              <circle
                className={`dot ${className}`}
                cx={x(rows[0]![0])}
                cy={y(rows[0]![column])}
                r={3}
              />
            )}
          </g>
        ))}
        <Axes x={x} y={y} xLabel="update" yFormat={degrees} ticks={4} />
      </svg>
    </figure>
  );
}
