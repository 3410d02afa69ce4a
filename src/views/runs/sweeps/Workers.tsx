import { useId } from "react";
import { useLab, useLabState } from "../../context.ts";

/** How many runs of a sweep are trained at once on the CPU. */
export function Workers() {
  const { sweeps } = useLab();
  const id = useId();
  const workers = useLabState(({ sweeps }) => sweeps.workers) ?? sweeps.cores;
  return (
    <div className="text-field">
      <label htmlFor={id}>Workers</label>
      <input
        id={id}
        type="number"
        min={1}
        max={sweeps.cores}
        value={workers}
        aria-describedby={`${id}-hint`}
        onChange={({ target: { valueAsNumber: wanted } }) => {
          if (wanted >= 1 && wanted <= sweeps.cores) sweeps.setWorkers(Math.round(wanted));
        }}
      />
      <small id={`${id}-hint`}>
        Runs at once on the CPU, a core each; fewer leave more of the machine to other work. A GPU
        takes one at a time.
      </small>
    </div>
  );
}
