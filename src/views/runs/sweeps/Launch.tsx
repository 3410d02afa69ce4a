import { useMemo, useRef, useState } from "react";
import type { DesignActions } from "../../../lab/sweeps/designing.ts";
import type { Drafted } from "../../../lab/sweeps/draft.ts";
import { sweepJson } from "../../../lab/sweeps/file.ts";
import { paceText } from "../../../lab/sweeps/pace.ts";
import { designNotes } from "../../../lab/sweeps/problems.ts";
import { headlessCommand, sizeText, sweepTitle } from "../../../lab/sweeps/words.ts";
import { useLab, useLabState } from "../../context.ts";
import { fileStem, saveFile } from "../../file.ts";
import { focusResults } from "../../focus.ts";
import { RunButton } from "../../RunButton.tsx";

interface Props {
  drafted: Drafted;
  designs: DesignActions;
}

/** How large the sweep is, what stands in its way, its file, and its start. */
export function Launch({ drafted: { design, problems }, designs }: Props) {
  const lab = useLab();
  const file = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const records = useLabState(({ runs }) => runs.records);
  const busy = useLabState(({ sweeps }) => sweeps.live !== null);
  const unloaded = useLabState(({ features }) => features.summary === null);
  const lacksFiles = design?.base.kind === "features" && unloaded;
  const pace = useMemo(() => design && paceText(design, records ?? []), [design, records]);
  const stem = design ? fileStem(sweepTitle(design)) || "sweep" : "sweep";
  const start = () => {
    const id = design && lab.sweeps.start(design);
    if (!id) return;
    lab.sweeps.show(id);
    requestAnimationFrame(focusResults);
  };
  const copy = async () => {
    const command = headlessCommand(`${stem}.json`);
    await navigator.clipboard.writeText(command).then(
      () => setSaid(`Copied: ${command}; save the design beside it.`),
      () => setSaid(`The clipboard is closed to this page; the command is ${command}`),
    );
  };
  return (
    <div className="launch">
      {design && (
        <>
          <p>
            <strong>{sizeText(design)}</strong>
            {pace && <span className="muted">{`, ${pace}`}</span>}
          </p>
          {designNotes(design).map((note) => (
            <p key={note} className="note">
              <span className="caution">{note}.</span>
            </p>
          ))}
        </>
      )}
      {problems.length > 0 && (
        <ul className="problems note" aria-label="What stands in the way">
          {problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
      {busy && <p className="muted note">Another sweep is under way: one runs at a time.</p>}
      <div className="design-row">
        <RunButton
          label="Start the sweep"
          primary
          off={!design || busy || lacksFiles}
          onPress={start}
        />
        <RunButton
          label="Save the design"
          off={!design}
          onPress={() =>
            design &&
            saveFile(`${stem}.json`, new Blob([sweepJson(design)], { type: "application/json" }))
          }
        />
        <button type="button" onClick={() => file.current?.click()}>
          Load a design
        </button>
        <input
          ref={file}
          type="file"
          accept=".json,application/json"
          aria-label="A sweep's file"
          tabIndex={-1}
          className="hidden"
          onChange={({ target }) => {
            const [given] = target.files ?? [];
            if (given) void designs.load(given);
            target.value = "";
          }}
        />
        <RunButton label="Copy the headless command" off={!design} onPress={() => void copy()} />
        <button type="button" className="quiet" onClick={designs.clear}>
          Clear
        </button>
      </div>
      <output className="note muted">{said}</output>
    </div>
  );
}
