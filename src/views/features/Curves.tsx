import { rocData } from "../../lab/chartRows.ts";
import { operatingPoint } from "../../lab/decision.ts";
import { percent } from "../../lab/format.ts";
import { CONVENTIONS } from "../../lab/results.ts";
import { ChartHead } from "../charts/ChartHead.tsx";
import { RocChart, type RocLine } from "../charts/RocChart.tsx";
import { useLab, useLabState } from "../context.ts";
import { methodClass, setClasses } from "./lines.ts";
import { useShown } from "./shown.ts";

/** ROC curves: of all methods on one set, or of the chosen method on several. */
export function Curves() {
  const { features } = useLab();
  const shown = useShown();
  const { fpr, gamma } = useLabState(({ place }) => place.results);
  const { metric, name: convention } = CONVENTIONS[fpr];
  if (!shown) return null;
  const { column, results, methods, method, sets, summary } = shown;
  const one = column.datasets.length === 1 ? column.datasets[0]! : null;
  const classes = setClasses(summary.ood);
  const lines = one
    ? methods.flatMap((each) => lineOf(each, one, each, methodClass(each)))
    : sets.flatMap(({ dataset }) =>
        method ? lineOf(method, dataset, dataset, classes.get(dataset) ?? "") : [],
      );
  const title = one ? `ROC curves of ${one}` : `ROC curves of ${method ?? "no method yet"}`;
  return (
    <section className="chart detection" aria-label="ROC curves">
      <ChartHead title={title} data={() => rocData(lines)} />
      <div className="detection-row">
        <RocChart
          label={title}
          lines={lines}
          chosen={one ? method : null}
          level={gamma / 100}
          convention={fpr}
          onLevel={(share) => features.show({ gamma: share })}
        />
        <div className="key-table">
          <ul className="key tall">
            {lines.map(({ name, className, auroc, fpr95 }) => (
              <li key={name} className={one && name === method ? "best" : undefined}>
                <svg viewBox="0 0 18 8" aria-hidden="true">
                  <path className={`line ${className}`} d="M1,4H17" />
                </svg>
                {name}
                <span className="muted">
                  {percent(auroc)} / {percent(fpr95)}
                </span>
              </li>
            ))}
          </ul>
          <p className="muted note">
            AUROC / FPR95 in %, {convention}. Dots: at <var>γ</var>.
          </p>
        </div>
      </div>
    </section>
  );

  function lineOf(
    of: NonNullable<typeof method>,
    dataset: string,
    name: string,
    className: string,
  ): (RocLine & { fpr95: number })[] {
    const found = results[of];
    const own = found?.results.find((result) => result.dataset === dataset);
    if (!found || !own) return [];
    const { auroc, curve } = own;
    const dot = operatingPoint(found, dataset, gamma);
    return [{ name, className, auroc, curve, dot, fpr95: own[metric] }];
  }
}
