import type { EnergyName } from "../../../workers/protocol/maps.ts";
import { arrowPath } from "./arrow.ts";

/** An arrow from the pin, in the drawing's units, in its energy's accent. */
export interface Arrow {
  energy: EnergyName;
  dx: number;
  dy: number;
}

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
