import { useEffect, useId, useState } from "react";
import type { FeatureArray } from "../../../workers/protocol/features.ts";
import { bytesText, CHOICES, choiceOf, datasetName, roleOf } from "../../lab/mapping.ts";
import { useLab, useLabState } from "../context.ts";

/** Every array of every file, what it is taken for, and the means to correct it. */
export function Mapping({ busy }: { busy: boolean }) {
  const files = useLabState(({ features }) => features.summary?.files) ?? [];
  const arrays = useLabState(({ features }) => features.summary?.arrays) ?? [];
  const ready = useLabState(({ features }) => Boolean(features.summary?.ready));
  const used = arrays.filter(({ role }) => role !== null).length;
  const left = arrays.length - used;
  const [chosen, setChosen] = useState<boolean | null>(null);
  return (
    <details
      className="loaded"
      open={chosen ?? (!ready && left > 0)}
      onToggle={({ currentTarget }) => setChosen(currentTarget.open)}
    >
      <summary>
        {used} {used === 1 ? "array" : "arrays"} loaded{left > 0 && `, ${left} left out`}
      </summary>
      <p className="note">What each array was taken for. Correct what was taken wrongly.</p>
      <ul aria-label="Mapping" className="mapping">
        {files.map(({ name, bytes, sha256 }) => (
          <li key={name}>
            <div className="mapping-file">
              <strong>{name}</strong>
              <small>
                {bytesText(bytes)}
                {sha256 && (
                  <>
                    , SHA-256 <code title={sha256}>{sha256.slice(0, 12)}</code>
                  </>
                )}
              </small>
            </div>
            <ul aria-label={`Arrays of ${name}`}>
              {arrays
                .filter(({ file }) => file === name)
                .map((array) => (
                  <MappedArray key={array.source} array={array} busy={busy} />
                ))}
            </ul>
          </li>
        ))}
      </ul>
    </details>
  );
}

function MappedArray({ array, busy }: { array: FeatureArray; busy: boolean }) {
  const { features } = useLab();
  const { source, name, shape, dtype, role, why } = array;
  const assigning = useLabState(({ features }) => features.assigning);
  const { choice, dataset } = choiceOf(assigning?.source === source ? assigning.role : role);
  const reason = useId();
  const sizes = shape?.map((size) => size.toLocaleString("en")).join(" × ");
  return (
    <li>
      <span className="mapping-array">
        {name && <b>{name}</b>} {shape ? `${sizes || "one number"}, ${dtype}` : "cannot be read"}
      </span>
      {shape && (
        <span className="mapping-role">
          <select
            aria-label={`What ${source} is`}
            aria-describedby={why ? reason : undefined}
            value={choice}
            disabled={busy}
            onChange={({ target }) => {
              const own = dataset ?? datasetName(array);
              features.assign(source, roleOf({ choice: target.value, dataset: own }));
            }}
          >
            <option value="">left out</option>
            {CHOICES.map(({ part, label, contents }) => (
              <optgroup key={part} label={label}>
                {contents.map((content) => (
                  <option key={content} value={`${part} ${content}`}>
                    {label} {content === "odin" ? "ODIN scores" : content}
                  </option>
                ))}
              </optgroup>
            ))}
          </select>
          {dataset !== null && (
            <SetName
              label={`OOD set of ${source}`}
              name={dataset}
              busy={busy}
              onChange={(to) => features.assign(source, roleOf({ choice, dataset: to }))}
            />
          )}
        </span>
      )}
      {why && (
        <small id={reason} className="mapping-why">
          {why}
        </small>
      )}
    </li>
  );
}

interface SetNameProps {
  label: string;
  name: string;
  busy: boolean;
  onChange: (name: string) => void;
}

/** The name of an OOD set, taken when it is left or entered; an empty one is put back. */
function SetName({ label, name, busy, onChange }: SetNameProps) {
  const [draft, setDraft] = useState(name);
  useEffect(() => setDraft(name), [name]);
  const commit = () => {
    const next = draft.trim();
    setDraft(name);
    if (next !== "" && next !== name) onChange(next);
  };
  return (
    <input
      type="text"
      aria-label={label}
      value={draft}
      disabled={busy}
      onChange={({ target }) => setDraft(target.value)}
      onBlur={commit}
      onKeyDown={({ key }) => key === "Enter" && commit()}
    />
  );
}
