import { Fragment } from "react";
import { percent } from "../../../lab/format.ts";
import type { ShownModel } from "./Modes.tsx";

interface Props {
  modes: readonly { name: string }[];
  truth: readonly number[];
  shown: readonly ShownModel[];
}

/** What the bars show, in numbers, folded away. */
export function ModesTable({ modes, truth, shown }: Props) {
  return (
    <details className="modes-table">
      <summary>As a table</summary>
      <div className="scroll">
        <table aria-label="Mass of the modes" className="small-table">
          <thead>
            <tr>
              <th scope="col">Mode</th>
              <th scope="col">Truth</th>
              {shown.map(({ name, frame }) => (
                <Fragment key={name}>
                  <th scope="col">{name}</th>
                  {frame.occupancy && (
                    <th scope="col" aria-label={`particles of the ${name}`}>
                      particles
                    </th>
                  )}
                </Fragment>
              ))}
            </tr>
          </thead>
          <tbody>
            {modes.map(({ name: modeName }, mode) => (
              <tr key={modeName}>
                <th scope="row">{modeName}</th>
                <td>{percent(truth[mode]!)}</td>
                {shown.map(({ name, frame: { quality, occupancy, coverage } }) => {
                  const state = coverage?.states[mode] ?? "covered";
                  return (
                    <Fragment key={name}>
                      <td className={state === "covered" ? undefined : "wrong"}>
                        {percent(quality.modeMass[mode]!)}
                        {state !== "covered" && <small> {state}</small>}
                      </td>
                      {occupancy && <td>{percent(occupancy[mode]!)}</td>}
                    </Fragment>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p className="muted note">
        in %; missing: below a quarter of the truth; short: below half; inflated: above twice
      </p>
    </details>
  );
}
