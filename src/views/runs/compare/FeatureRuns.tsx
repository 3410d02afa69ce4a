import { useMemo } from "react";
import { type ComparedFeatures, seedGroups } from "../../../lab/runs/compared.ts";
import { Contrast } from "./Contrast.tsx";
import { Detection } from "./Detection.tsx";
import { LossCurves } from "./LossCurves.tsx";
import { Seeds } from "./Seeds.tsx";

/** Runs over features side by side. */
export function FeatureRuns({ runs }: { runs: readonly ComparedFeatures[] }) {
  const groups = useMemo(() => seedGroups(runs), [runs]);
  return (
    <>
      <Detection runs={runs} />
      <LossCurves runs={runs} />
      <Seeds groups={groups} />
      <Contrast runs={runs} comparable />
    </>
  );
}
