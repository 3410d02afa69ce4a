import { type KeyboardEvent, useEffect, useRef } from "react";
import type { RunRecord } from "../../lab/runs/record.ts";
import { settingsTitle } from "../../lab/runs/title.ts";
import { useLab } from "../context.ts";

/** Characters of a name at most. */
const LONGEST = 80;

interface Props {
  run: RunRecord;
  onEnd: () => void;
}

/** A run's new name: Enter and leaving keep it, Escape does not; an empty one is called by its settings. */
export function Rename({ run, onEnd }: Props) {
  const { runs } = useLab();
  const field = useRef<HTMLInputElement>(null);
  const ended = useRef(false);
  useEffect(() => field.current?.select(), []);
  /** Ends once: what takes the field away also makes it lose the keyboard. */
  const end = (keep: boolean, back: boolean) => {
    if (ended.current) return;
    ended.current = true;
    const row = field.current?.closest("li");
    const name = field.current?.value.trim() ?? "";
    if (keep && name !== run.name) runs.rename(run.id, name);
    onEnd();
    if (back)
      requestAnimationFrame(() => row?.querySelector<HTMLElement>(".kept-title button")?.focus());
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter") end(true, true);
    if (event.key === "Escape") end(false, true);
  };
  return (
    <input
      ref={field}
      type="text"
      aria-label={`Name of ${run.name || settingsTitle(run)}`}
      defaultValue={run.name}
      placeholder={settingsTitle(run)}
      maxLength={LONGEST}
      onKeyDown={press}
      onBlur={() => end(true, false)}
    />
  );
}
