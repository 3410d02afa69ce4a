import { useId } from "react";
import { PRESET_GROUPS, PRESETS, presetOf } from "../../lab/presets.ts";
import { useLab, useLabState } from "../context.ts";
import { OpenSettings } from "../OpenSettings.tsx";

/** Opens a named state of the lab, and says what to look for in it. */
export function Presets() {
  const { toy } = useLab();
  const settings = useLabState(({ place }) => place.toy);
  const id = useId();
  const shown = presetOf(settings);
  const open = (name: string) => {
    const chosen = PRESETS.find((preset) => preset.name === name);
    if (chosen) toy.open(chosen.settings, chosen.place);
  };
  return (
    <div className="presets">
      <div className="settings-head">
        <label htmlFor={id}>Preset</label>
        <OpenSettings />
      </div>
      <select
        id={id}
        aria-describedby={`${id}look`}
        value={shown?.name ?? ""}
        onChange={(event) => open(event.target.value)}
      >
        {!shown && <option value="">none: settings of your own</option>}
        {PRESET_GROUPS.map((group) => (
          <optgroup key={group} label={group}>
            {PRESETS.filter((preset) => preset.group === group).map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </optgroup>
        ))}
      </select>
      <p id={`${id}look`} className="muted note">
        {shown?.look ?? "Named states of the lab, ready to train, with what to look for."}
      </p>
    </div>
  );
}
