import { Collapsible } from "radix-ui";
import { type Field, GROUPS, type Group, type Value } from "../lab/fields.ts";
import { changed, read } from "../lab/values.ts";
import { Control } from "./Control.tsx";

interface Props {
  fields: Field[];
  settings: object;
  defaults: object;
  /** Groups open at first. */
  open: Group[];
  onChange: (key: string, value: Value) => void;
  onRestore: () => void;
}

/** Settings in collapsible groups, with a way back to the defaults. */
export function Settings({ fields, settings, defaults, open, onChange, onRestore }: Props) {
  const differing = changed(fields, settings, defaults);
  return (
    <div className="settings">
      <div className="settings-head">
        <span className="muted">
          {differing.length === 0 ? "Default settings" : `${differing.length} changed`}
        </span>
        <button
          type="button"
          className="quiet"
          disabled={differing.length === 0}
          onClick={onRestore}
        >
          Defaults
        </button>
      </div>
      {GROUPS.map((group) => {
        const own = fields.filter((field) => field.group === group);
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
