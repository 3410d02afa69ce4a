import { useId } from "react";

interface Props {
  label: string;
  text: string;
  onCopy: () => void;
}

/** A text to copy, by its button or by hand. */
export function CopyField({ label, text, onCopy }: Props) {
  const id = useId();
  return (
    <div className="copy-field">
      <label htmlFor={id}>{label}</label>
      <input id={id} type="text" readOnly value={text} onFocus={(event) => event.target.select()} />
      <button type="button" aria-label={`Copy the ${label.toLowerCase()}`} onClick={onCopy}>
        Copy
      </button>
    </div>
  );
}
