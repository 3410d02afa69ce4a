import { RadioGroup } from "radix-ui";
import { memo, useId } from "react";

interface Props {
  label: string;
  options: { value: string; label: string }[];
  value: string;
  onChange: (value: string) => void;
}

/** A radio group drawn as one row of segments. */
export const Segments = memo(function Segments({ label, options, value, onChange }: Props) {
  const id = useId();
  return (
    <div className="segments">
      <span id={id}>{label}</span>
      <RadioGroup.Root
        aria-labelledby={id}
        value={value}
        onValueChange={onChange}
        orientation="horizontal"
      >
        {options.map((option) => (
          <RadioGroup.Item key={option.value} value={option.value}>
            {option.label}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
});
