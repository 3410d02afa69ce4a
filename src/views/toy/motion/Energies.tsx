import { extent, scaleLinear } from "d3";
import type { ToyDissection } from "../../../../workers/protocol/motion.ts";
import { decimal } from "../../../lab/format.ts";
import { tickFormat } from "../../charts/Axes.tsx";

const WIDTH = 340;
const LEFT = 12;
const RIGHT = 328;
const ROW = 54;
const TOP = 30;

/** E_theta of each point of the batch and of each chain's end, with their means. */
export function Energies({ dissection }: { dissection: ToyDissection }) {
  const { energies, terms } = dissection;
  const rows = [
    { name: "data points", values: energies.data, mean: terms.positive },
    { name: "chains' ends", values: energies.negatives, mean: terms.negative },
  ];
  const [low = 0, high = 1] = extent([...energies.data, ...energies.negatives]);
  const x = scaleLinear([low, Math.max(high, low + 1e-6)], [LEFT, RIGHT]).nice();
  const text = tickFormat(x, 5);
  const label = rows.map(({ name, mean }) => `${name}, mean ${decimal(mean)}`).join("; ");
  const bottom = TOP + 2 * ROW;
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${bottom + 34}`}
      className="motion-energies"
      role="img"
      aria-label={`Energies E_θ of the update: ${label}`}
    >
      {rows.map(({ name, values, mean }, row) => (
        <g key={name} transform={`translate(0,${TOP + row * ROW})`}>
          <text x={LEFT} y={-8}>{`${name}: mean ${decimal(mean)}`}</text>
          <path className="strip" d={ticks(values, x)} />
          <path className="mean" d={`M${x(mean)},-4V28`} />
        </g>
      ))}
      <g className="axes" transform={`translate(0,${bottom - 6})`}>
        <path d={`M${LEFT},0H${RIGHT}`} />
        {x.ticks(5).map((tick) => (
          <g key={tick} transform={`translate(${x(tick)},0)`}>
            <line y2={4} />
            <text y={16} textAnchor="middle">
              {text(tick)}
            </text>
          </g>
        ))}
        <text x={RIGHT} y={32} textAnchor="end">
          E_θ
        </text>
      </g>
    </svg>
  );
}

/** A stroke at each value. */
const ticks = (values: Float32Array, x: (value: number) => number) =>
  Array.from(values, (value) => `M${x(value).toFixed(1)},2V22`).join("");
