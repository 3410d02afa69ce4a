import type { ScaleLinear } from "d3";
import { memo } from "react";

interface Props {
  x: ScaleLinear<number, number>;
  y: ScaleLinear<number, number>;
  xLabel?: string;
  yLabel?: string;
  ticks?: number;
  format?: (value: number) => string;
  /** Of the y axis alone. */
  yFormat?: (value: number) => string;
}

/** Plain numbers where they are short, powers of ten where they are not. */
export function tickFormat(scale: ScaleLinear<number, number>, ticks: number) {
  const largest = Math.max(...scale.domain().map(Math.abs));
  const plain = largest < 1e5 && largest >= 1e-3;
  return plain ? scale.tickFormat(ticks) : scale.tickFormat(ticks, "~e");
}

/** Both axes of a chart, drawn around the ranges of its scales; the chart's name says the rest.
 * Drawn anew only with new scales. */
export const Axes = memo(function Axes(props: Props) {
  const { x, y, xLabel, yLabel, ticks = 5, format, yFormat } = props;
  const [left, right] = x.range() as [number, number];
  const [bottom, top] = y.range() as [number, number];
  const xText = format ?? tickFormat(x, ticks);
  const yText = yFormat ?? format ?? tickFormat(y, ticks);
  return (
    <g className="axes">
      <path d={`M${left},${top}V${bottom}H${right}`} />
      {x.ticks(ticks).map((tick) => (
        <g key={tick} transform={`translate(${x(tick)},${bottom})`}>
          <line y2={4} />
          <text y={15} textAnchor="middle">
            {xText(tick)}
          </text>
        </g>
      ))}
      {y.ticks(ticks).map((tick) => (
        <g key={tick} transform={`translate(${left},${y(tick)})`}>
          <line x2={-4} />
          <text x={-7} dy="0.32em" textAnchor="end">
            {yText(tick)}
          </text>
        </g>
      ))}
      {xLabel && (
        <text x={right} y={bottom + 30} textAnchor="end" className="axis-label">
          {xLabel}
        </text>
      )}
      {yLabel && (
        <text x={left} y={top - 8} className="axis-label">
          {yLabel}
        </text>
      )}
    </g>
  );
});
