import { type Criterion, criteriaOf } from "../../../lab/sweeps/criteria.ts";
import type { SweepDesign } from "../../../lab/sweeps/design.ts";

interface Props {
  kind: SweepDesign["base"]["kind"];
  criterion: Criterion;
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** What is shown beside the criterion. */
export function Metrics({ kind, criterion, chosen, onChange }: Props) {
  return (
    <details className="metrics">
      <summary>Shown beside {criterion.label}</summary>
      <div className="choices">
        {criteriaOf(kind)
          .filter(({ name }) => name !== criterion.name)
          .map(({ name, label }) => (
            <label key={name}>
              <input
                type="checkbox"
                checked={chosen.includes(name)}
                onChange={({ target }) =>
                  onChange(
                    target.checked ? [...chosen, name] : chosen.filter((other) => other !== name),
                  )
                }
              />
              {label}
            </label>
          ))}
      </div>
    </details>
  );
}
