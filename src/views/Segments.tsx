import { RadioGroup } from "radix-ui";
import { memo, useId } from "react";

interface Props {
  label: string;
  /** With a patch of their colour, where they have one. */
  options: { value: string; label: string; colour?: string }[];
  value: string;
  /** Segments a row; left out, as many as there is room for. */
  columns?: number;
  onChange: (value: string) => void;
}

/** A radio group drawn as segments. */
export const Segments = memo(function Segments(props: Props) {
  const { label, options, value, columns, onChange } = props;
  const id = useId();
  return (
    <div className="segments">
      <span id={id}>{label}</span>
      <RadioGroup.Root
        aria-labelledby={id}
        value={value}
        onValueChange={onChange}
        orientation="horizontal"
        {...(columns && {
          style: { display: "grid", gridTemplateColumns: `repeat(${columns}, auto)` },
        })}
      >
        {options.map((option) => (
          <RadioGroup.Item key={option.value} value={option.value}>
            {option.colour && <i style={{ background: option.colour }} />}
            {option.label}
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </div>
  );
});
