import { area, line, quantile, type ScaleLinear, scaleLinear } from "d3";
import { type KeyboardEvent, useId, useMemo, useState } from "react";
import { decimal } from "../../../lab/format.ts";
import {
  type Band,
  type Curve,
  curveValues,
  lastValues,
  updatesOf,
} from "../../../lab/runs/curves.ts";
import { Axes } from "../../charts/Axes.tsx";
import { useWidth } from "../../charts/width.ts";
import { lineOf } from "./lines.ts";
import { Swatch } from "./Swatch.tsx";

const HEIGHT = 300;
const LEFT = 52;
const RIGHT = 26;
const TOP = 22;
const BOTTOM = 36;

interface Level {
  name: string;
  value: number;
}

interface Props {
  /** What the curves show, and its unit. */
  label: string;
  unit: string;
  curves: readonly Curve[];
  /** Of groups of seeds, in the place of the runs' own lines. */
  bands?: readonly Band[];
  levels?: readonly Level[];
}

/** Curves that are read off at an update: by the pointer, or by the arrow keys. */
export function CurveChart({ label, unit, curves, bands = [], levels = [] }: Props) {
  const clip = useId();
  const [box, width] = useWidth<HTMLDivElement>(600);
  const [at, setAt] = useState<number | null>(null);
  const drawn = curves.filter(({ points }) => points.length > 0);
  const updates = useMemo(() => updatesOf(curves), [curves]);
  const end = Math.max(1, updates.at(-1) ?? 1);
  const [bottom, top] = rangeOf(curves, levels);
  const x = useMemo(() => scaleLinear([0, end], [LEFT, width - RIGHT]), [end, width]);
  const y = useMemo(() => scaleLinear([bottom, top], [HEIGHT - BOTTOM, TOP]), [bottom, top]);
  const newest = lastValues(curves);
  const values = at === null ? newest : curveValues(curves, at);
  const words = curves.map(({ number }, i) => `${number}: ${valueText(newest[i] ?? null)}`);
  return (
    <div ref={box} className="curve-chart">
      <div className="curve-plot">
        <svg
          width={width}
          height={HEIGHT}
          role="img"
          aria-label={`${label} by update; at each run's end ${words.join(", ")}`}
        >
          <clipPath id={clip}>
            <rect
              x={LEFT}
              y={TOP - 2}
              width={Math.max(0, width - LEFT - RIGHT)}
              height={HEIGHT - TOP - BOTTOM + 4}
            />
          </clipPath>
          <g clipPath={`url(#${clip})`}>
            {levels.map(({ name, value }) => (
              <line
                key={name}
                className={`level-${name}`}
                x1={LEFT}
                x2={width - RIGHT}
                y1={y(value)}
                y2={y(value)}
              />
            ))}
            {bands.map((band) => (
              <BandMark key={band.number} {...{ band, x, y }} />
            ))}
            {bands.length === 0 &&
              drawn.map(({ number, points }) => (
                <path key={number} className={`line ${lineOf(number)}`} d={pathOf(points, x, y)} />
              ))}
          </g>
          {bands.length === 0 &&
            drawn.map(({ number, points }) => {
              const [update, value] = points.at(-1)!;
              return (
                <text key={number} className="axis-label" x={x(update) + 4} y={y(value) + 4}>
                  {number}
                </text>
              );
            })}
          {at !== null && <path className="threshold" d={`M${x(at)},${TOP}V${HEIGHT - BOTTOM}`} />}
          <Axes x={x} y={y} xLabel="update" yLabel={`${label}, ${unit}`} />
          {levels.map(({ name, value }) => (
            <text key={name} className="axis-label" x={LEFT + 6} y={y(value) - 4}>
              {name}
            </text>
          ))}
        </svg>
        <Reader {...{ x, updates, at, onRead: setAt }} words={readWords(at, curves, values)} />
      </div>
      {drawn.length === 0 && <p className="muted note">Nothing is known of these curves yet.</p>}
      <table className="small-table readings" aria-label={`${label} at the update read`}>
        <caption>
          {at === null
            ? "At each run's end; point at the chart to read it elsewhere."
            : `At update ${Math.round(at)}.`}
        </caption>
        <tbody>
          {curves.map(({ number, title }, i) => (
            <tr key={number}>
              <th scope="row">
                <Swatch number={number} /> {`${number}: ${title}`}
              </th>
              <td>{valueText(values[i] ?? null)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

type Scale = ScaleLinear<number, number>;

const valueText = (value: number | null) => (value === null ? "–" : decimal(value));

const readWords = (
  at: number | null,
  curves: readonly Curve[],
  values: readonly (number | null)[],
) =>
  `${at === null ? "at each run's end" : `update ${Math.round(at)}`}: ${curves
    .map(({ number }, i) => `run ${number} ${valueText(values[i] ?? null)}`)
    .join(", ")}`;

const pathOf = (points: Curve["points"], x: Scale, y: Scale) =>
  line<Curve["points"][number]>()
    .defined(([, value]) => Number.isFinite(value))
    .x(([update]) => x(update))
    .y(([, value]) => y(value))(points.slice()) ?? "";

/** What the y axis has to reach; a few outliers may be cut off. */
function rangeOf(curves: readonly Curve[], levels: readonly Level[]): [number, number] {
  const values = curves
    .flatMap(({ points }) => points.map(([, value]) => value))
    .filter(Number.isFinite);
  const seen = levels.map(({ value }) => value);
  const [low, high] = scaleLinear()
    .domain([
      Math.min(...seen, quantile(values, 0.01) ?? 0),
      Math.max(...seen, quantile(values, 0.99) ?? 1),
    ])
    .nice(5)
    .domain();
  return [low!, high!];
}

function BandMark({ band: { number, points }, x, y }: { band: Band; x: Scale; y: Scale }) {
  const between = area<Band["points"][number]>()
    .x(({ update }) => x(update))
    .y0(({ low }) => y(low))
    .y1(({ high }) => y(high));
  const middle = points.map(({ update, median }) => [update, median] as const);
  return (
    <g className={lineOf(number)}>
      <path className="band" d={between(points.slice()) ?? ""} />
      <path className={`line ${lineOf(number)}`} d={pathOf(middle, x, y)} />
    </g>
  );
}

interface ReaderProps {
  x: Scale;
  updates: readonly number[];
  at: number | null;
  onRead: (at: number | null) => void;
  words: string;
}

/** Shares of all known updates that a key moves by. */
const KEYS: Record<string, number> = {
  ...{ ArrowLeft: -0.01, ArrowDown: -0.01, ArrowRight: 0.01, ArrowUp: 0.01 },
  ...{ PageDown: -0.1, PageUp: 0.1, Home: -1, End: 1 },
};

/** Lies over the plot: where the curves are read. */
function Reader({ x, updates, at, onRead, words }: ReaderProps) {
  const [from, to] = x.range() as [number, number];
  const last = updates.at(-1) ?? 0;
  const press = (event: KeyboardEvent) => {
    const by = KEYS[event.key];
    if (event.key === "Escape") onRead(null);
    if (by === undefined) return;
    event.preventDefault();
    const step = Math.max(1, Math.abs(by) * last) * Math.sign(by);
    onRead(Math.min(last, Math.max(0, Math.round((at ?? last) + step))));
  };
  const move = (event: React.PointerEvent<HTMLElement>) => {
    const { left, width } = event.currentTarget.getBoundingClientRect();
    onRead(Math.round(x.invert(from + ((event.clientX - left) / width) * (to - from))));
  };
  return (
    <div
      className="curve-reader"
      style={{ left: from, width: Math.max(0, to - from), top: TOP, bottom: BOTTOM }}
      role="slider"
      tabIndex={0}
      aria-label="Update read"
      aria-valuemin={0}
      aria-valuemax={last}
      aria-valuenow={Math.round(at ?? last)}
      aria-valuetext={words}
      onKeyDown={press}
      onPointerDown={move}
      onPointerMove={move}
      onPointerLeave={() => onRead(null)}
    />
  );
}
