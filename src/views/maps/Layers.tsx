import { Checkbox } from "radix-ui";
import { useId } from "react";

export interface Layer<Name extends string> {
  name: Name;
  label: string;
  colour: string;
}

interface Props<Name extends string> {
  layers: readonly Layer<Name>[];
  chosen: readonly Name[];
  onChange: (chosen: Name[]) => void;
}

/** Which dots are drawn over the maps, and their colours. */
export function Layers<Name extends string>({ layers, chosen, onChange }: Props<Name>) {
  const id = useId();
  const toggle = (name: Name) => {
    const all = layers.map((layer) => layer.name);
    onChange(all.filter((other) => chosen.includes(other) !== (other === name)));
  };
  return (
    <div className="layers">
      {layers.map(({ name, label, colour }) => (
        <span key={name} className="toggle">
          <Checkbox.Root
            id={id + name}
            checked={chosen.includes(name)}
            onCheckedChange={() => toggle(name)}
          >
            <Checkbox.Indicator>✓</Checkbox.Indicator>
          </Checkbox.Root>
          <label htmlFor={id + name}>
            <i style={{ background: colour }} />
            {label}
          </label>
        </span>
      ))}
    </div>
  );
}
