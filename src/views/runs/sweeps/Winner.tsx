import type { Criterion } from "../../../lab/sweeps/criteria.ts";
import type { SweepDesign } from "../../../lab/sweeps/design.ts";
import type { PointResult, Winner as Won } from "../../../lab/sweeps/results.ts";
import { chosenBy, endedText, tiesText, winnerText } from "../../../lab/sweeps/verdict.ts";
import { useLab } from "../../context.ts";
import { openSettings } from "./opening.ts";

interface Props {
  design: SweepDesign;
  criterion: Criterion;
  results: readonly PointResult[];
  winner: Won | null;
  onRuns: (points: readonly PointResult[]) => void;
}

/** Who wins, by what, by how much, and whether chance may have chosen. */
export function Winner({ design, criterion, results, winner, onRuns }: Props) {
  const lab = useLab();
  if (!winner) {
    return (
      <p className="muted">{`${endedText(results)} There is a best one as soon as all seeds of a point have ended.`}</p>
    );
  }
  const { best } = winner;
  return (
    <>
      <p className="winner" role="status">
        {winnerText(design, criterion, winner)}
      </p>
      <p className="note">
        <span className={criterion.idOnly ? "mark-id" : "mark-ood"}>{chosenBy(criterion)}</span>{" "}
        {tiesText(winner)} <span className="muted">{endedText(results)}</span>
      </p>
      <div className="design-row">
        <button
          type="button"
          onClick={() => openSettings(lab, design, best.runs[0]!.trial.settings)}
        >
          {design.base.kind === "toy"
            ? "Open its settings in the 2D lab"
            : "Open its settings in Features"}
        </button>
        <button type="button" onClick={() => onRuns([best])}>
          {best.runs.length === 1 ? "Its run" : "Its runs"}
        </button>
      </div>
    </>
  );
}
