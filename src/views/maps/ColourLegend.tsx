import { scaleLinear } from "d3";
import { memo, useId } from "react";
import type { EnergyMap } from "../../../workers/protocol/maps.ts";
import { tickFormat } from "../charts/Axes.tsx";
import { coloursOf } from "./paint.ts";

const WIDTH = 342;
const LEFT = 34;
const RIGHT = 334;
const STOPS = 16;

/** The colours of a map with their energies; the ends stand for all that lies beyond. */
export function ColourLegend({ map: { domain, diverging } }: { map: EnergyMap }) {
  const [low, high] = domain;
  return <Legend {...{ low, high, diverging }} />;
}

interface Props {
  low: number;
  high: number;
  diverging: boolean;
}

/** Drawn anew only with new colours: maps change with every frame, their ranges seldom. */
const Legend = memo(function Legend({ low, high, diverging }: Props) {
  const id = useId();
  const colour = coloursOf({ diverging });
  const x = scaleLinear([low, high], [LEFT, RIGHT]);
  const text = tickFormat(x, 5);
  return (
    <svg viewBox={`0 0 ${WIDTH} 30`} className="legend" aria-hidden="true">
      <linearGradient id={id}>
        {Array.from({ length: STOPS + 1 }, (_, i) => i / STOPS).map((t) => (
          <stop key={t} offset={t} stopColor={colour(t)} />
        ))}
      </linearGradient>
      <rect x={LEFT} y={2} width={RIGHT - LEFT} height={9} fill={`url(#${id})`} />
      <g className="axes">
        {x.ticks(5).map((tick) => (
          <g key={tick} transform={`translate(${x(tick)},11)`}>
            <line y2={4} />
            <text y={15} textAnchor="middle">
              {text(tick)}
            </text>
          </g>
        ))}
      </g>
    </svg>
  );
});
