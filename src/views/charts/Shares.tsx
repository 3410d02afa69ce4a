import { area, cumsum, pairs, scaleBand, scaleLinear } from "d3";
import { useMemo } from "react";
import { Axes } from "./Axes.tsx";
import { useWidth } from "./width.ts";

const HEIGHT = 260;
const LEFT = 44;
const TOP = 22;
const BOTTOM = 36;
/** Room of a bar on the right. */
const BAR = 48;
const GAP = 26;

interface Props {
  label: string;
  xLabel: string;
  /** Where on the x axis the rows of shares are, [rows]. */
  places: Float32Array;
  /** Shares of sum 1 a row, [rows, colours]. */
  shares: Float32Array;
  colours: string[];
  /** What the shares are compared with: a bar each, on the right. */
  bars: { name: string; shares: Float32Array }[];
}

const percentage = (share: number) => `${Math.round(100 * share)} %`;

/** Shares over time as areas on one another, beside bars of what they are compared with. */
export function Shares({ label, xLabel, places, shares, colours, bars }: Props) {
  const [box, width] = useWidth<HTMLDivElement>(360);
  const count = colours.length;
  const end = Math.max(1, places.at(-1)!);
  const right = width - bars.length * BAR - GAP;
  const x = useMemo(() => scaleLinear([0, end], [LEFT, right]), [end, right]);
  const y = useMemo(() => scaleLinear([0, 1], [HEIGHT - BOTTOM, TOP]), []);
  const band = scaleBand(
    bars.map(({ name }) => name),
    [right + GAP, width],
  ).paddingInner(0.25);
  const areas = useMemo(() => {
    const rows = Array.from(places, (_, t) => edges(shares.subarray(t * count, (t + 1) * count)));
    return Array.from({ length: count }, (_, i) => {
      const shape = area<number[]>()
        .x((_, t) => x(places[t]!))
        .y0((row) => y(row[i]!))
        .y1((row) => y(row[i + 1]!));
      return shape(rows) ?? "";
    });
  }, [places, shares, count, x, y]);
  return (
    <div ref={box} className="histogram">
      <svg width={width} height={HEIGHT} role="img" aria-label={label}>
        {areas.map((d, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: an area is its place in the stack
          <path key={i} className="share" fill={colours[i]} d={d} />
        ))}
        {bars.map(({ name, shares }) => (
          <g key={name} transform={`translate(${band(name)},0)`}>
            {pairs(edges(shares)).map(([low, high], i) => (
              <rect
                // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in the bar
                key={i}
                className="share"
                fill={colours[i]}
                width={band.bandwidth()}
                y={y(high)}
                height={y(low) - y(high)}
              />
            ))}
            <text className="axis-label" x={band.bandwidth() / 2} y={y(0) + 15} textAnchor="middle">
              {name}
            </text>
          </g>
        ))}
        <Axes x={x} y={y} xLabel={xLabel} yLabel="share" ticks={4} yFormat={percentage} />
      </svg>
    </div>
  );
}

/** The edges between shares that stand on one another, from 0. */
function edges(shares: Float32Array): number[] {
  return [0, ...cumsum(shares)].map((edge) => Math.min(1, edge));
}
