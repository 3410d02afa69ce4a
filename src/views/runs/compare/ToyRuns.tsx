import { useMemo } from "react";
import { type ComparedToy, sameData, seedGroups } from "../../../lab/runs/compared.ts";
import { Contrast } from "./Contrast.tsx";
import { Curves } from "./Curves.tsx";
import { Maps } from "./Maps.tsx";
import { Seeds } from "./Seeds.tsx";

/** Runs of the 2D lab side by side. */
export function ToyRuns({ runs }: { runs: readonly ComparedToy[] }) {
  const groups = useMemo(() => seedGroups(runs), [runs]);
  const comparable = useMemo(() => sameData(runs), [runs]);
  return (
    <>
      {!comparable && (
        <p className="note muted">
          These runs did not learn from the same data: their numbers cannot be compared, and none is
          called best.
        </p>
      )}
      {runs.some(({ run }) => run.settings.model === "all") && (
        <p className="note muted">Of models side by side, the correction is compared.</p>
      )}
      <Curves runs={runs} groups={groups} />
      <Maps runs={runs} />
      <Seeds groups={groups} />
      <Contrast runs={runs} comparable={comparable} />
    </>
  );
}
