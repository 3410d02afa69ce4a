import type { CSSProperties, KeyboardEvent, MouseEvent, PointerEvent } from "react";
import type { MapPoint } from "../../../workers/protocol/look.ts";

/** What presses on a map do. */
export interface MapTool {
  /** What Enter does, for the map's name: "pins the probe". */
  enter: string;
  /** Radius of a brush, which paints where it is dragged; null where a press pins. */
  radius: number | null;
  begin: (at: MapPoint) => void;
  move: (to: MapPoint) => void;
  end: () => void;
  /** Pins the probe, or lets it go. */
  pin: (at: MapPoint | null) => void;
}

interface Props {
  name: string;
  extent: number;
  /** Units that an arrow key moves. */
  step: number;
  style: CSSProperties;
  probe: MapPoint | null;
  onProbe: (point: MapPoint | null) => void;
  /** Told whether it is by keys that this map, and no other, is read. */
  onSteer: (steered: boolean) => void;
  tool: MapTool | null;
}

const MOVES: Record<string, MapPoint> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Reads a map under the pointer or by the arrow keys, and works the tool on it. */
export function Pointer({ name, extent, step, style, probe, onProbe, onSteer, tool }: Props) {
  const clamp = (v: number) => Math.min(extent, Math.max(-extent, v));
  const place = ({ currentTarget, clientX, clientY }: MouseEvent<HTMLElement>): MapPoint => {
    const box = currentTarget.getBoundingClientRect();
    const across = (clientX - box.left) / box.width;
    const down = (clientY - box.top) / box.height;
    return [clamp((2 * across - 1) * extent), clamp((1 - 2 * down) * extent)];
  };
  const brush = tool?.radius == null ? null : tool;

  function press(event: PointerEvent<HTMLElement>): void {
    const at = place(event);
    onProbe(at);
    if (!brush || event.button !== 0) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    brush.begin(at);
  }
  function follow(event: PointerEvent<HTMLElement>): void {
    const at = place(event);
    onSteer(false);
    onProbe(at);
    if (brush && event.currentTarget.hasPointerCapture(event.pointerId)) brush.move(at);
  }
  function steer(event: KeyboardEvent): void {
    onSteer(true);
    const [x, y] = probe ?? [0, 0];
    const move = MOVES[event.key];
    if (move) {
      const by = event.shiftKey ? 5 * step : step;
      onProbe([clamp(x + by * move[0]), clamp(y + by * move[1])]);
    } else if (event.key === "Escape") {
      onProbe(null);
      tool?.pin(null);
    } else if (tool && event.key.toLowerCase() === "p") {
      tool.pin([x, y]);
    } else if (tool && (event.key === "Enter" || event.key === " ")) {
      if (!brush) tool.pin([x, y]);
      brush?.begin([x, y]);
      brush?.end();
    } else return;
    event.preventDefault();
  }

  return (
    <button
      type="button"
      className={brush ? "probe brush" : "probe"}
      style={style}
      aria-label={`Probe of ${name}: move with the arrow keys${tool ? `; Enter ${tool.enter}` : ""}`}
      onPointerDown={press}
      onPointerMove={follow}
      onLostPointerCapture={() => brush?.end()}
      onPointerLeave={() => onProbe(null)}
      onClick={(event) => {
        if (tool && !brush) tool.pin(event.detail === 0 ? (probe ?? [0, 0]) : place(event));
      }}
      onKeyDown={steer}
      onKeyUp={(event) => {
        // What the key does is done when it goes down; no click may follow.
        if (event.key === " ") event.preventDefault();
      }}
      onFocus={(event) => {
        if (!event.currentTarget.matches(":focus-visible")) return;
        onSteer(true);
        if (!probe) onProbe([0, 0]);
      }}
      onBlur={() => {
        onSteer(false);
        onProbe(null);
      }}
    />
  );
}
