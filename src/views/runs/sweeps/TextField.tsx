import { useId } from "react";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** What can be written, in a few words. */
  hint?: string;
  /** Characters that it has room for; left out, as many as there is room for. */
  size?: number;
}

/** A line of text with its name above it. */
export function TextField({ label, value, onChange, hint, size }: Props) {
  const id = useId();
  return (
    <div className={size ? "text-field" : "text-field wide"}>
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="text"
        {...(size && { size })}
        value={value}
        spellCheck={false}
        autoComplete="off"
        aria-describedby={hint && `${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint && <small id={`${id}-hint`}>{hint}</small>}
    </div>
  );
}
