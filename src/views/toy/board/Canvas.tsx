import { scaleLinear } from "d3";
import {
  type KeyboardEvent,
  type PointerEvent,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
} from "react";
import { continues, countOf, extentOf, type Point, summaryOf } from "../../../lab/drawing.ts";
import type { LabState } from "../../../lab/store.ts";
import type { Drawing } from "../../../model/recipe.ts";
import { Axes } from "../../charts/Axes.tsx";
import { useWidth } from "../../charts/width.ts";
import { useLab, useLabState } from "../../context.ts";
import { paintDrawing } from "./paint.ts";

/** Room for the axes, in CSS pixels. */
const LEFT = 34;
const TOP = 6;
const RIGHT = 8;
const BOTTOM = 22;

const drawingOf = ({ board }: LabState) => (board.stroke ?? board.sketch).drawing;
const extentShown = ({ board }: LabState) => board.stroke?.extent ?? extentOf(board.sketch.drawing);

/** The board itself: axes, points, and the tool in the reader's hand. */
export function Canvas() {
  const { store, board } = useLab();
  const extent = useLabState(extentShown);
  const empty = useLabState((state) => countOf(drawingOf(state)) === 0);
  const [plot, width] = useWidth<HTMLDivElement>(560);
  const canvas = useRef<HTMLCanvasElement>(null);
  const summary = useId();
  const side = Math.max(100, width - LEFT - RIGHT);
  const [x, y] = useMemo(() => {
    const across = scaleLinear([-extent, extent], [LEFT, LEFT + side]);
    return [across, scaleLinear([-extent, extent], [TOP + side, TOP])];
  }, [extent, side]);

  // Strokes are painted past React, and only what is new of them.
  useLayoutEffect(() => {
    const element = canvas.current;
    if (!element) return;
    element.width = element.height = 2 * side;
    let painted: Drawing | null = null;
    const paint = () => {
      const drawing = drawingOf(store.getState());
      if (drawing === painted) return;
      const known = painted && continues(drawing, painted) ? countOf(painted) : 0;
      paintDrawing(element, drawing, extent, known);
      painted = drawing;
    };
    paint();
    return store.subscribe(paint);
  }, [store, extent, side]);

  const placeOf = ({ currentTarget, clientX, clientY }: PointerEvent<HTMLElement>): Point => {
    const box = currentTarget.getBoundingClientRect();
    const across = (clientX - box.left) / box.width;
    const down = (clientY - box.top) / box.height;
    return [(2 * across - 1) * extent, (1 - 2 * down) * extent];
  };
  const press = (event: PointerEvent<HTMLElement>) => {
    if (event.button !== 0 || !event.isPrimary) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    board.press(placeOf(event));
  };
  const move = (event: PointerEvent<HTMLElement>) => {
    if (!event.isPrimary) return;
    if (event.currentTarget.hasPointerCapture(event.pointerId)) board.drag(placeOf(event));
    else board.point(placeOf(event));
  };
  const steer = (event: KeyboardEvent) => {
    const way = ARROWS[event.key];
    if (way) board.steer(way, event.shiftKey ? 5 : 1);
    else if (event.key === " " || event.key === "Enter") board.dab();
    else return;
    event.preventDefault();
  };
  return (
    <div className="board-plot" ref={plot} style={{ height: TOP + side + BOTTOM }}>
      <canvas ref={canvas} style={{ left: LEFT, top: TOP, width: side, height: side }} />
      <svg width={width} height={TOP + side + BOTTOM} aria-hidden="true">
        <Axes x={x} y={y} />
        {empty && (
          <text className="board-hint" x={x(0)} y={y(0)}>
            Draw here, or begin with a starter
          </text>
        )}
        <Cursor x={x} y={y} />
      </svg>
      <button
        type="button"
        style={{ left: LEFT, top: TOP, width: side, height: side }}
        aria-label="Canvas: arrow keys move the cursor, Space draws"
        aria-describedby={summary}
        onPointerDown={press}
        onPointerMove={move}
        onLostPointerCapture={board.release}
        onPointerLeave={() => board.point(null)}
        onKeyDown={steer}
        onFocus={(event) => {
          if (event.currentTarget.matches(":focus-visible")) board.steer([0, 0], 0);
        }}
        onBlur={() => board.point(null)}
      />
      <p id={summary} className="hidden">
        <Summary />, on a square from {-extent} to {extent}
      </p>
    </div>
  );
}

const ARROWS: Record<string, Point> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

type Scale = (value: number) => number;

/** Where the tool is, and how far it reaches. */
function Cursor({ x, y }: { x: Scale; y: Scale }) {
  const cursor = useLabState(({ board }) => board.cursor);
  const size = useLabState(({ board }) => board.brush.size);
  const tool = useLabState(({ board }) => board.tool);
  if (!cursor) return null;
  const [cx, cy] = [x(cursor[0]), y(cursor[1])];
  return (
    <g className={`board-cursor ${tool}`}>
      <circle cx={cx} cy={cy} r={x(size) - x(0)} />
      <path d={`M${cx - 3},${cy}h6M${cx},${cy - 3}v6`} />
    </g>
  );
}

/** What there is on the board, at the end of a stroke. */
export function Summary() {
  return useLabState(({ board }) => summaryOf(board.sketch.drawing));
}
