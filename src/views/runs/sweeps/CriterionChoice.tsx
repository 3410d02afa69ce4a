import { useId } from "react";
import { criteriaOf } from "../../../lab/sweeps/criteria.ts";
import type { SweepDesign } from "../../../lab/sweeps/design.ts";

interface Props {
  kind: SweepDesign["base"]["kind"];
  value: string;
  onChange: (criterion: string) => void;
}

/** What the best is chosen by; one that looks at OOD data is warned of. */
export function CriterionChoice({ kind, value, onChange }: Props) {
  const id = useId();
  const all = criteriaOf(kind);
  const chosen = all.find(({ name }) => name === value);
  const groups = [
    { label: "In-distribution data only", options: all.filter(({ idOnly }) => idOnly) },
    { label: "Looks at OOD data", options: all.filter(({ idOnly }) => !idOnly) },
  ];
  return (
    <div className="criterion">
      <div className="text-field">
        <label htmlFor={id}>Criterion</label>
        <select
          id={id}
          value={value}
          aria-describedby={`${id}-words`}
          onChange={(event) => onChange(event.target.value)}
        >
          {groups
            .filter(({ options }) => options.length > 0)
            .map(({ label, options }) => (
              <optgroup key={label} label={label}>
                {options.map((criterion) => (
                  <option key={criterion.name} value={criterion.name}>
                    {`${criterion.label}, ${criterion.better === "low" ? "lower" : "higher"} is better`}
                  </option>
                ))}
              </optgroup>
            ))}
        </select>
      </div>
      <p id={`${id}-words`} className="note">
        <span className="muted">{chosen?.meaning}</span>
        {chosen && !chosen.idOnly && (
          <strong className="caution">
            {" "}
            Choosing on the OOD test sets is the field's best-known mistake: what wins on them tells
            nothing of OOD data that you have not seen.
          </strong>
        )}
      </p>
    </div>
  );
}
