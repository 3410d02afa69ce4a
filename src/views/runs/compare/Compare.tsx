import { useMemo } from "react";
import { comparisonOf } from "../../../lab/runs/compared.ts";
import { useLab, useLabState } from "../../context.ts";
import { Chosen } from "./Chosen.tsx";
import { FeatureRuns } from "./FeatureRuns.tsx";
import { ToyRuns } from "./ToyRuns.tsx";

/** Kept runs side by side: their curves, maps, settings and results. */
export function Compare() {
  const lab = useLab();
  const ids = useLabState(({ place }) => place.compared);
  const records = useLabState(({ runs }) => runs.records);
  const details = useLabState(({ runs }) => runs.details);
  const { toy, features, missing } = useMemo(
    () => comparisonOf({ records, details }, ids),
    [records, details, ids],
  );
  if (!records) return <output className="muted">Reading the kept runs…</output>;
  return (
    <div className="compare" id="results" tabIndex={-1}>
      <Chosen runs={[...toy, ...features]} missing={missing} />
      {ids.length === 0 && (
        <p className="panel">
          <span>
            Add runs above, or select some in the{" "}
            <button type="button" className="quiet" onClick={() => lab.setView("list")}>
              list of runs
            </button>{" "}
            and press Compare.
          </span>
        </p>
      )}
      {toy.length > 0 && <ToyRuns runs={toy} />}
      {features.length > 0 && <FeatureRuns runs={features} />}
    </div>
  );
}
