import { circumstances, type FactTable, resultFacts, settingFacts } from "../../lab/runs/facts.ts";
import { sweepName } from "../../lab/runs/listing.ts";
import type { RunRecord } from "../../lab/runs/record.ts";
import { recordOf } from "../../lab/runs/state.ts";
import { titleOf } from "../../lab/runs/title.ts";
import { useLab, useLabState } from "../context.ts";
import { Scroll } from "../Scroll.tsx";

/** All that is known of a run without opening it. */
export function RunFacts({ id, run }: { id: string; run: RunRecord }) {
  const title = titleOf(run);
  return (
    <section id={id} className="run-facts" aria-label={`Details of ${title}`}>
      {run.problem && <p className="run-problem">{run.problem}</p>}
      <Facts
        name={`Settings of ${title}`}
        table={settingFacts(run)}
        none="All settings are the defaults of its data and model."
      />
      <Facts name={`Results of ${title}`} table={resultFacts(run)} none="No results yet." />
      <dl>
        {circumstances(run).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
        <Origin run={run} />
      </dl>
    </section>
  );
}

function Facts({ name, table, none }: { name: string; table: FactTable; none: string }) {
  if (table.rows.length === 0) return <p className="muted note">{none}</p>;
  return (
    <Scroll label={name}>
      <table className="small-table" aria-label={name}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map(([first, ...rest]) => (
            <tr key={first}>
              <th scope="row">{first}</th>
              {rest.map((cell, i) => (
                <td key={table.columns[i + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** The run that it left, and the sweep that it is a trial of. */
function Origin({ run: { from, sweep } }: { run: RunRecord }) {
  const { runs } = useLab();
  const parent = useLabState(({ runs }) => (from ? recordOf(runs, from.id) : null));
  const sweeps = useLabState(({ sweeps }) => sweeps.sweeps);
  return (
    <>
      {from && (
        <div>
          <dt>Fork of</dt>
          <dd>
            {parent ? (
              <button type="button" className="quiet" onClick={() => runs.show(from.id)}>
                {titleOf(parent)}
              </button>
            ) : (
              "a run that is not kept here any more"
            )}
            {`, at update ${from.update.toLocaleString("en")}`}
          </dd>
        </div>
      )}
      {sweep && (
        <div>
          <dt>Sweep</dt>
          <dd>
            <button
              type="button"
              className="quiet"
              onClick={() => runs.search({ sweep: sweep.id, text: "" })}
            >
              {sweepName(sweeps, sweep.id)}
            </button>
            {`, trial ${sweep.trial + 1}`}
          </dd>
        </div>
      )}
    </>
  );
}
