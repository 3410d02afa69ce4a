import { scaleLinear } from "d3";
import { useId } from "react";
import type { ToyDissection } from "../../../../workers/protocol/motion.ts";
import { decimal } from "../../../lab/format.ts";
import { momentOf, tracedStep } from "../../../lab/motion.ts";
import { Tools } from "../../charts/ChartHead.tsx";
import { useLab, useLabState } from "../../context.ts";
import { arrowPath } from "../../maps/arrow.ts";
import type { StepStroke } from "./paint.ts";

const SIDE = 220;
const EDGE = 24;

const ROWS: readonly StepStroke[] = ["reference", "network", "noise", "sum"];

const NAMES: Record<StepStroke, string> = {
  reference: "down E_G",
  network: "down E_θ",
  noise: "noise",
  sum: "the step",
};

/** One particle's step, enlarged: its parts tip to tail, in a picture and in numbers. */
export function Lens({ dissection }: { dissection: ToyDissection }) {
  const { motion } = useLab().toy;
  const id = useId();
  const chosen = useLabState((state) => state.motion.chain);
  const scene = useLabState(({ place }) => place.scene);
  const { moved, step } = momentOf(dissection, scene);
  const count = dissection.traced.chains.length;
  const chain = Math.min(chosen, count - 1);
  if (!moved) return null;
  const moves = tracedStep(dissection, chain, step);
  const corrected = dissection.model === "correction";
  const rows = ROWS.filter((name) => corrected || name !== "reference").map((name) => ({
    name,
    by: moves[name],
  }));
  return (
    <figure className="lens">
      <Picture rows={rows} label={`The step of particle ${chain + 1}, enlarged`} />
      <div>
        <label htmlFor={id}>Particle</label>
        <select
          id={id}
          value={chain}
          onChange={(event) => motion.setChain(Number(event.target.value))}
        >
          {Array.from({ length: count }, (_, i) => i).map((i) => (
            <option key={i} value={i}>
              {`${i + 1} of ${count}`}
            </option>
          ))}
        </select>
        <Tools name="The step, enlarged" />
        <table className="small-table" aria-label={`The step of particle ${chain + 1} in parts`}>
          <thead>
            <tr>
              <td />
              <th scope="col">x</th>
              <th scope="col">y</th>
              <th scope="col">length</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, by }) => (
              <tr key={name}>
                <th scope="row">
                  <Stroke name={name} />
                  {NAMES[name]}
                </th>
                <td>{decimal(by[0])}</td>
                <td>{decimal(by[1])}</td>
                <td>{decimal(Math.hypot(...by))}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

/** How a part of a step is drawn. */
export function Stroke({ name }: { name: StepStroke }) {
  return (
    <svg viewBox="0 0 26 8" className="motion-stroke" aria-hidden="true">
      <path className={`step-part ${name}`} d="M1,4H24M19,1L24,4L19,7" />
    </svg>
  );
}

interface Row {
  name: StepStroke;
  by: [x: number, y: number];
}

function Picture({ rows, label }: { rows: readonly Row[]; label: string }) {
  const ends: [number, number][] = [[0, 0]];
  for (const { name, by } of rows) {
    const [x, y] = ends.at(-1)!;
    if (name !== "sum") ends.push([x + by[0], y + by[1]]);
  }
  const span = (d: 0 | 1) => {
    const all = ends.map((end) => end[d]);
    return [Math.min(...all), Math.max(...all)] as const;
  };
  const [[left, right], [low, high]] = [span(0), span(1)];
  const reach = Math.max(right - left, high - low, 1e-9) / 2;
  const scale = (low: number, high: number) =>
    scaleLinear([(low + high) / 2 - reach, (low + high) / 2 + reach], [EDGE, SIDE - EDGE]);
  const [x, y] = [scale(left, right), scale(low, high)];
  const up = (value: number) => SIDE - y(value);
  return (
    <svg viewBox={`0 0 ${SIDE} ${SIDE}`} className="lens-picture" role="img" aria-label={label}>
      {rows.toReversed().map(({ name, by }, i) => {
        const [atX, atY] = name === "sum" ? [0, 0] : ends[rows.length - 1 - i]!;
        return (
          <g key={name} transform={`translate(${x(atX)},${up(atY)})`}>
            <path
              className={`step-part ${name}`}
              d={arrowPath(x(by[0]) - x(0), y(0) - y(by[1]), 9)}
            />
          </g>
        );
      })}
      <circle className="from" cx={x(0)} cy={up(0)} r={4} />
    </svg>
  );
}
