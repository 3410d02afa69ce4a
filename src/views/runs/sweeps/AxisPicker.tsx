import { Popover } from "radix-ui";
import { useState } from "react";
import type { SweepDraft } from "../../../lab/sweeps/draft.ts";
import { offered } from "../../../lab/sweeps/offered.ts";

interface Props {
  draft: SweepDraft;
  onAdd: (key: string) => void;
}

/** Adds a setting to what is varied: all settings in their groups, found by a word. */
export function AxisPicker({ draft, onAdd }: Props) {
  const [open, setOpen] = useState(false);
  const [words, setWords] = useState("");
  const groups = open ? offered(draft, words) : [];
  const options = groups.flatMap((group) => group.options);
  const add = (key: string) => {
    onAdd(key);
    setOpen(false);
  };
  return (
    <Popover.Root
      open={open}
      onOpenChange={(to) => {
        setOpen(to);
        setWords("");
      }}
    >
      <Popover.Trigger asChild>
        <button type="button">Add a setting</button>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          className="popover picker"
          aria-label="Add a setting"
          align="start"
          sideOffset={4}
          collisionPadding={12}
        >
          <input
            type="text"
            aria-label="Find a setting"
            placeholder="Find a setting"
            value={words}
            onChange={(event) => setWords(event.target.value)}
            onKeyDown={({ key }) => {
              if (key === "Enter" && options.length === 1) add(options[0]!.key);
            }}
          />
          <div className="picker-list">
            {groups.length === 0 && <p className="muted note">No setting has these words.</p>}
            {groups.map(({ name, options }) => (
              <section key={name} aria-label={name}>
                <h3>{name}</h3>
                <ul>
                  {options.map(({ key, label, symbol, now, meaning }) => (
                    <li key={key}>
                      <button type="button" title={meaning} onClick={() => add(key)}>
                        <span>{label}</span> {symbol && <var>{symbol}</var>} <small>{now}</small>
                      </button>
                    </li>
                  ))}
                </ul>
              </section>
            ))}
          </div>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
