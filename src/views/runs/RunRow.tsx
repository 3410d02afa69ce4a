import { DropdownMenu } from "radix-ui";
import { memo, type ReactNode, useId, useRef, useState } from "react";
import { headlineOf } from "../../lab/runs/headline.ts";
import type { RunRecord } from "../../lab/runs/record.ts";
import { ago, exactly, standingOf } from "../../lab/runs/standing.ts";
import { trainsElsewhere } from "../../lab/runs/state.ts";
import { settingsTitle, titleOf } from "../../lab/runs/title.ts";
import { useLab, useLabState } from "../context.ts";
import { Menu } from "../Menu.tsx";
import { exportFile } from "./exporting.ts";
import { Rename } from "./Rename.tsx";
import { RunFacts } from "./RunFacts.tsx";
import { Thumbnail } from "./Thumbnail.tsx";

interface Props {
  run: RunRecord;
  now: number;
  selected: boolean;
  /** Selects the run or not; with `range`, all from the last one on. */
  onSelect: (id: string, selected: boolean, range: boolean) => void;
}

/** A kept run in a line, or on a card where there is no room for one. */
export const RunRow = memo(function RunRow({ run, now, selected, onSelect }: Props) {
  const { runs } = useLab();
  const facts = useId();
  const [open, setOpen] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const elsewhere = useLabState((state) => trainsElsewhere(state, run));
  const title = titleOf(run);
  const standing = standingOf(run, elsewhere);
  const headline = headlineOf(run);
  return (
    <li className="kept-run" data-run={run.id}>
      <input
        type="checkbox"
        aria-label={`Select ${title}`}
        checked={selected}
        onChange={({ target, nativeEvent }) =>
          onSelect(run.id, target.checked, (nativeEvent as MouseEvent).shiftKey)
        }
      />
      <Thumbnail run={run} />
      <div className="kept-title">
        {renaming ? (
          <Rename run={run} onEnd={() => setRenaming(false)} />
        ) : (
          <button
            type="button"
            className="quiet"
            aria-label={`${run.name || settingsTitle(run, false)}; seed ${run.settings.seed}`}
            onClick={() => runs.show(run.id)}
          >
            {run.name || settingsTitle(run, false)}
          </button>
        )}
        {!renaming && (run.pinned || run.name) && (
          <small>
            {[run.pinned && "pinned", run.name && settingsTitle(run, false)]
              .filter(Boolean)
              .join("; ")}
          </small>
        )}
      </div>
      <span className={`standing ${standing.mark}`} title={standing.text}>
        {standing.text}
      </span>
      <div className="kept-numbers">
        <span className="kept-number">
          <small>{headline?.name ?? "no result"}</small> <b>{headline?.text ?? "–"}</b>
        </span>
        <span className="kept-number">
          <small>seed</small> {run.settings.seed}
        </span>
        <span className="kept-where" title={run.backend}>
          {run.backend}
        </span>
        <time
          className="kept-when"
          dateTime={new Date(run.created).toISOString()}
          title={exactly(run.created)}
        >
          {ago(run.created, now)}
        </time>
      </div>
      <div className="kept-actions">
        {run.standing === "stopped" && (
          <button type="button" aria-label={`Resume ${title}`} onClick={() => runs.resume(run.id)}>
            Resume
          </button>
        )}
        <button
          type="button"
          className="quiet"
          aria-label={`${run.pinned ? "Unpin" : "Pin"} ${title}`}
          onClick={() => runs.pin(run.id, !run.pinned)}
        >
          {run.pinned ? "Unpin" : "Pin"}
        </button>
        <button
          type="button"
          className="quiet"
          aria-expanded={open}
          aria-controls={open ? facts : undefined}
          aria-label={`Details of ${title}`}
          onClick={() => setOpen(!open)}
        >
          Details
        </button>
        <RunMenu run={run} title={title} onRename={() => setRenaming(true)} />
      </div>
      {open && <RunFacts id={facts} run={run} />}
    </li>
  );
});

interface MenuProps {
  run: RunRecord;
  title: string;
  onRename: () => void;
}

/** The menu itself comes with the first press: hundreds of rows have one. */
function RunMenu({ run, title, onRename }: MenuProps) {
  const [used, setUsed] = useState(false);
  const trigger = { type: "button", className: "quiet", "aria-label": `More of ${title}` } as const;
  if (used)
    return <OpenMenu {...{ run, title, onRename }} trigger={<button {...trigger}>More</button>} />;
  return (
    <button {...trigger} aria-haspopup="menu" aria-expanded={false} onClick={() => setUsed(true)}>
      More
    </button>
  );
}

function OpenMenu({ run, title, onRename, trigger }: MenuProps & { trigger: ReactNode }) {
  const { runs } = useLab();
  const renames = useRef(false);
  const items: [name: string, act: () => unknown, off?: boolean][] = [
    ["Open", () => runs.show(run.id)],
    ["Resume", () => runs.resume(run.id), run.standing !== "stopped"],
    ["Fork from its end", () => runs.fork(run.id)],
    ["Export", () => exportFile(runs, [run.id], title)],
    ["Delete", () => runs.remove([run.id])],
  ];
  return (
    <Menu
      first
      trigger={trigger}
      onClosing={(event) => {
        // The field of the new name has the keyboard then.
        if (renames.current) event.preventDefault();
        renames.current = false;
      }}
    >
      <DropdownMenu.Item
        onSelect={() => {
          renames.current = true;
          onRename();
        }}
      >
        Rename
      </DropdownMenu.Item>
      {items.map(([name, act, off]) => (
        <DropdownMenu.Item key={name} disabled={off ?? false} onSelect={() => void act()}>
          {name}
        </DropdownMenu.Item>
      ))}
    </Menu>
  );
}
