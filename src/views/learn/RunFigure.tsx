import { useState } from "react";
import { currentFrame } from "../../lab/store.ts";
import { Alerts } from "../Alerts.tsx";
import { useLab, useLabState } from "../context.ts";
import { Notice } from "../Notice.tsx";
import { SHOWN } from "../toy/Instruments.tsx";
import { Maps } from "../toy/Maps.tsx";
import { RunButtons } from "../toy/RunButtons.tsx";
import { Provenance, Status } from "../toy/Status.tsx";
import { Timeline } from "../toy/timeline/Timeline.tsx";

/** The run of the 2D lab beside a chapter's text. */
export function RunFigure() {
  const lab = useLab();
  const lit = useLabState(({ learn }) => learn.highlight ?? undefined);
  const instrument = useLabState(({ place }) => place.instrument);
  const phase = useLabState(({ toy }) => toy.phase);
  const notice = useLabState(({ toy }) => toy.notice);
  const begun = useLabState(({ toy }) => currentFrame(toy) !== null);
  const turned = useLabState(({ place }) => lab.learn.isTurned(place));
  const [folded, setFolded] = useState(false);
  return (
    <section id="results" className="figure" aria-label="Figure" tabIndex={-1} data-lit={lit}>
      <div className={folded ? "figure-top folded" : "figure-top"}>
        <div className="figure-head">
          <RunButtons />
          <div className="figure-ways">
            {turned && (
              <button type="button" className="quiet" onClick={lab.learn.restore}>
                Back to the chapter’s state
              </button>
            )}
            <button type="button" className="quiet wide" onClick={() => lab.setTab("lab")}>
              Open this in the lab
            </button>
            <button
              type="button"
              className="quiet fold"
              aria-label={folded ? "Show the figure" : "Hide the figure"}
              onClick={() => setFolded(!folded)}
            >
              {folded ? "Show" : "Hide"}
            </button>
          </div>
        </div>
        <Alerts
          title={
            begun ? "The run stopped; what you see is its last good state" : "The run did not start"
          }
          lines={phase.at === "failed" ? [phase.message] : []}
        />
        <Notice text={notice} onDismiss={lab.toy.dismiss} />
        <div className="figure-body">
          <Status brief />
          <Maps plain />
        </div>
      </div>
      <Provenance />
      <Timeline />
      {instrument !== "none" && (
        <div className="figure-instrument instruments">
          <h2 className="hidden">{SHOWN[instrument].title}</h2>
          {SHOWN[instrument].content()}
        </div>
      )}
    </section>
  );
}
