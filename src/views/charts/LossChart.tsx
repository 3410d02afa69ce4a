import { extent, line, quantile, scaleLinear } from "d3";
import { useId } from "react";
import { runningMean, type Trace, type TraceRow } from "../../lab/trace.ts";
import { Axes } from "./Axes.tsx";
import { Key } from "./Key.tsx";

const WIDTH = 420;
const HEIGHT = 340;

/** Loss and energy gap over the updates, as they are and smoothed; outliers may be cut off. */
export function LossChart({ trace, updates }: { trace: Trace; updates: number }) {
  const clip = useId();
  const { rows } = trace;
  const values = rows.flatMap(([, loss, gap]) => [loss, gap]).filter(Number.isFinite);
  const low = quantile(values, 0.01) ?? -1;
  const high = quantile(values, 0.99) ?? 1;
  const last = extent(rows, ([update]) => update)[1] ?? 1;
  const x = scaleLinear([0, Math.max(updates, last)], [48, WIDTH - 10]);
  const y = scaleLinear([Math.min(low, 0), Math.max(high, 0)], [HEIGHT - 36, 22]).nice(5);
  const smooth = runningMean(rows);
  const path = (some: TraceRow[], column: 1 | 2) =>
    line<TraceRow>()
      .defined((row) => Number.isFinite(row[column]))
      .x((row) => x(row[0]))
      .y((row) => y(row[column]))(some) ?? "";
  const newest = rows.at(-1);
  const summary = newest
    ? `at update ${Math.round(newest[0])} the loss is ${newest[1].toPrecision(3)} and the energy gap ${newest[2].toPrecision(3)}`
    : "no update yet";
  return (
    <figure className="chart">
      <figcaption>
        <h3>Loss and energy gap</h3>
        <Key
          entries={[
            { name: "loss", className: "loss" },
            { name: "energy gap", className: "gap" },
          ]}
        />
      </figcaption>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`Loss and energy gap: ${summary}`}
      >
        <clipPath id={clip}>
          <rect x={48} y={12} width={WIDTH - 58} height={HEIGHT - 46} />
        </clipPath>
        <line className="zero" x1={48} x2={WIDTH - 10} y1={y(0)} y2={y(0)} />
        <g clipPath={`url(#${clip})`}>
          <path className="line gap raw" d={path(rows, 2)} />
          <path className="line loss raw" d={path(rows, 1)} />
          <path className="line gap" d={path(smooth, 2)} />
          <path className="line loss" d={path(smooth, 1)} />
        </g>
        <Axes x={x} y={y} xLabel="update" />
      </svg>
    </figure>
  );
}
