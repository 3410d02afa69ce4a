import { resultsSummary } from "../../lab/store.ts";
import { useLabState } from "../context.ts";
import { Section } from "../Section.tsx";
import { Curves } from "./Curves.tsx";
import { Decisions } from "./Decisions.tsx";
import { Files } from "./Files.tsx";
import { Losses } from "./Losses.tsx";
import { Opened } from "./Opened.tsx";
import { Recipes } from "./Recipes.tsx";
import { Results } from "./Results.tsx";
import { Run } from "./Run.tsx";
import { Scores } from "./Scores.tsx";
import { Slice } from "./Slice.tsx";
import { Threshold } from "./Threshold.tsx";

/** Real features: files and settings on the left, the table and its plots on the right. */
export function FeaturesTab() {
  const ready = useLabState(({ features }) => Boolean(resultsSummary(features)?.ready));
  const loaded = useLabState(({ features }) => Boolean(features.summary?.ready));
  return (
    <div className="tab">
      <Section name="setup">
        <Files />
      </Section>
      <Section name="settings">
        <Recipes />
      </Section>
      <div id="results" className="results" tabIndex={-1}>
        <Section name="status">
          <Run />
          <Opened />
        </Section>
        {!ready && (
          <Section name="explanation">
            <Welcome />
          </Section>
        )}
        {ready && (
          <>
            <Results />
            <Section name="instruments">
              <Threshold />
              <div className="chart-row halves">
                <Curves />
                <Scores />
                <Decisions />
                <Losses />
              </div>
            </Section>
            {loaded && (
              <Section name="maps">
                <Slice />
              </Section>
            )}
          </>
        )}
      </div>
    </div>
  );
}

function Welcome() {
  return (
    <section className="explanation">
      <h3>The paper's table on your classifier</h3>
      <p>
        Load the penultimate-layer features of a trained classifier: of its training set, its test
        set, and of one or more out-of-distribution sets. Nothing leaves this browser.
      </p>
      <p>
        The sample is a subset of CIFAR-10 features of a ResNet-56, with near, mid and far OOD sets.
      </p>
    </section>
  );
}
