import { line } from "d3";
import { type KeyboardEvent, memo, useRef } from "react";
import type { Column } from "../../../lab/sweeps/columns.ts";
import type { SweepDesign } from "../../../lab/sweeps/design.ts";
import type { Line } from "../../../lab/sweeps/lines.ts";
import type { PointResult } from "../../../lab/sweeps/results.ts";
import { pointText } from "../../../lab/sweeps/words.ts";
import { across, BOTTOM, down, HEIGHT, TOP } from "./geometry.ts";
import { useOpening } from "./opening.ts";

interface Props {
  kind: SweepDesign["base"]["kind"];
  columns: readonly Column[];
  lines: readonly Line[];
  kept: readonly Line[];
  lit: Line | null;
  width: number;
  onLit: (line: Line | null) => void;
  onRuns: (points: readonly PointResult[]) => void;
}

/** The lines of the parallel coordinates over their axes; arrow keys go from line to line. */
export const Strands = memo(function Strands(props: Props) {
  const { kind, columns, lines, kept, lit, width, onLit, onRuns } = props;
  const group = useRef<SVGGElement>(null);
  const openMark = useOpening(onRuns);
  const count = columns.length;
  const path = ({ shares }: Line) =>
    line<number | null>(
      (_, column) => across(column, count, width),
      (share) => down(share),
    )([...shares]) ?? "";
  const shown = new Set(kept);
  // The best are drawn last, over the others.
  const order = lines.toSorted((a, b) => (b.shade ?? 99) - (a.shade ?? 99));
  const reached = order.filter((one) => shown.has(one));
  const stop = reached.find(({ id }) => id === lit?.id) ?? reached.at(-1);
  const failed = lines.some(({ shares }) => shares.includes(null));

  function press(event: KeyboardEvent, own: Line): void {
    const step = { ArrowDown: -1, ArrowLeft: -1, ArrowUp: 1, ArrowRight: 1 }[event.key];
    if (event.key === "Enter" || event.key === " ") openMark(own.point, own.run);
    else if (step === undefined) return;
    else {
      const next = reached[reached.indexOf(own) + step];
      const marks = [...(group.current?.querySelectorAll<SVGPathElement>("[data-line]") ?? [])];
      marks.find((mark) => mark.dataset.line === next?.id)?.focus();
    }
    event.preventDefault();
  }

  return (
    // biome-ignore lint/a11y/useSemanticElements: a chart with parts to press is no fieldset
    <svg
      width={width}
      height={HEIGHT}
      role="group"
      aria-label={`Parallel coordinates of ${columns.map(({ label }) => label).join(", ")}`}
    >
      <g className="strands">
        {order.map((own) => {
          const early = own.point.standing === "ended" ? "" : "early";
          const state = lit?.id === own.id ? "lit" : shown.has(own) ? early : "faint";
          const shade = own.shade === null ? "failed" : `shade-${own.shade}`;
          return <path key={own.id} className={`strand ${shade} ${state}`} d={path(own)} />;
        })}
      </g>
      <g className="axes">
        {columns.map((column, i) => (
          <Axis key={column.key} column={column} x={across(i, count, width)} failed={failed} />
        ))}
      </g>
      <g ref={group}>
        {reached.map((own) => (
          // biome-ignore lint/a11y/useSemanticElements: a part of an SVG cannot be a button element
          <path
            key={own.id}
            className="touch"
            d={path(own)}
            role="button"
            data-line={own.id}
            tabIndex={own === stop ? 0 : -1}
            aria-label={`${own.id}: ${pointText(kind, own.point.values)}`}
            onPointerEnter={() => onLit(own)}
            onPointerLeave={() => onLit(null)}
            onFocus={() => onLit(own)}
            onBlur={() => onLit(null)}
            onClick={() => openMark(own.point, own.run)}
            onKeyDown={(event) => press(event, own)}
          />
        ))}
      </g>
    </svg>
  );
});

/** Ticks of an axis that there is room for. */
const MOST_TICKS = 9;

function Axis({ column, x, failed }: { column: Column; x: number; failed: boolean }) {
  const { ticks } = column;
  const step = Math.ceil(ticks.length / MOST_TICKS);
  return (
    <g transform={`translate(${x},0)`}>
      <path d={`M0,${TOP}V${HEIGHT - BOTTOM}`} />
      {lined(column.label).map((part, i) => (
        <text key={part} className="axis-name" textAnchor="middle" y={14 + 13 * i}>
          {part}
        </text>
      ))}
      {ticks.map(({ share, text }, i) =>
        i % step === 0 ? (
          <text key={share} className="tick" x={6} y={down(share)} dy="0.32em">
            {shortened(text)}
          </text>
        ) : null,
      )}
      {failed && (
        <text className="tick" x={6} y={down(null)} dy="0.32em">
          failed
        </text>
      )}
    </g>
  );
}

/** A tick's text as far as there is room; all of it is said with a line. */
const shortened = (text: string) => (text.length > 16 ? `${text.slice(0, 15)}…` : text);

/** A label on two lines, where it has a space near its middle. */
function lined(label: string): string[] {
  if (label.length < 16) return [label];
  const middle = label.length / 2;
  const spaces = [...label.matchAll(/ /g)].map(({ index }) => index);
  const [at] = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return at === undefined ? [label] : [label.slice(0, at), label.slice(at + 1)];
}
