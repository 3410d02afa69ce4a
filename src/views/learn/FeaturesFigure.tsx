import { useLab, useLabState } from "../context.ts";
import { PaperTable } from "../features/PaperTable.tsx";
import { Results } from "../features/Results.tsx";
import { Run } from "../features/Run.tsx";
import { RunButton } from "../RunButton.tsx";

/** The paper's table beside a chapter's text, and the reader's own once files are loaded. */
export function FeaturesFigure() {
  const lab = useLab();
  const ready = useLabState(({ features }) => Boolean(features.summary?.ready));
  const reading = useLabState(({ features }) => features.phase.at === "reading");
  const { paper, table, fpr } = useLabState(({ place }) => place.results);
  const lit = useLabState(({ learn }) => learn.highlight ?? undefined);
  return (
    <section
      id="results"
      className="figure features"
      aria-label="Figure"
      tabIndex={-1}
      data-lit={lit}
    >
      <div className="figure-head">
        <RunButton label="Load sample" off={reading} onPress={lab.features.loadSample} />
        <button type="button" className="quiet" onClick={() => lab.setTab("features")}>
          Open this in the Features tab
        </button>
      </div>
      <Run />
      {ready ? (
        <Results />
      ) : (
        <div className="table-notes tables">
          <PaperTable benchmark={paper === "off" ? "cifar10" : paper} form={table} fpr={fpr} />
        </div>
      )}
    </section>
  );
}
