import type { ToyChains } from "../../../../workers/protocol/chains.ts";
import { modeName } from "../../../lab/mixing.ts";
import { Save } from "../../charts/Save.tsx";
import { modeColours } from "./colours.ts";

const TITLE = "From mode to mode";

/** Chains by the mode that they started in and the one that they are in. */
export function Transitions({ chains }: { chains: ToyChains }) {
  const { transitions, centres, choice, movers } = chains;
  const count = centres.length / 2;
  const modes = Array.from({ length: count }, (_, mode) => mode);
  const colours = modeColours(centres);
  const largest = Math.max(1, ...transitions);
  const head = (mode: number) => (
    <>
      <i className="swatch" style={{ background: colours[mode] }} />
      {mode + 1}
    </>
  );
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
              {modes.map((to) => (
                <th key={to} scope="col" title={`mode ${modeName(centres, to)}`}>
                  {head(to)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {modes.map((from) => (
              <tr key={from}>
                <th scope="row">
                  <i className="swatch" style={{ background: colours[from] }} />
                  {modeName(centres, from)}
                </th>
                {modes.map((to) => {
                  const chains = transitions[from * count + to]!;
                  const share = Math.round((55 * chains) / largest);
                  const shade = `color-mix(in srgb, var(--total) ${share}%, transparent)`;
                  return (
                    <td
                      key={to}
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
