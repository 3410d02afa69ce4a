import { useMemo, useState } from "react";
import { criteriaOf } from "../../../lab/sweeps/criteria.ts";
import type { SweepRecord } from "../../../lab/sweeps/design.ts";
import type { DesignActions } from "../../../lab/sweeps/designing.ts";
import { type PointResult, recordsOf, resultsOf, winnerOf } from "../../../lab/sweeps/results.ts";
import { trialsOf } from "../../../lab/sweeps/trials.ts";
import { useLabState } from "../../context.ts";
import { CriterionChoice } from "./CriterionChoice.tsx";
import { Heatmap } from "./Heatmap.tsx";
import { Metrics } from "./Metrics.tsx";
import { Parallel } from "./Parallel.tsx";
import { PointRuns } from "./PointRuns.tsx";
import { Progress } from "./Progress.tsx";
import { SweepHead } from "./SweepHead.tsx";
import { TrialTable } from "./TrialTable.tsx";
import { Winner } from "./Winner.tsx";

interface Props {
  sweep: SweepRecord;
  designs: DesignActions;
}

/** A sweep: how far it is, and what has come of it, as it comes. */
export function Sweep({ sweep, designs }: Props) {
  const { id, design } = sweep;
  const { kind } = design.base;
  const records = useLabState(({ runs }) => runs.records);
  const [by, setBy] = useState(design.criterion);
  const [beside, setBeside] = useState<readonly string[]>(["tv", "auroc.average"]);
  const [opened, setOpened] = useState<readonly PointResult[] | null>(null);
  const all = criteriaOf(kind);
  const criterion = all.find(({ name }) => name === by) ?? all[0]!;
  const trials = useMemo(() => trialsOf(design), [design]);
  const own = useMemo(() => recordsOf(id, records ?? []), [id, records]);
  const results = useMemo(() => resultsOf(trials, own, criterion), [trials, own, criterion]);
  const measured = useMemo(() => {
    const others = all.filter(({ name }) => beside.includes(name) && name !== criterion.name);
    return [criterion, ...others].map((one) => [one, resultsOf(trials, own, one)] as const);
  }, [all, beside, criterion, trials, own]);
  const winner = useMemo(() => winnerOf(results, criterion), [results, criterion]);
  const begun = results.some(({ spread }) => spread.count + spread.failed > 0);
  return (
    <section className="sweep" aria-label="Sweep" id="results" tabIndex={-1}>
      <div className="panel">
        <SweepHead sweep={sweep} designs={designs} />
        <Progress sweep={sweep} results={results} />
      </div>
      <div className="panel">
        <h3>{sweep.standing === "done" ? "The best" : "The best so far"}</h3>
        <CriterionChoice kind={kind} value={criterion.name} onChange={setBy} />
        {criterion.name !== design.criterion && (
          <p className="note">
            <strong className="caution">Ranked anew:</strong> the sweep was begun to be chosen by
            another criterion
            {design.stopping.rule === "halving" && ", and its early stopping went by that one"}.
          </p>
        )}
        <Winner {...{ design, criterion, results, winner }} onRuns={setOpened} />
      </div>
      {begun && (
        <>
          <Parallel {...{ design, measured }} onRuns={setOpened}>
            <Metrics kind={kind} criterion={criterion} chosen={beside} onChange={setBeside} />
          </Parallel>
          {design.axes.length > 1 && (
            <Heatmap {...{ design, results, criterion }} onRuns={setOpened} />
          )}
          <TrialTable {...{ design, measured }} onRuns={setOpened} />
        </>
      )}
      <PointRuns {...{ design, criterion }} points={opened} onClose={() => setOpened(null)} />
    </section>
  );
}
