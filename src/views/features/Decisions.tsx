import { decisionsOf } from "../../lab/decision.ts";
import { percent } from "../../lab/format.ts";
import { useLabState } from "../context.ts";
import { Scroll } from "../Scroll.tsx";
import { useShown } from "./shown.ts";

/** What the chosen method's threshold decides, a row a set. */
export function Decisions() {
  const shown = useShown();
  const gamma = useLabState(({ place }) => place.results.gamma);
  if (!shown) return null;
  const { result, method, summary, sets } = shown;
  const decisions = result ? decisionsOf(result, gamma, summary) : [];
  const count = (share: number, rows: number | null) =>
    rows === null ? null : <small>{Math.round(share * rows).toLocaleString("en")} rows</small>;
  const isChosen = (dataset: string | null) =>
    sets.length < summary.ood.length && sets.some((set) => set.dataset === dataset);
  return (
    <section className="chart" aria-label="Decisions">
      <h3>Decisions of {method ?? "no method yet"}</h3>
      <Scroll label="Decisions at the threshold">
        <table aria-label="Decisions at the threshold" className="small-table decisions">
          <thead>
            <tr>
              <th scope="col">Rows of</th>
              <th scope="col">Accepted as ID</th>
              <th scope="col">Rejected as OOD</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {decisions.map(({ dataset, group, accepted, rows, verdict }) => (
              <tr key={dataset ?? ""} className={isChosen(dataset) ? "chosen" : undefined}>
                <th scope="row">
                  {dataset ?? "ID test"} <small>{group}</small>
                </th>
                <td>
                  {percent(accepted)} % {count(accepted, rows)}
                </td>
                <td>
                  {percent(1 - accepted)} % {count(1 - accepted, rows)}
                </td>
                <td>{verdict}</td>
              </tr>
            ))}
          </tbody>
          <caption>
            A row is rejected when its score exceeds <var>γ</var>.
            {result && !result.final && " In training: of a sample of the rows."} Found: at most 5 %
            accepted; mostly found: 20 %; often missed: 50 %.
          </caption>
        </table>
      </Scroll>
    </section>
  );
}
