import { useState } from "react";
import type { Method } from "../../detection/methods.ts";
import { EMPTY_TRACE } from "../../lab/trace.ts";
import { LossChart } from "../charts/LossChart.tsx";
import { useLabState } from "../context.ts";
import { HeldOut } from "./HeldOut.tsx";

/** The losses of the newest training, or of the one that is chosen. */
export function Losses() {
  const trainings = useLabState(({ features }) => features.trainings);
  const [chosen, setChosen] = useState<Method | null>(null);
  const methods = Object.keys(trainings) as Method[];
  const method = chosen && trainings[chosen] ? chosen : methods.at(-1);
  const found = useLabState(({ features }) => method && features.results[method]?.heldOut);
  const { trace, updates } = (method && trainings[method]) ?? { trace: EMPTY_TRACE, updates: 1 };
  return (
    <div>
      <LossChart
        title={`Loss and energy gap${method ? ` of ${method}` : ""}`}
        trace={trace}
        updates={updates}
      >
        {methods.length > 1 && (
          <label data-picture="omit">
            Losses of{" "}
            <select value={method} onChange={(event) => setChosen(event.target.value as Method)}>
              {methods.map((name) => (
                <option key={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
      </LossChart>
      {found && <HeldOut found={found} />}
    </div>
  );
}
