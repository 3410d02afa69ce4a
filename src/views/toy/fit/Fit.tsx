import { Losses } from "./Losses.tsx";
import { Modes } from "./Modes.tsx";
import { Phases } from "./Phases.tsx";

/** How well the run's models fit: modes, losses, and the negative phase that they learn from. */
export function Fit() {
  return (
    <>
      <div className="chart-row halves">
        <Modes />
        <Losses />
      </div>
      <Phases />
    </>
  );
}
