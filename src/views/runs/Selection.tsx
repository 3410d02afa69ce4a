import { COMPARED } from "../../lab/runs/record.ts";
import { useLab } from "../context.ts";
import { RunButton } from "../RunButton.tsx";
import { exportFile } from "./exporting.ts";

interface Props {
  /** The ids of the runs that are selected, and of those that are listed. */
  selected: readonly string[];
  listed: readonly string[];
  /** Runs that are kept. */
  total: number;
  onSelect: (ids: readonly string[]) => void;
}

/** What can be done with several runs at once. */
export function Selection({ selected, listed, total, onSelect }: Props) {
  const { runs } = useLab();
  const none = selected.length === 0;
  const of = listed.length < total ? `${listed.length} of ${total} runs` : `${total} runs`;
  return (
    <div className="run-selection">
      <label>
        <input
          type="checkbox"
          checked={!none && listed.every((id) => selected.includes(id))}
          ref={(box) => {
            if (box) box.indeterminate = !none && selected.length < listed.length;
          }}
          onChange={({ target }) => onSelect(target.checked ? listed : [])}
        />{" "}
        Select all
      </label>
      <output aria-label="Runs listed" className="muted">
        {total === 1 ? "1 run" : of}
        {!none && `, ${selected.length} selected`}
      </output>
      <RunButton
        label={`Compare${selected.length > COMPARED ? ` the first ${COMPARED}` : ""}`}
        off={selected.length < 2}
        onPress={() => runs.compare(selected)}
      />
      <RunButton
        label="Export"
        off={none}
        onPress={() => void exportFile(runs, selected, `${selected.length} runs`)}
      />
      <RunButton label="Delete" off={none} onPress={() => runs.remove(selected)} />
    </div>
  );
}
