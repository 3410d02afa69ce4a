import type { ToyChains } from "../../../../workers/protocol/chains.ts";
import { Save } from "../../charts/Save.tsx";
import { modeColours } from "./colours.ts";

const TITLE = "From mode to mode";

/** Chains by the mode that they started in and the one that they are in. */
export function Transitions({ chains }: { chains: ToyChains }) {
  const { transitions, modes, choice, movers } = chains;
  const count = modes.length;
  const colours = modeColours(modes);
  const largest = Math.max(1, ...transitions);
  return (
    <section className="chart" aria-label={TITLE}>
      <div className="chart-head">
        <h3>{TITLE}</h3>
        <Save name={TITLE} />
      </div>

      <div className="scroll">
        <table className="transitions" aria-label={`${TITLE}: number of chains`}>
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
                  const chains = transitions[from * count + to]!;
                  const share = Math.round((55 * chains) / largest);
                  const shade = `color-mix(in srgb, var(--total) ${share}%, transparent)`;
                  return (
                    <td
                      key={name}
                      style={{ background: shade }}
                      className={from === to ? "stay" : ""}
                    >
                      {chains || <span className="muted">·</span>}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
          <caption>
            {`Rows: where the ${choice.chains} chains started; columns: where they are. ${movers} ever changed mode.`}
          </caption>
        </table>
      </div>
    </section>
  );
}
