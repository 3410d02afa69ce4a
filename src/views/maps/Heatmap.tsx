import { scaleLinear } from "d3";
import { type ReactNode, useId, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { MapPoint } from "../../../workers/protocol/look.ts";
import type { EnergyMap, EnergyName, MapLevel } from "../../../workers/protocol/maps.ts";
import { mapData } from "../../lab/chartRows.ts";
import { markFirst } from "../../lab/firstPicture.ts";
import { decimal } from "../../lab/format.ts";
import { Axes } from "../charts/Axes.tsx";
import { Tools } from "../charts/ChartHead.tsx";
import { ColourLegend } from "./ColourLegend.tsx";
import { type Arrow, Pin } from "./Pin.tsx";
import { type MapTool, Pointer } from "./Pointer.tsx";
import { type Dots, paintDots, paintMap, paintTrails, type Trails } from "./paint.ts";

/** The map's square in the drawing's own units; the page scales both together. */
const LEFT = 34;
export const SIDE = 300;
const TOP = 6;
const WIDTH = LEFT + SIDE + 8;
const HEIGHT = TOP + SIDE + 22;

interface Mark {
  label: string;
  x: number;
  y: number;
}

/** A contour line that stands out, and how it is spoken of. */
export interface Threshold extends MapLevel {
  /** What lies within it: "95 % of the ID test rows". */
  holds: string;
  /** Of energies at most at its level, and above. */
  verdicts: [within: string, above: string];
}

interface Props {
  /** The figure's name, as text, and as it is set. */
  name: string;
  label: ReactNode;
  /** Its place in a figure of several. */
  letter?: string;
  /** The accent that it has everywhere. */
  energy: EnergyName | "truth";
  caption: string;
  map: EnergyMap;
  size: number;
  extent: number;
  dots: Dots[];
  /** Ways of chains over the dots, where there are any. */
  trails?: Trails | null;
  /** What is drawn over the dots by itself. */
  overlay?: ReactNode;
  /** Named places, where there are any. */
  marks?: readonly Mark[];
  threshold?: Threshold | null;
  probe: MapPoint | null;
  onProbe: (point: MapPoint | null) => void;
  tool?: MapTool | null;
  /** Whether it has a bar of its own colours; maps that share theirs have one for all. */
  legend?: boolean;
  /** The pinned probe. */
  pin?: { at: MapPoint; arrows: readonly Arrow[] } | null;
}

export function Heatmap({ name, label, energy, caption, map, size, extent, dots, ...rest }: Props) {
  const { letter, marks = [], threshold = null, trails = null, probe, onProbe } = rest;
  const { tool = null, pin = null, overlay = null, legend = true } = rest;
  const heat = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const summary = useId();
  const [steered, setSteered] = useState(false);
  const [low, high] = map.domain;
  useLayoutEffect(() => {
    if (!heat.current) return;
    paintMap(heat.current, map, size);
    markFirst();
  }, [map, size]);
  useLayoutEffect(() => {
    if (!over.current) return;
    paintDots(over.current, extent, dots);
    if (trails) paintTrails(over.current, extent, trails);
  }, [extent, dots, trails]);

  const [x, y] = useMemo(() => {
    const across = scaleLinear([-extent, extent], [LEFT, LEFT + SIDE]);
    return [across, scaleLinear([-extent, extent], [TOP + SIDE, TOP])];
  }, [extent]);
  const cell = SIDE / size;
  const index = (value: number) =>
    Math.min(size - 1, Math.max(0, Math.floor(((value + extent) / (2 * extent)) * size)));
  // Three digits of what the colours tell apart, and no fewer than elsewhere.
  const digits = Math.max(3, 2 - Math.floor(Math.log10(high - low || 1)));
  const value = probe && map.values[index(probe[1]) * size + index(probe[0])]!;

  const verdict = (energy: number) =>
    threshold ? `, ${threshold.verdicts[energy > threshold.level ? 1 : 0]}` : "";

  return (
    <figure className={`map ${energy}`} aria-label={name} data-part={energy}>
      <figcaption>
        {letter && <b>{`(${letter})`}</b>}
        <h3>{label}</h3>
        <span>{caption}</span>
        <Tools name={name} data={() => mapData(map, size, extent)} />
      </figcaption>
      <div className="map-plot" style={{ aspectRatio: `${WIDTH} / ${HEIGHT}` }}>
        <div className="map-canvas" style={SQUARE}>
          <canvas ref={heat} />
          <canvas ref={over} width={2 * SIDE} height={2 * SIDE} />
          {overlay}
        </div>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          role="img"
          aria-label={name}
          aria-describedby={summary}
        >
          <g
            className="contours"
            transform={`translate(${LEFT},${TOP + SIDE}) scale(${cell},${-cell})`}
          >
            {map.contours.map(({ level, path }) => (
              <path key={level} d={path} />
            ))}
            {threshold && <path className="halo" d={threshold.path} />}
            {threshold && <path className="level" d={threshold.path} />}
          </g>
          <g className="marks">
            {marks.map((mark) => (
              <g key={mark.label} transform={`translate(${x(mark.x)},${y(mark.y)})`}>
                <circle r={3} />
                <text {...beside(mark, extent)}>{mark.label}</text>
              </g>
            ))}
          </g>
          {pin?.at.every((v) => Math.abs(v) <= extent) && (
            <g className="pin" transform={`translate(${x(pin.at[0])},${y(pin.at[1])})`}>
              <Pin arrows={pin.arrows} />
            </g>
          )}
          {probe && (
            <g className="cross-hair">
              <path d={`M${x(probe[0])},${TOP}v${SIDE}M${LEFT},${y(probe[1])}h${SIDE}`} />
              {tool?.radius == null ? (
                <circle cx={x(probe[0])} cy={y(probe[1])} r={4} />
              ) : (
                <circle
                  className="brush"
                  cx={x(probe[0])}
                  cy={y(probe[1])}
                  r={(tool.radius * SIDE) / (2 * extent)}
                />
              )}
            </g>
          )}
          <Axes x={x} y={y} />
        </svg>
        <Pointer
          {...{ name, extent, probe, onProbe, tool }}
          onSteer={setSteered}
          step={(4 * extent) / size}
          style={SQUARE}
        />
      </div>
      {legend && <ColourLegend map={map} />}
      <output className="readout" data-picture="omit" aria-live={steered ? "polite" : "off"}>
        {probe && value !== null
          ? `${threshold ? "" : "z = "}${placeOf(probe)}: ${decimal(value, digits)}${verdict(value)}`
          : "point at the map to read it"}
      </output>
      <p id={summary} className="hidden">
        {`${caption}; the colours run from ${decimal(low)} to ${decimal(high)}`}
        {threshold && `; ${threshold.holds} are at or below ${decimal(threshold.level)}`}
      </p>
    </figure>
  );
}

/** Where a mark's label goes: away from the middle, unless that is out of the map. */
function beside({ x }: Mark, extent: number) {
  const outwards = Math.abs(x) < 0.6 * extent;
  const left = x < 0 === outwards;
  return { x: left ? -6 : 6, textAnchor: left ? "end" : "start", dy: "0.32em" } as const;
}

const placeOf = (point: MapPoint) =>
  `(${point.map((v) => v.toFixed(2).replace("-", "\u2212")).join(", ")})`;

const SQUARE = {
  left: `${(100 * LEFT) / WIDTH}%`,
  top: `${(100 * TOP) / HEIGHT}%`,
  width: `${(100 * SIDE) / WIDTH}%`,
  height: `${(100 * SIDE) / HEIGHT}%`,
};

/** An energy's name, set as mathematics. */
export function EnergyLabel({ energy }: { energy: EnergyName }) {
  const network = (
    <>
      E<sub>θ</sub>
    </>
  );
  const reference = (
    <>
      E<sub>G</sub>
    </>
  );
  return (
    <var className={`energy ${energy}`}>
      {energy !== "reference" && network}
      {energy === "total" && " + "}
      {energy !== "network" && reference}
    </var>
  );
}
