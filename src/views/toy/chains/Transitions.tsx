import { useState } from "react";
import type { ToyChains } from "../../../../workers/protocol/chains.ts";
import { ChartHead } from "../../charts/ChartHead.tsx";
import { Scroll } from "../../Scroll.tsx";
import { Segments } from "../../Segments.tsx";
import { modeColours } from "./colours.ts";

const TITLE = "From mode to mode";

const SPANS = [
  { value: "whole", label: "start to end" },
  { value: "step", label: "step by step" },
];

/** Chains by the mode that they started in and the one that they are in, or all their moves. */
export function Transitions({ chains }: { chains: ToyChains }) {
  const { modes, choice, movers, thinning } = chains;
  const [span, setSpan] = useState("whole");
  const transitions = span === "whole" ? chains.transitions : chains.moves;
  const caption =
    span === "whole"
      ? `Rows: where the ${choice.chains} chains started; columns: where they are. ${movers} ever changed mode.`
      : `Moves of the ${choice.chains} chains in ${thinning === 1 ? "a step" : `${thinning} steps`}, from the row's mode to the column's.`;
  const count = modes.length;
  const colours = modeColours(modes);
  const largest = Math.max(1, ...transitions);
  return (
    <section className="chart" aria-label={TITLE}>
      <ChartHead title={TITLE} />
      <Segments label="Counted from" options={SPANS} value={span} onChange={setSpan} />
      <Scroll label={TITLE}>
        <table
          className="transitions"
          aria-label={`${TITLE}, ${span === "whole" ? "start to end" : "step by step"}`}
        >
          <thead>
            <tr>
              <th scope="col">from \ to</th>
              {modes.map(({ name }, to) => (
                <th key={name} scope="col">
                  <i className="swatch" style={{ background: colours[to] }} />
                  {to + 1}
                  <span className="hidden">{name}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {modes.map(({ name }, from) => (
              <tr key={name}>
                <th scope="row">
                  <i className="swatch" style={{ background: colours[from] }} />
                  {`${from + 1} ${name}`}
                </th>
                {modes.map(({ name }, to) => {
                  const here = transitions[from * count + to]!;
                  const share = Math.round((40 * here) / largest);
                  const shade = `color-mix(in srgb, var(--total) ${share}%, var(--panel))`;
                  return (
                    <td
                      key={name}
                      style={{ background: shade }}
                      className={from === to ? "stay" : ""}
                    >
                      {here || <span className="muted">·</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
          <caption>{caption}</caption>
        </table>
      </Scroll>
    </section>
  );
}
