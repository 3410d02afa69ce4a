import { scaleLinear } from "d3";
import { useMemo } from "react";
import { percent } from "../../lab/format.ts";
import { type Convention, gammaStep } from "../../lab/results.ts";
import { Axes } from "./Axes.tsx";
import { useDrag } from "./drag.ts";
import { useWidth } from "./width.ts";

const LARGEST = 340;

export interface RocLine {
  name: string;
  className: string;
  auroc: number;
  /** [x0, y0, x1, y1, ...]: OOD share accepted, ID share accepted. */
  curve: Float32Array;
  /** The point of a threshold: OOD share accepted, ID share accepted. */
  dot?: [ood: number, id: number];
}

interface Props {
  label: string;
  lines: RocLine[];
  /** The line to bring out, by its name. */
  chosen?: string | null;
  /** The share of ID rows accepted that is marked, 0..1. */
  level?: number;
  /** Which FPR95 can be read off: at 95 % of ID accepted, or at 5 % of OOD. */
  convention?: Convention;
  /** The reader put the level elsewhere, by mouse; a share in %. */
  onLevel?: (percentage: number) => void;
}

const tenths = (value: number) => value.toFixed(1);

/** ROC curves with in-distribution as the positive class, and the lines that thresholds are read at. */
export function RocChart(props: Props) {
  const { label, lines, chosen = null, level = 0.95, convention = "id", onLevel } = props;
  const [box, width] = useWidth<HTMLDivElement>(300);
  const size = Math.min(width, LARGEST);
  const [x, y] = useMemo(
    () => [scaleLinear([0, 1], [40, size - 44]), scaleLinear([0, 1], [size - 38, 20])],
    [size],
  );
  const drag = useDrag(([, down]) => onLevel?.(gammaStep(100 * y.invert(down))));
  const path = (curve: Float32Array) => {
    let d = "";
    for (let i = 0; i + 1 < curve.length; i += 2) {
      d += `${i ? "L" : "M"}${x(curve[i]!).toFixed(1)},${y(curve[i + 1]!).toFixed(1)}`;
    }
    return d;
  };
  const fade = (name: string) => (chosen === null || chosen === name ? "" : "faint");
  const summary = lines.map(({ name, auroc }) => `${name} AUROC ${percent(auroc)} %`).join(", ");
  return (
    <div ref={box} className="roc">
      <svg
        width={size}
        height={size}
        role="img"
        aria-label={`${label}: ${summary || "no result yet"}`}
        {...(onLevel && { className: "draggable", ...drag })}
      >
        <line className="zero" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        <line className="threshold" x1={x(0)} x2={x(1)} y1={y(level)} y2={y(level)} />
        {onLevel && <line className="grip" x1={x(0)} x2={x(1)} y1={y(level)} y2={y(level)} />}
        <text x={x(1) + 5} y={y(level)} dy="0.32em" className="axis-label">
          {+(100 * level).toFixed(1)} %
        </text>
        {convention === "ood" && (
          <g>
            <line className="threshold" x1={x(0.05)} x2={x(0.05)} y1={y(0)} y2={y(1)} />
            <text x={x(0.05) + 4} y={y(0) - 6} className="axis-label">
              95 % of OOD rejected
            </text>
          </g>
        )}
        {lines.map(({ name, className, curve }) => (
          <path key={name} className={`line ${className} ${fade(name)}`} d={path(curve)} />
        ))}
        {lines.map(
          ({ name, className, dot }) =>
            dot && (
              <circle
                key={name}
                className={`dot ${className} ${fade(name)}`}
                cx={x(dot[0])}
                cy={y(dot[1])}
                r={name === chosen ? 5 : 3.5}
              />
            ),
        )}
        <Axes x={x} y={y} xLabel="OOD accepted" yLabel="ID accepted" format={tenths} />
      </svg>
    </div>
  );
}
