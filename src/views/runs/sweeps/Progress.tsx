import type { SweepRecord } from "../../../lab/sweeps/design.ts";
import { type PointResult, tallyOf } from "../../../lab/sweeps/results.ts";
import { liveText, tallyText } from "../../../lab/sweeps/verdict.ts";
import { useLab, useLabState } from "../../context.ts";
import { RunButton } from "../../RunButton.tsx";
import { Workers } from "./Workers.tsx";

interface Props {
  sweep: SweepRecord;
  results: readonly PointResult[];
}

/** How far a sweep is, where it runs, and the means to pause it. */
export function Progress({ sweep: { id, standing }, results }: Props) {
  const lab = useLab();
  const live = useLabState(({ sweeps }) => (sweeps.live?.id === id ? sweeps.live : null));
  const other = useLabState(({ sweeps }) => sweeps.live !== null && sweeps.live.id !== id);
  const training = useLabState(({ toy }) => toy.phase.at === "training");
  const tally = tallyOf(results);
  const over = tally.done + tally.failed + tally.stopped;
  const share = live ? live.share : over / tally.runs;
  const words = tallyText(tally);
  return (
    <div className="sweep-progress">
      <div
        className="progress"
        role="progressbar"
        aria-label="Progress of the sweep"
        aria-valuenow={Math.round(100 * share)}
        aria-valuetext={words}
      >
        <div style={{ width: `${100 * share}%` }} />
      </div>
      <div className="design-row">
        <output aria-label="Runs of the sweep">{words}</output>
        {live ? (
          <RunButton label="Pause" off={live.pausing} onPress={lab.sweeps.pause} />
        ) : (
          standing !== "done" && (
            <RunButton label="Resume" primary off={other} onPress={() => lab.sweeps.resume(id)} />
          )
        )}
      </div>
      <p className="muted note">
        {liveText(standing, live)}
        {other && " Another sweep is under way: one runs at a time."}
        {live && training && " The 2D lab trains as well: each slows the other."}
      </p>
      {standing !== "done" && <Workers />}
      {live && live.active.length > 0 && (
        <ul className="active note" aria-label="Runs under way">
          {live.active.map(({ trial, update, updates }) => (
            <li key={trial}>
              {`run ${trial + 1} of ${tally.runs}`}{" "}
              <progress max={updates} value={update} aria-hidden="true" />{" "}
              <span className="muted">{`update ${update} of ${updates}`}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
