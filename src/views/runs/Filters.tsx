import type { ReactNode } from "react";
import { sweepName } from "../../lab/runs/listing.ts";
import { EVERYTHING, type Query } from "../../lab/runs/query.ts";
import { useLab, useLabState } from "../context.ts";

const KINDS = { all: "all kinds", toy: "2D", features: "features" };
const STANDINGS = {
  ...{ all: "any standing", training: "training", stopped: "stopped" },
  ...{ done: "done", failed: "failed" },
};
const SORTS = { newest: "newest first", name: "by name", result: "best result first" };

/** Which runs are listed, and in what order. */
export function Filters() {
  const { runs } = useLab();
  const query = useLabState(({ runs }) => runs.query);
  const records = useLabState(({ runs }) => runs.records) ?? [];
  const sweeps = useLabState(({ sweeps }) => sweeps.sweeps);
  const ids = [...new Set(records.flatMap(({ sweep }) => sweep?.id ?? []))];
  const filtered =
    JSON.stringify({ ...query, sort: "" }) !== JSON.stringify({ ...EVERYTHING, sort: "" });
  return (
    <search className="run-filters" aria-label="Runs listed">
      <input
        type="text"
        className="find"
        aria-label="Find runs"
        placeholder="Find: name, setting, backend"
        value={query.text}
        onChange={({ target }) => runs.search({ text: target.value })}
      />
      <Choice label="Kind" of="kind" options={KINDS} />
      <Choice label="Standing" of="standing" options={STANDINGS} />
      {ids.length > 0 && (
        <Choice label="Sweep" of="sweep" options={{ all: "sweeps folded", none: "no sweep's" }}>
          {ids.map((id) => (
            <option key={id} value={id}>
              {sweepName(sweeps, id)}
            </option>
          ))}
        </Choice>
      )}
      <Choice label="Order" of="sort" options={SORTS} />
      <button
        type="button"
        aria-pressed={query.pinned}
        onClick={() => runs.search({ pinned: !query.pinned })}
      >
        Pinned only
      </button>
      {filtered && (
        <button
          type="button"
          className="quiet"
          onClick={() => runs.search({ ...EVERYTHING, sort: query.sort })}
        >
          Show all
        </button>
      )}
    </search>
  );
}

interface ChoiceProps {
  label: string;
  of: "kind" | "standing" | "sweep" | "sort";
  options: Record<string, string>;
  /** Further options. */
  children?: ReactNode;
}

function Choice({ label, of, options, children }: ChoiceProps) {
  const { runs } = useLab();
  const value = useLabState(({ runs }) => runs.query[of]);
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) => runs.search({ [of]: target.value } as Partial<Query>)}
    >
      {Object.entries(options).map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
      {children}
    </select>
  );
}
