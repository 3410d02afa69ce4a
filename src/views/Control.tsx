import { Popover, Slider } from "radix-ui";
import { useEffect, useId, useState } from "react";
import type { ChoiceField, Field, NumberField, Value } from "../lab/fields.ts";
import { parse, positionOf, rangeOf, SLIDER, valueAt } from "../lab/values.ts";

interface Props<F extends Field> {
  field: F;
  value: Value;
  /** A value that the slider marks. */
  mark?: number;
  onChange: (value: Value) => void;
}

/** One setting: its name, what it means, and the means to change it. */
export function Control({ field, ...rest }: Props<Field>) {
  const id = useId();
  return (
    <div className="control">
      <div className="control-head">
        <label htmlFor={id}>{field.label}</label>
        {field.symbol && (
          <span aria-hidden="true">
            <Notation text={field.symbol} />
          </span>
        )}
        <Meaning field={field} />
        {field.kind !== "choice" && <NumberInput id={id} field={field} {...rest} />}
      </div>
      {field.kind === "choice" && <Choice id={id} field={field} {...rest} />}
      {field.kind !== "choice" && field.scale !== "none" && <Track field={field} {...rest} />}
    </div>
  );
}

/** A symbol with its subscripts: "T_G / D". */
export function Notation({ text }: { text: string }) {
  const [first, ...rest] = text.split("_");
  return (
    <var>
      {first}
      {rest.map((part) => (
        <span key={part}>
          <sub>{part[0]}</sub>
          {part.slice(1)}
        </span>
      ))}
    </var>
  );
}

function Meaning({ field }: { field: Field }) {
  return (
    <Popover.Root>
      <Popover.Trigger className="help" aria-label={`Help: ${field.label}`}>
        ?
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover"
          aria-label={field.label}
          sideOffset={4}
          collisionPadding={12}
        >
          <p>{field.meaning}</p>
          {field.kind !== "choice" && (
            <p className="muted">
              {rangeOf(field)}
              {field.unit && `, ${field.unit}`}
            </p>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** A number as text; what the field does not take is marked, told of, and left out. */
export function NumberInput({ id, field, value, onChange }: Props<NumberField> & { id: string }) {
  const [draft, setDraft] = useState<string | null>(null);
  const text = draft ?? String(value);
  const valid = parse(field, text) !== null;
  const reason = `${field.label}: expected ${rangeOf(field)}, found ${text.trim() || "no number"}`;
  return (
    <>
      <input
        id={id}
        type="number"
        inputMode="decimal"
        step={field.kind === "integer" ? 1 : "any"}
        value={text}
        aria-invalid={!valid}
        aria-describedby={valid ? undefined : `${id}-reason`}
        title={valid ? undefined : reason}
        onChange={(event) => {
          setDraft(event.target.value);
          const parsed = parse(field, event.target.value);
          if (parsed !== null && parsed !== value) onChange(parsed);
        }}
        onBlur={() => setDraft(null)}
      />
      {!valid && (
        <span id={`${id}-reason`} role="alert" className="hidden">
          {reason}
        </span>
      )}
    </>
  );
}

function Track({ field, value, mark, onChange }: Props<NumberField>) {
  const exact = positionOf(field, Number(value));
  const [position, setPosition] = useState(exact);
  // Several positions may round to one value: the thumb stays where it was put.
  const shown = valueAt(field, position) === value ? position : exact;
  useEffect(() => setPosition(shown), [shown]);
  return (
    <Slider.Root
      className="slider"
      max={SLIDER}
      step={SLIDER / 200}
      value={[shown]}
      onValueChange={([to]) => {
        setPosition(to!);
        const next = valueAt(field, to!);
        if (next !== value) onChange(next);
      }}
    >
      <Slider.Track>
        <Slider.Range />
        {mark !== undefined && (
          <i className="mark" style={{ left: `${(100 * positionOf(field, mark)) / SLIDER}%` }} />
        )}
      </Slider.Track>
      <Slider.Thumb aria-label={field.label} aria-valuetext={String(value)} />
    </Slider.Root>
  );
}

function Choice({ id, field, value, onChange }: Props<ChoiceField> & { id: string }) {
  return (
    <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
      {field.options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
