import { useCallback, useDeferredValue, useMemo, useRef, useState } from "react";
import { type Entry, listed, withRange } from "../../lab/runs/listing.ts";
import type { RunRecord } from "../../lab/runs/record.ts";
import { useLabState } from "../context.ts";
import { Banners, Storage } from "./Banners.tsx";
import { Empty } from "./Empty.tsx";
import { Filters } from "./Filters.tsx";
import { ImportButton, ImportPlace } from "./Import.tsx";
import { useNow } from "./now.ts";
import { RunRow } from "./RunRow.tsx";
import { Selection } from "./Selection.tsx";
import { SweepRow } from "./SweepRow.tsx";

/** The kept runs. */
export function RunList() {
  const records = useLabState(({ runs }) => runs.records);
  return (
    <section className="panel run-panel" aria-label="Kept runs" id="results" tabIndex={-1}>
      <ImportPlace>
        <Banners />
        {records === null && <output className="muted">Reading the kept runs…</output>}
        {records?.length === 0 && <Empty />}
        {records && records.length > 0 && <Listed records={records} />}
        <div className="run-foot">
          <Storage />
          <ImportButton />
        </div>
      </ImportPlace>
    </section>
  );
}

/** Entries shown at first, and with every press of the button that shows more. */
const PAGE = 60;

const idsOf = (entry: Entry) =>
  entry.of === "run" ? [entry.run.id] : entry.runs.map(({ id }) => id);

function Listed({ records }: { records: readonly RunRecord[] }) {
  const query = useDeferredValue(useLabState(({ runs }) => runs.query));
  const sweeps = useLabState(({ sweeps }) => sweeps.sweeps);
  const now = useNow();
  const [most, setMost] = useState(PAGE);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const last = useRef<string | null>(null);
  const entries = useMemo(() => listed(records, sweeps, query), [records, sweeps, query]);
  const order = useMemo(() => entries.flatMap(idsOf), [entries]);
  const select = useCallback(
    (id: string, taken: boolean, range: boolean) => {
      const from = range ? (last.current ?? id) : id;
      last.current = id;
      setChosen((before) => withRange(before, order, [from, id], taken));
    },
    [order],
  );
  const selectAll = (ids: readonly string[], taken: boolean) =>
    setChosen((before) => {
      const others = [...before].filter((id) => !ids.includes(id));
      return new Set(taken ? [...others, ...ids] : others);
    });
  // What was deleted meanwhile is not selected any more.
  const selected = records.filter(({ id }) => chosen.has(id)).map(({ id }) => id);
  return (
    <>
      <Filters />
      <Selection
        selected={selected}
        listed={order}
        total={records.length}
        onSelect={(ids) => setChosen(new Set(ids))}
      />
      <ul className="run-list" aria-label="Kept runs">
        {entries
          .slice(0, most)
          .map((entry) =>
            entry.of === "run" ? (
              <RunRow
                key={entry.run.id}
                run={entry.run}
                now={now}
                selected={chosen.has(entry.run.id)}
                onSelect={select}
              />
            ) : (
              <SweepRow
                key={entry.id}
                {...{ ...entry, now, chosen }}
                onSelect={select}
                onSelectAll={selectAll}
              />
            ),
          )}
      </ul>
      {entries.length === 0 && <p className="muted">No kept run is like this: ask for less.</p>}
      {entries.length > most && (
        <button type="button" onClick={() => setMost(most + PAGE)}>
          {`Show ${Math.min(PAGE, entries.length - most)} more of ${entries.length - most}`}
        </button>
      )}
    </>
  );
}
