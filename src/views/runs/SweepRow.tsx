import { useId, useState } from "react";
import { foldedWords } from "../../lab/runs/listing.ts";
import type { RunRecord } from "../../lab/runs/record.ts";
import { ago, exactly } from "../../lab/runs/standing.ts";
import { useLab } from "../context.ts";
import { RunRow } from "./RunRow.tsx";

interface Props {
  id: string;
  name: string;
  runs: readonly RunRecord[];
  now: number;
  chosen: ReadonlySet<string>;
  onSelect: (id: string, selected: boolean, range: boolean) => void;
  onSelectAll: (ids: readonly string[], selected: boolean) => void;
}

/** Trials shown at once where they are unfolded; the list of the sweep alone has all. */
const SHOWN = 50;

/** The trials of a sweep, folded into one line. */
export function SweepRow({ id, name, runs, now, chosen, onSelect, onSelectAll }: Props) {
  const lab = useLab();
  const list = useId();
  const [open, setOpen] = useState(false);
  const taken = runs.filter((run) => chosen.has(run.id)).length;
  return (
    <li className="kept-run folded">
      <input
        type="checkbox"
        aria-label={`Select all trials of ${name}`}
        checked={taken === runs.length}
        ref={(box) => {
          if (box) box.indeterminate = taken > 0 && taken < runs.length;
        }}
        onChange={({ target }) =>
          onSelectAll(
            runs.map(({ id }) => id),
            target.checked,
          )
        }
      />
      <span className="thumbnail" aria-hidden="true">
        {runs.length}
      </span>
      <div className="kept-title">
        <button
          type="button"
          className="quiet"
          aria-expanded={open}
          aria-controls={open ? list : undefined}
          onClick={() => setOpen(!open)}
        >
          {`${name}: ${runs.length} ${runs.length === 1 ? "trial" : "trials"} of a sweep`}
        </button>
      </div>
      <span className="standing">{foldedWords(runs)}</span>
      <div className="kept-numbers">
        <time
          className="kept-when"
          dateTime={new Date(runs[0]!.created).toISOString()}
          title={exactly(runs[0]!.created)}
        >
          {ago(runs[0]!.created, now)}
        </time>
      </div>
      <div className="kept-actions">
        <button
          type="button"
          className="quiet"
          aria-label={`Open the sweep ${name}`}
          onClick={() => lab.sweeps.show(id)}
        >
          Open
        </button>
        <button type="button" className="quiet" onClick={() => lab.runs.search({ sweep: id })}>
          <span>
            List <span className="hidden">{name}</span> alone
          </span>
        </button>
      </div>
      {open && (
        <ul id={list} className="run-list" aria-label={`Trials of ${name}`}>
          {runs.slice(0, SHOWN).map((run) => (
            <RunRow key={run.id} {...{ run, now, onSelect }} selected={chosen.has(run.id)} />
          ))}
          {runs.length > SHOWN && (
            <li className="muted note">{`${SHOWN} of ${runs.length}; “List alone” has all.`}</li>
          )}
        </ul>
      )}
    </li>
  );
}
