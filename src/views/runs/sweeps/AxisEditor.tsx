import { useState } from "react";
import type { ChoiceField, NumberField } from "../../../lab/fields.ts";
import type { DesignActions } from "../../../lab/sweeps/designing.ts";
import type { DraftAxis, SweepDraft } from "../../../lab/sweeps/draft.ts";
import { spacedText } from "../../../lab/sweeps/draft.ts";
import { fieldsOf, partnerOf } from "../../../lab/sweeps/trials.ts";
import { axisLabel, axisText } from "../../../lab/sweeps/words.ts";
import { rangeOf, read } from "../../../lab/values.ts";
import { Notation } from "../../Control.tsx";
import { Segments } from "../../Segments.tsx";
import { TextField } from "./TextField.tsx";

interface Props {
  axis: DraftAxis;
  draft: SweepDraft;
  designs: DesignActions;
}

/** A setting that is varied, and over what. */
export function AxisEditor({ axis, draft, designs }: Props) {
  const { kind, settings } = draft.base;
  const field = fieldsOf(kind).find(({ key }) => key === axis.key);
  if (!field) return null;
  const label = axisLabel(kind, axis.key);
  const partner = partnerOf(kind, axis.key);
  const change = (part: Partial<DraftAxis>) => designs.changeAxis(axis.key, part);
  const ranged = axis.ranged && draft.by !== "grid";
  return (
    <fieldset className="axis" aria-label={label}>
      <div className="axis-head">
        <strong>{label}</strong>
        {field.symbol && <Notation text={field.symbol} />}
        <small>{`now ${axisText(kind, axis.key, read(settings, axis.key))}`}</small>
        <button
          type="button"
          className="quiet"
          aria-label={`Remove ${label}`}
          onClick={() => designs.removeAxis(axis.key)}
        >
          Remove
        </button>
      </div>
      <p className="muted note">{field.meaning}</p>
      {partner && (
        <label>
          <input
            type="checkbox"
            checked={axis.paired}
            onChange={({ target }) => change({ paired: target.checked })}
          />
          {`${axisLabel(kind, partner.key)}, takes the same value`}
        </label>
      )}
      {field.kind === "choice" ? (
        <Choices field={field} axis={axis} onChange={change} />
      ) : (
        <div className="design-row">
          {draft.by !== "grid" && (
            <Segments
              label={`Values of ${label}`}
              options={FORMS}
              value={ranged ? "range" : "list"}
              onChange={(form) => change({ ranged: form === "range" })}
            />
          )}
          {ranged ? (
            <Range label={label} axis={axis} onChange={change} />
          ) : (
            <List label={label} field={field} axis={axis} onChange={change} />
          )}
        </div>
      )}
    </fieldset>
  );
}

const FORMS = [
  { value: "list", label: "List" },
  { value: "range", label: "Range" },
];
const SCALES = [
  { value: "linear", label: "Linear" },
  { value: "log", label: "Log" },
];

interface PartProps {
  axis: DraftAxis;
  onChange: (part: Partial<DraftAxis>) => void;
}

function Choices({ field, axis, onChange }: PartProps & { field: ChoiceField }) {
  const toggle = (value: string, on: boolean) => {
    const wanted = field.options.filter((option) =>
      option.value === value ? on : axis.chosen.includes(option.value),
    );
    onChange({ chosen: wanted.map((option) => option.value) });
  };
  return (
    <div className="choices">
      {field.options.map(({ value, label }) => (
        <label key={value}>
          <input
            type="checkbox"
            checked={axis.chosen.includes(value)}
            onChange={(event) => toggle(value, event.target.checked)}
          />
          {label}
        </label>
      ))}
    </div>
  );
}

function Range({ label, axis, onChange }: PartProps & { label: string }) {
  return (
    <>
      <TextField
        label={`${label} from`}
        size={8}
        value={axis.from}
        onChange={(from) => onChange({ from })}
      />
      <TextField
        label={`${label} to`}
        size={8}
        value={axis.to}
        onChange={(to) => onChange({ to })}
      />
      <Segments
        label={`Scale of ${label}`}
        options={SCALES}
        value={axis.scale}
        onChange={(scale) => onChange({ scale: scale as DraftAxis["scale"] })}
      />
    </>
  );
}

/** A list of values, and a way to have them spaced evenly. */
function List({ label, field, axis, onChange }: PartProps & { label: string; field: NumberField }) {
  const [count, setCount] = useState("4");
  const spaced = spacedText(field, axis, count);
  return (
    <>
      <TextField
        label={`Values of ${label}`}
        value={axis.list}
        hint={`parted by commas; ${rangeOf(field)}`}
        onChange={(list) => onChange({ list })}
      />
      <details className="spacing">
        <summary>Spaced evenly</summary>
        <div className="design-row">
          <TextField label={`How many of ${label}`} size={4} value={count} onChange={setCount} />
          <Range label={label} axis={axis} onChange={onChange} />
          <button
            type="button"
            aria-disabled={spaced === null}
            onClick={() => spaced !== null && onChange({ list: spaced })}
          >
            Fill in
          </button>
        </div>
      </details>
    </>
  );
}
