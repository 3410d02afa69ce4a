import { max, range, scaleLinear } from "d3";
import { useMemo } from "react";
import { Axes } from "./Axes.tsx";
import { useDrag } from "./drag.ts";
import { useWidth } from "./width.ts";

const HEIGHT = 300;
const LEFT = 44;
const RIGHT = 12;
const TOP = 24;
const BOTTOM = 36;

export interface Series {
  name: string;
  className: string;
  /** The share of rows in each bin, 0..1. */
  shares: Float32Array;
}

interface Props {
  label: string;
  series: Series[];
  /** What is counted, along the x axis. */
  xLabel?: string;
  /** The range that the bins cover evenly. */
  domain: [low: number, high: number];
  /** A line at a score; drawn at the edge where it lies beyond. */
  threshold: number | null;
  /** The reader put the line elsewhere, by mouse. */
  onThreshold: (score: number) => void;
}

const percentage = (share: number) => `${+(100 * share).toPrecision(3)} %`;

/** A bin that holds less of every series is left out at either end. */
const LEAST = 0.001;

/**
 * Histograms over each other, with a threshold, cut to the bins that hold something; scores beyond
 * the range are in the outermost bins.
 */
export function Histogram(props: Props) {
  const { label, series, domain, threshold, onThreshold } = props;
  const { xLabel = "score (higher: more out of distribution)" } = props;
  const [box, width] = useWidth<HTMLDivElement>(400);
  const bins = series[0]?.shares.length ?? 1;
  const held = range(bins).filter((bin) => series.some(({ shares }) => shares[bin]! >= LEAST));
  const [first, last] = [held[0] ?? 0, held.at(-1) ?? bins - 1];
  const edge = scaleLinear([0, bins], domain);
  const [low, high] = [edge(first), edge(last + 1)];
  const tallest = max(series, ({ shares }) => max(shares)) ?? 1;
  const [x, y] = useMemo(
    () => [
      scaleLinear([low, high > low ? high : low + 1], [LEFT, width - RIGHT]).clamp(true),
      scaleLinear([0, tallest], [HEIGHT - BOTTOM, TOP]),
    ],
    [low, high, tallest, width],
  );
  const drag = useDrag(([across]) => onThreshold(x.invert(across)));
  const outline = (shares: Float32Array) => {
    let d = `M${LEFT},${y(0)}`;
    for (let bin = first; bin <= last; bin++) {
      d += `V${y(shares[bin]!).toFixed(1)}H${x(edge(bin + 1)).toFixed(1)}`;
    }
    return `${d}V${y(0)}`;
  };
  return (
    <div ref={box} className="histogram">
      <svg
        width={width}
        height={HEIGHT}
        role="img"
        aria-label={label}
        className="draggable"
        {...drag}
      >
        {series.map(({ name, className, shares }) => (
          <path key={name} className={`line ${className}`} d={outline(shares)} />
        ))}
        <Axes x={x} y={y} xLabel={xLabel} yLabel="share of rows" yFormat={percentage} />
        {threshold !== null && (
          <g transform={`translate(${x(threshold)},0)`}>
            <line className="threshold strong" y1={TOP} y2={HEIGHT - BOTTOM} />
            <text className="axis-label" x={5} y={TOP + 8}>
              γ
            </text>
          </g>
        )}
      </svg>
    </div>
  );
}
