import { AlertDialog } from "radix-ui";
import { useState } from "react";
import { type SweepRecord, variedBy } from "../../../lab/sweeps/design.ts";
import type { DesignActions } from "../../../lab/sweeps/designing.ts";
import { sweepJson } from "../../../lab/sweeps/file.ts";
import { baseText, sizeText, stoppingText, sweepTitle } from "../../../lab/sweeps/words.ts";
import { useLab } from "../../context.ts";
import { fileStem, saveFile } from "../../file.ts";
import { focusResults } from "../../focus.ts";

interface Props {
  sweep: SweepRecord;
  designs: DesignActions;
}

/** What a sweep is, and what can be done with it as a whole. */
export function SweepHead({ sweep, designs }: Props) {
  const lab = useLab();
  const { id, design } = sweep;
  const title = sweepTitle(design);
  const [name, setName] = useState<string | null>(null);
  const stopping = stoppingText(design);
  const rename = () => {
    if (name !== null) lab.sweeps.rename(id, name.trim());
    setName(null);
  };
  /** Turns to the designer, with the keyboard. */
  const leave = () => {
    lab.sweeps.show(null);
    requestAnimationFrame(focusResults);
  };
  const copy = () => {
    designs.copy(design);
    leave();
  };
  return (
    <>
      <div className="sweep-head">
        {name === null ? (
          <h2>{title}</h2>
        ) : (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              rename();
            }}
          >
            <input
              type="text"
              aria-label="Name of the sweep"
              value={name}
              // biome-ignore lint/a11y/noAutofocus: the reader has just asked for it
              autoFocus
              onChange={(event) => setName(event.target.value)}
              onBlur={rename}
            />
          </form>
        )}
        <button type="button" className="quiet" onClick={() => setName(design.name)}>
          Rename
        </button>
        <button type="button" className="quiet" onClick={copy}>
          Design one like it
        </button>
        <button
          type="button"
          className="quiet"
          onClick={() =>
            saveFile(
              `${fileStem(title) || "sweep"}.json`,
              new Blob([sweepJson(design)], { type: "application/json" }),
            )
          }
        >
          Save the design
        </button>
        <Removal
          title={title}
          onRemove={(runs) => {
            leave();
            lab.sweeps.remove(id, runs);
          }}
        />
      </div>
      <p className="muted note">
        {`${baseText(design.base, variedBy(design))}. ${sizeText(design)}.`}
        {stopping && ` ${stopping}`}
      </p>
    </>
  );
}

/** Deletes a sweep, alone or with its runs; asks first. */
function Removal({ title, onRemove }: { title: string; onRemove: (runs: boolean) => void }) {
  return (
    <AlertDialog.Root>
      <AlertDialog.Trigger className="quiet">Delete</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Overlay className="overlay" />
        <AlertDialog.Content className="sheet">
          <AlertDialog.Title>{`Delete the sweep “${title}”?`}</AlertDialog.Title>
          <AlertDialog.Description>
            Its runs can be kept: they stay among all runs, and lose only their sweep.
          </AlertDialog.Description>
          <div className="design-row">
            <AlertDialog.Action onClick={() => onRemove(false)}>
              Delete the sweep, keep its runs
            </AlertDialog.Action>
            <AlertDialog.Action onClick={() => onRemove(true)}>
              Delete it with its runs
            </AlertDialog.Action>
            <AlertDialog.Cancel>Cancel</AlertDialog.Cancel>
          </div>
        </AlertDialog.Content>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
