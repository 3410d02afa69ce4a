import { scaleLinear } from "d3";
import { useMemo } from "react";
import { percent } from "../../lab/format.ts";
import { Axes } from "./Axes.tsx";
import { useWidth } from "./width.ts";

const LARGEST = 340;

export interface RocLine {
  name: string;
  className: string;
  auroc: number;
  /** [x0, y0, x1, y1, ...]: OOD share accepted, ID share accepted. */
  curve: Float32Array;
}

const tenths = (value: number) => value.toFixed(1);

/** ROC curves with in-distribution as the positive class, and the 95 % line that FPR95 reads. */
export function RocChart({ label, lines }: { label: string; lines: RocLine[] }) {
  const [box, width] = useWidth<HTMLDivElement>(300);
  const size = Math.min(width, LARGEST);
  const [x, y] = useMemo(
    () => [scaleLinear([0, 1], [40, size - 32]), scaleLinear([0, 1], [size - 38, 20])],
    [size],
  );
  const path = (curve: Float32Array) => {
    let d = "";
    for (let i = 0; i + 1 < curve.length; i += 2) {
      d += `${i ? "L" : "M"}${x(curve[i]!).toFixed(1)},${y(curve[i + 1]!).toFixed(1)}`;
    }
    return d;
  };
  const summary = lines.map(({ name, auroc }) => `${name} AUROC ${percent(auroc)} %`).join(", ");
  return (
    <div ref={box} className="roc">
      <svg
        width={size}
        height={size}
        role="img"
        aria-label={`${label}: ${summary || "no result yet"}`}
      >
        <line className="zero" x1={x(0)} y1={y(0)} x2={x(1)} y2={y(1)} />
        <line className="threshold" x1={x(0)} x2={x(1)} y1={y(0.95)} y2={y(0.95)} />
        <text x={x(1) + 5} y={y(0.95)} dy="0.32em" className="axis-label">
          95 %
        </text>
        {lines.map(({ name, className, curve }) => (
          <path key={name} className={`line ${className}`} d={path(curve)} />
        ))}
        <Axes x={x} y={y} xLabel="OOD accepted" yLabel="ID accepted" format={tenths} />
      </svg>
    </div>
  );
}
