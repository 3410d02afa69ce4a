import { Popover } from "radix-ui";
import { useDeferredValue, useMemo, useState } from "react";
import { headlineOf } from "../../../lab/runs/headline.ts";
import { matching } from "../../../lab/runs/listing.ts";
import { EVERYTHING } from "../../../lab/runs/query.ts";
import { COMPARED } from "../../../lab/runs/record.ts";
import { titleOf } from "../../../lab/runs/title.ts";
import { useLab, useLabState } from "../../context.ts";

/** Runs that are offered at once; words find the others. */
const OFFERED = 20;

/** Adds a run to the comparison. */
export function Picker({ chosen }: { chosen: readonly string[] }) {
  const [open, setOpen] = useState(false);
  const full = chosen.length >= COMPARED;
  return (
    <Popover.Root open={open && !full} onOpenChange={setOpen}>
      <div className="run-buttons compared-add">
        <Popover.Trigger asChild>
          <button type="button" id="add-run" aria-disabled={full}>
            Add a run
          </button>
        </Popover.Trigger>
        <span className="muted note">
          {full ? `${COMPARED} runs are compared at most.` : `${chosen.length} of ${COMPARED}`}
        </span>
      </div>
      <Popover.Portal>
        <Popover.Content
          className="popover picker"
          aria-label="Add a run"
          align="start"
          sideOffset={4}
          collisionPadding={12}
        >
          <Offers chosen={chosen} />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

function Offers({ chosen }: { chosen: readonly string[] }) {
  const { runs } = useLab();
  const [text, setText] = useState("");
  const words = useDeferredValue(text);
  const records = useLabState(({ runs }) => runs.records) ?? [];
  const sweeps = useLabState(({ sweeps }) => sweeps.sweeps);
  const found = useMemo(
    () => matching(records, sweeps, { ...EVERYTHING, text: words }),
    [records, sweeps, words],
  );
  const offers = found.filter(({ id }) => !chosen.includes(id));
  return (
    <>
      <input
        type="text"
        aria-label="Find a run to add"
        placeholder="Find: name, setting, backend"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <ul aria-label="Runs to add">
        {offers.slice(0, OFFERED).map((run) => (
          <li key={run.id}>
            <button
              type="button"
              className="quiet"
              onClick={() => runs.compare([...chosen, run.id])}
            >
              {titleOf(run)}
            </button>
            <small>{headlineOf(run)?.text}</small>
          </li>
        ))}
      </ul>
      <output className="muted note">
        {offers.length > OFFERED
          ? `${OFFERED} of ${offers.length}; more words find fewer.`
          : offers.length === 0 && "No other run is found."}
      </output>
    </>
  );
}
