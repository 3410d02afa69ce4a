import { BENCHMARKS } from "../../lab/paperTables.ts";
import { CONVENTIONS, type ResultsView } from "../../lab/results.ts";
import { FEATURE_FIELDS } from "../../lab/settings.ts";
import { TABLE_FORMS } from "../../lab/table.ts";
import { changed } from "../../lab/values.ts";
import { useLab, useLabState } from "../context.ts";
import { Segments } from "../Segments.tsx";
import { PaperTable } from "./PaperTable.tsx";
import { ResultsTable } from "./ResultsTable.tsx";

const FORMS = Object.entries(TABLE_FORMS).map(([value, label]) => ({ value, label }));
const PAPER = Object.entries({ off: "off", ...BENCHMARKS }).map(([value, label]) => ({
  value,
  label,
}));
const FPR = Object.entries(CONVENTIONS).map(([value, { name }]) => ({ value, label: name }));

/** The results in the paper's tables, and the paper's own beside them. */
export function Results() {
  const { features } = useLab();
  const view = useLabState(({ place }) => place.results);
  const stale = useLabState(
    ({ place, features: { scored } }) =>
      scored !== null && changed(FEATURE_FIELDS, place.features, scored.settings).length > 0,
  );
  const show = (key: keyof ResultsView) => (value: string) => features.show({ [key]: value });
  return (
    <section aria-label="Results" className="table-notes">
      <div className="switches">
        <Segments label="Table" options={FORMS} value={view.table} onChange={show("table")} />
        <Segments
          label="The paper's numbers"
          options={PAPER}
          value={view.paper}
          onChange={show("paper")}
        />
        <Segments label="FPR95" options={FPR} value={view.fpr} onChange={show("fpr")} />
      </div>
      <div className={`tables ${view.table}`}>
        <ResultsTable form={view.table} fpr={view.fpr} />
        {view.paper !== "off" && (
          <PaperTable benchmark={view.paper} form={view.table} fpr={view.fpr} />
        )}
      </div>
      <p role="status" className="muted note">
        {stale && "These results were made with other settings than those shown."}
      </p>
    </section>
  );
}
