import { line, scaleLinear } from "d3";
import { useMemo } from "react";
import { Axes } from "./Axes.tsx";
import { useWidth } from "./width.ts";

const HEIGHT = 200;
const LEFT = 44;
const RIGHT = 18;
const TOP = 22;
const BOTTOM = 36;

export interface Series {
  name: string;
  className: string;
  /** Values at x = first, first + step, ... */
  values: Float32Array;
}

interface Props {
  label: string;
  series: Series[];
  /** Where on the x axis the values are: the first one, and the distance of two. */
  places: { first: number; step: number };
  /** Range of the y axis. */
  domain: [low: number, high: number];
  xLabel: string;
  yLabel: string;
}

/** A few lines over one axis, each with a value at the same places. */
export function Lines({ label, series, places, domain, xLabel, yLabel }: Props) {
  const [box, width] = useWidth<HTMLDivElement>(360);
  const { first, step } = places;
  const [low, high] = domain;
  const count = Math.max(2, ...series.map(({ values }) => values.length));
  const end = first + step * (count - 1);
  const x = useMemo(() => scaleLinear([first, end], [LEFT, width - RIGHT]), [first, end, width]);
  const y = useMemo(() => scaleLinear([low, high], [HEIGHT - BOTTOM, TOP]), [low, high]);
  const path = (values: Float32Array) =>
    line<number>()
      .x((_, i) => x(first + step * i))
      .y((value) => y(Math.min(high, Math.max(low, value))))(values) ?? "";
  return (
    <div ref={box} className="histogram">
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        {low < 0 && <line className="zero" x1={LEFT} x2={width - RIGHT} y1={y(0)} y2={y(0)} />}
        {series.map(({ name, className, values }) => (
          <path key={name} className={`line ${className}`} d={path(values)} />
        ))}
        <Axes x={x} y={y} xLabel={xLabel} yLabel={yLabel} />
      </svg>
    </div>
  );
}
