import { histogramData } from "../../lab/chartRows.ts";
import { gammaOf, overlap, thresholdAt } from "../../lab/decision.ts";
import { percent } from "../../lab/format.ts";
import { ChartHead } from "../charts/ChartHead.tsx";
import { Histogram } from "../charts/Histogram.tsx";
import { Key } from "../charts/Key.tsx";
import { useLab, useLabState } from "../context.ts";
import { setClasses } from "./lines.ts";
import { useShown } from "./shown.ts";

/** How the chosen method's scores lie: the test rows', and those of the chosen sets. */
export function Scores() {
  const { features } = useLab();
  const shown = useShown();
  const gamma = useLabState(({ place }) => place.results.gamma);
  if (!shown) return null;
  const { summary, result, method, sets } = shown;
  const classes = setClasses(summary.ood);
  const id = result?.distribution.id;
  const outside = sets.flatMap(({ dataset }) => {
    const set = result?.results.findIndex((one) => one.dataset === dataset) ?? -1;
    const shares = result?.distribution.ood[set];
    if (!id || !shares) return [];
    const common = `${percent(overlap(id, shares))} % overlap with ID`;
    return [{ name: dataset, note: common, className: classes.get(dataset) ?? "", shares }];
  });
  const series = id ? [{ name: "ID test rows", className: "inside", shares: id }, ...outside] : [];
  const title = `Scores of ${method ?? "no method yet"}`;
  const domain = result?.distribution.domain ?? [0, 1];
  const words = outside.map(({ name, note }) => `${name} has ${note}`).join(", ");
  return (
    <section className="chart" aria-label="Score histograms">
      <ChartHead title={title} data={() => histogramData(series, domain, "score")} />
      <Histogram
        label={`${title}: ${words || "no result yet"}`}
        series={series}
        domain={domain}
        threshold={result && thresholdAt(result, gamma)}
        onThreshold={(score) => result && features.show({ gamma: gammaOf(result, score) })}
      />
      <Key
        entries={series.map(({ name, className, ...rest }) => ({
          name: "note" in rest ? `${name}: ${rest.note}` : name,
          className,
        }))}
      />
    </section>
  );
}
