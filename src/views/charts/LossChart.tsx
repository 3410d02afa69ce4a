import { extent, line, quantile, scaleLinear } from "d3";
import { type ReactNode, useId, useMemo } from "react";
import { lossData } from "../../lab/chartRows.ts";
import { runningMean, type Trace, type TraceRow } from "../../lab/trace.ts";
import { Axes } from "./Axes.tsx";
import { ChartHead } from "./ChartHead.tsx";
import { Key } from "./Key.tsx";
import { useWidth } from "./width.ts";

const HEIGHT = 320;
const LEFT = 48;
const RIGHT = 12;
const TOP = 16;
const BOTTOM = 36;

const LINES = [
  { name: "loss", className: "loss" },
  { name: "energy gap", className: "gap" },
];

interface Props {
  title: string;
  trace: Trace;
  /** Length of the run: the x axis reaches it from the start. */
  updates: number;
  /** Said in the place of a chart without any update. */
  empty?: string | undefined;
  /** A choice beside the title, if any. */
  children?: ReactNode;
}

/** Loss and energy gap over the updates, as they are and smoothed; outliers may be cut off. */
export function LossChart({ title, trace, updates, empty = "No update yet", children }: Props) {
  const clip = useId();
  const [figure, width] = useWidth<HTMLElement>(400);
  const { rows } = trace;
  const values = rows.flatMap(([, loss, gap]) => [loss, gap]).filter(Number.isFinite);
  const low = quantile(values, 0.01) ?? -1;
  const high = quantile(values, 0.99) ?? 1;
  const last = extent(rows, ([update]) => update)[1] ?? 1;
  const end = Math.max(updates, last);
  const x = useMemo(() => scaleLinear([0, end], [LEFT, width - RIGHT]), [end, width]);
  const [bottom, top] = scaleLinear()
    .domain([Math.min(low, 0), Math.max(high, 0)])
    .nice(5)
    .domain();
  const y = useMemo(() => scaleLinear([bottom!, top!], [HEIGHT - BOTTOM, TOP]), [bottom, top]);
  const smooth = runningMean(rows);
  const path = (some: TraceRow[], column: 1 | 2) =>
    line<TraceRow>()
      .defined((row) => Number.isFinite(row[column]))
      .x((row) => x(row[0]))
      .y((row) => y(row[column]))(some) ?? "";
  const newest = rows.at(-1);
  return (
    <section className="chart" aria-label={title}>
      <figure ref={figure}>
        <ChartHead title={title} data={newest && (() => lossData(trace))} saved={Boolean(newest)}>
          {children}
          {newest && <Key entries={LINES} />}
        </ChartHead>
        {newest ? (
          chartOf(newest)
        ) : (
          <p className="muted chart-empty" style={{ height: HEIGHT }}>
            {empty}.
          </p>
        )}
      </figure>
    </section>
  );

  function chartOf([update, loss, gap]: TraceRow) {
    const [first, ...values] = rows[0]!;
    const began = values.map((value) => value.toPrecision(3)).join(" and ");
    const now = `at update ${Math.round(update)} the loss is ${loss.toPrecision(3)} and the energy gap ${gap.toPrecision(3)}; at update ${Math.round(first)} they were ${began}`;
    return (
      <svg width={width} height={HEIGHT} role="img" aria-label={`${title}: ${now}`}>
        <clipPath id={clip}>
          <rect
            x={LEFT}
            y={TOP}
            width={Math.max(0, width - LEFT - RIGHT)}
            height={HEIGHT - TOP - BOTTOM}
          />
        </clipPath>
        <line className="zero" x1={LEFT} x2={width - RIGHT} y1={y(0)} y2={y(0)} />
        <g clipPath={`url(#${clip})`}>
          <path className="line gap raw" d={path(rows, 2)} />
          <path className="line loss raw" d={path(rows, 1)} />
          <path className="line gap" d={path(smooth, 2)} />
          <path className="line loss" d={path(smooth, 1)} />
        </g>
        <Axes x={x} y={y} xLabel="update" />
      </svg>
    );
  }
}
