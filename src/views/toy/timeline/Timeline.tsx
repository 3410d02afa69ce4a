import { useState } from "react";
import { originHere, pastWords } from "../../../lab/past.ts";
import { MEASURES, type Measure, runData } from "../../../lab/runLines.ts";
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

function Begun() {
  const { toy } = useLab();
  const [measure, setMeasure] = useState<Measure>("nll");
  const { branches, models } = useRuns();
  const playing = useLabState(({ timeline }) => timeline.playing);
  const back = useLabState(({ toy, timeline }) => toy.past !== null || timeline.chosen !== null);
  const words = useLabState(pastWords);
  const refusal = useLabState((state) => {
    const origin = originHere(state);
    return origin && "refusal" in origin ? origin.refusal : null;
  });
  const forkable = useLabState(
    ({ toy }) => toy.phase.at !== "preparing" && toy.phase.at !== "idle",
  );
  return (
    <>
      <ChartHead title="Timeline" data={() => runData(branches, models, measure)}>
        <Segments
          label="Shown"
          options={OPTIONS}
          value={measure}
          onChange={(value) => setMeasure(value as Measure)}
        />
        <div className="timeline-buttons">
          <button type="button" onClick={toy.timeline.play}>
            {playing ? "Stop" : "Play"}
          </button>
          <RunButton label="Newest" off={!back} onPress={toy.timeline.newest} />
          <RunButton
            label="Fork here"
            off={refusal !== null || !forkable}
            onPress={toy.timeline.fork}
          />
        </div>
      </ChartHead>
      <Scrubber measure={measure} />
      <RunKey />
      <output className="muted note timeline-note" aria-label="Looking at" aria-live="off">
        {back && refusal ? `${words} ${refusal}` : words}
      </output>
    </>
  );
}
