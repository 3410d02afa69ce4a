import { useState } from "react";
import { originHere, pastWords } from "../../../lab/past.ts";
import { MEASURES, type Measure, runData } from "../../../lab/runLines.ts";
import type { LabState } from "../../../lab/store.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { useLab, useLabState } from "../../context.ts";
import { RunButton } from "../../RunButton.tsx";
import { Segments } from "../../Segments.tsx";
import { RunKey } from "./RunKey.tsx";
import { useRuns } from "./runs.ts";
import { Scrubber } from "./Scrubber.tsx";

const OPTIONS = Object.entries(MEASURES).map(([value, { label }]) => ({ value, label }));

/** The run's past, and the runs that it is compared with: to look back, and to fork from. */
export function Timeline() {
  const mixture = useLabState(({ place }) => place.toy.model === "mixture");
  const begun = useLabState(({ timeline }) =>
    timeline.branches.some(({ fits }) => fits.length > 1),
  );
  if (mixture) return null;
  return (
    <section className="chart timeline" aria-label="Timeline" data-part="timeline">
      {begun ? (
        <Begun />
      ) : (
        <p className="muted note">
          Train: the updates on the way are kept here, to look back at and to fork from.
        </p>
      )}
    </section>
  );
}

/** Drawn anew with the runs: what follows the update on screen are the parts beneath it. */
function Begun() {
  const [measure, setMeasure] = useState<Measure>("nll");
  const { branches, models } = useRuns();
  return (
    <>
      <ChartHead title="Timeline" data={() => runData(branches, models, measure)}>
        <Segments
          label="Shown"
          options={OPTIONS}
          value={measure}
          onChange={(value) => setMeasure(value as Measure)}
        />
        <Buttons />
      </ChartHead>
      <Scrubber measure={measure} />
      <RunKey />
      <Note />
    </>
  );
}

const isBack = ({ toy, timeline }: LabState) => toy.past !== null || timeline.chosen !== null;

/** Why no run can begin at the update on screen; null where one can. */
function refusalHere(state: LabState): string | null {
  const origin = originHere(state);
  return origin && "refusal" in origin ? origin.refusal : null;
}

function Buttons() {
  const { toy } = useLab();
  const playing = useLabState(({ timeline }) => timeline.playing);
  const back = useLabState(isBack);
  const refused = useLabState((state) => refusalHere(state) !== null);
  const waiting = useLabState(({ toy }) => toy.phase.at === "preparing" || toy.phase.at === "idle");
  return (
    <div className="timeline-buttons">
      <button type="button" onClick={toy.timeline.play}>
        {playing ? "Stop" : "Play"}
      </button>
      <RunButton label="Newest" off={!back} onPress={toy.timeline.newest} />
      <RunButton label="Fork here" off={refused || waiting} onPress={toy.timeline.fork} />
    </div>
  );
}

/** What is on screen, and what stands in the way of a fork there. */
function Note() {
  const words = useLabState(pastWords);
  const refusal = useLabState((state) => (isBack(state) ? refusalHere(state) : null));
  return (
    <output className="muted note timeline-note" aria-label="Looking at" aria-live="off">
      {[words, refusal].filter(Boolean).join(" ")}
    </output>
  );
}
