import type { EnergyName } from "../../../workers/protocol/maps.ts";

/** An arrow from the pin, in the drawing's units, in its energy's accent. */
export interface Arrow {
  energy: EnergyName;
  dx: number;
  dy: number;
}

const HEAD = 6;

/** The pinned probe with its arrows, at the origin of its group. */
export function Pin({ arrows }: { arrows: readonly Arrow[] }) {
  return (
    <>
      {arrows.map(({ energy, dx, dy }) => (
        <g key={energy} className={`arrow ${energy}`}>
          <path className="edge" d={arrowPath(dx, dy)} />
          <path d={arrowPath(dx, dy)} />
        </g>
      ))}
      <circle r={5} />
      <circle r={1.5} className="centre" />
    </>
  );
}

/** A shaft and, where there is room for it, a head. */
function arrowPath(dx: number, dy: number): string {
  const length = Math.hypot(dx, dy);
  if (length < 1) return "";
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(HEAD, length);
  const [bx, by] = [dx - head * ux, dy - head * uy];
  const side = 0.55 * head;
  const points = [
    [bx - side * uy, by + side * ux],
    [dx, dy],
    [bx + side * uy, by - side * ux],
  ].map(([x, y]) => `${x!.toFixed(1)},${y!.toFixed(1)}`);
  return `M0,0L${dx.toFixed(1)},${dy.toFixed(1)}M${points.join("L")}`;
}
