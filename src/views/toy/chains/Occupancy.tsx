import type { ToyChains } from "../../../../workers/protocol/chains.ts";
import { sharesData } from "../../../lab/chartRows.ts";
import { percent } from "../../../lab/format.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Shares } from "../../charts/Shares.tsx";
import { modeColours } from "./colours.ts";

const TITLE = "Share of the chains in each mode";

/** The share of the chains in each mode over time, beside what it should become. */
export function Occupancy({ chains }: { chains: ToyChains }) {
  const { steps, occupancy, masses, truth, modes } = chains;
  const colours = modeColours(modes);
  const names = modes.map(({ name }) => name);
  const bars = [
    { name: "energy", shares: masses },
    { name: "data", shares: truth },
  ];
  const last = occupancy.subarray(occupancy.length - masses.length);
  const summary = Array.from(last, (share, mode) => {
    const shares = [share, masses[mode]!, truth[mode]!].map((value) => `${percent(value)} %`);
    return `${modes[mode]!.name} ${shares[0]}, energy ${shares[1]}, data ${shares[2]}`;
  }).join("; ");
  return (
    <section className="chart" aria-label={TITLE}>
      <ChartHead title={TITLE} data={() => sharesData(names, steps, occupancy, bars)} />
      <Shares
        label={`${TITLE}, at step ${steps.at(-1)}: ${summary}`}
        xLabel="step"
        places={steps}
        shares={occupancy}
        colours={colours}
        bars={bars}
      />
      <ul className="key" aria-label="Colours of the modes">
        {modes.map(({ name }, mode) => (
          <li key={name}>
            <i className="swatch" style={{ background: colours[mode] }} />
            {name}
          </li>
        ))}
      </ul>
    </section>
  );
}
