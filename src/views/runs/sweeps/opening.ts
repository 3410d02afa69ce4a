import { useCallback } from "react";
import type { Lab } from "../../../lab/lab.ts";
import type { SweepDesign, Trial } from "../../../lab/sweeps/design.ts";
import type { PointResult, TrialResult } from "../../../lab/sweeps/results.ts";
import { useLab } from "../../context.ts";

/** Opens settings where they can be trained: in the 2D lab, with what was drawn, or on Features. */
export function openSettings(lab: Lab, { base }: SweepDesign, settings: Trial["settings"]): void {
  const place = { ...lab.store.getState().place, autorun: false };
  if ("data" in settings) {
    const drawing = base.kind === "toy" ? base.drawing : null;
    lab.visit({ ...place, tab: "lab", toy: settings }, [], { drawing, painted: null });
  } else lab.visit({ ...place, tab: "features", features: settings }, []);
}

/** What a press of a mark does: a run is opened, of a point with several runs there is a list. */
export function useOpening(onRuns: (points: readonly PointResult[]) => void) {
  const { runs } = useLab();
  return useCallback(
    (point: PointResult, run: TrialResult | null) => {
      const own = run ?? (point.runs.length === 1 ? point.runs[0]! : null);
      if (own?.record) runs.show(own.record.id);
      else onRuns([point]);
    },
    [runs, onRuns],
  );
}
