import { CHAIN_NUMBERS, type ToyChains } from "../../../../workers/protocol/chains.ts";
import { linesData } from "../../../lab/chartRows.ts";
import { decimal } from "../../../lab/format.ts";
import { drawsOf, isBound, NUMBER_NAMES, timeOf } from "../../../lab/mixing.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Key } from "../../charts/Key.tsx";
import { Lines } from "../../charts/Lines.tsx";

const TITLE = "Autocorrelation";
const AXES = ["lag in steps", "correlation"] as const;
const CLASSES = { x: "reference", y: "network dash-1", energy: "total" };

/** How long the chains remember: autocorrelation, R-hat, integrated time, effective sample size. */
export function Mixing({ chains }: { chains: ToyChains }) {
  const { mixing, thinning } = chains;
  const series = CHAIN_NUMBERS.flatMap((name) => {
    const values = mixing[name]?.rho;
    return values ? [{ name: NUMBER_NAMES[name], className: CLASSES[name], values }] : [];
  });
  const places = { first: 0, step: thinning };
  const times = CHAIN_NUMBERS.flatMap((name) => {
    const found = mixing[name];
    return found ? [`${NUMBER_NAMES[name]} ${timeOf(found)}`] : [];
  });
  const bound = Object.values(mixing).some((found) => found && isBound(found));
  return (
    <section className="chart" aria-label={TITLE}>
      <ChartHead title={TITLE} data={() => linesData(series, places, AXES)}>
        <Key entries={series} />
      </ChartHead>
      <Lines
        label={`${TITLE}: ${times.length > 0 ? `integrated time of ${times.join(", ")}` : "too few steps"}`}
        series={series}
        places={places}
        domain={[-0.25, 1]}
        xLabel={AXES[0]}
        yLabel={AXES[1]}
      />
      <table className="small-table" aria-label="Mixing of the chains">
        <thead>
          <tr>
            <th scope="col">Number</th>
            <th scope="col">R-hat</th>
            <th scope="col">Integrated time</th>
            <th scope="col">Effective draws</th>
          </tr>
        </thead>
        <tbody>
          {CHAIN_NUMBERS.map((name) => {
            const found = mixing[name];
            return (
              <tr key={name}>
                <th scope="row">{NUMBER_NAMES[name]}</th>
                <td>{found ? decimal(found.rhat, 2) : "–"}</td>
                <td>{found ? timeOf(found) : "–"}</td>
                <td>{found ? drawsOf(found) : "–"}</td>
              </tr>
            );
          })}
        </tbody>
        <caption>
          split R-hat between chains, over the later half of their steps
          {bound && "; at least, at most: chains not mixed, or correlated beyond the longest lag"}
        </caption>
      </table>
    </section>
  );
}
