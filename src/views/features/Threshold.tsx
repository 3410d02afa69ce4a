import { columnsOf } from "../../detection/comparison.ts";
import type { Method } from "../../detection/methods.ts";
import { thresholdAt } from "../../lab/decision.ts";
import { decimal } from "../../lab/format.ts";
import { useLab, useLabState } from "../context.ts";
import { Gamma } from "../Gamma.tsx";
import { useShown } from "./shown.ts";

/** What the plots below show, and the threshold that is drawn in all of them. */
export function Threshold() {
  const { features } = useLab();
  const shown = useShown();
  const gamma = useLabState(({ place }) => place.results.gamma);
  if (!shown) return null;
  const { summary, methods, method, column, result } = shown;
  return (
    <section className="panel threshold-panel" aria-label="Threshold">
      <label>
        Method{" "}
        <select
          value={method ?? ""}
          disabled={!method}
          onChange={(event) => features.choose({ method: event.target.value as Method })}
        >
          {methods.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <label>
        OOD set{" "}
        <select
          value={column.name}
          onChange={(event) => features.choose({ column: event.target.value })}
        >
          {columnsOf(summary.ood).map(({ name, group }) => (
            <option key={name} value={name}>
              {group === null ? "all sets" : name.replace(/ average$/, ": all sets")}
            </option>
          ))}
        </select>
      </label>
      <Gamma />
      <output aria-label="Threshold value" className="muted">
        {result && (
          <>
            <var>γ</var> = {decimal(thresholdAt(result, gamma))}
          </>
        )}
      </output>
    </section>
  );
}
