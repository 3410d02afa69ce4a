import { Collapsible } from "radix-ui";
import { type Field, GROUPS, type Group, type Value } from "../lab/fields.ts";
import { changed, read, shown } from "../lab/values.ts";
import { Control } from "./Control.tsx";
import { RunButton } from "./RunButton.tsx";

interface Props {
  fields: Field[];
  settings: object;
  defaults: object;
  /** Groups open at first. */
  open: Group[];
  onChange: (key: string, value: Value) => void;
  onRestore: () => void;
}

/** The settings that mean something as things stand, in collapsible groups, with a way back to the defaults. */
export function Settings({ fields, settings, defaults, open, onChange, onRestore }: Props) {
  const present = shown(fields, settings);
  const differing = changed(present, settings, defaults);
  return (
    <div className="settings">
      <div className="settings-head">
        <span className="muted">
          {differing.length === 0 ? "Default settings" : `${differing.length} changed`}
        </span>
        <RunButton label="Defaults" quiet off={differing.length === 0} onPress={onRestore} />
      </div>
      {GROUPS.map((group) => {
        const own = present.filter((field) => field.group === group);
        if (own.length === 0) return null;
        const count = differing.filter((field) => field.group === group).length;
        return (
          <Collapsible.Root key={group} defaultOpen={open.includes(group)} className="group">
            <Collapsible.Trigger>
              {group}
              {count > 0 && <span className="count">{count} changed</span>}
            </Collapsible.Trigger>
            <Collapsible.Content>
              {own.map((field) => (
                <Control
                  key={field.key}
                  field={field}
                  value={read(settings, field.key)}
                  onChange={(value) => onChange(field.key, value)}
                />
              ))}
            </Collapsible.Content>
          </Collapsible.Root>
        );
      })}
    </div>
  );
}
