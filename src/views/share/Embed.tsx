import { useId, useState } from "react";
import { SECTION_NAMES, SECTIONS, type Section } from "../../lab/sections.ts";
import { embedCode } from "../../lab/sharing.ts";
import type { LabState } from "../../lab/store.ts";
import { useLab } from "../context.ts";
import { CopyField } from "./CopyField.tsx";

/** An embedded lab has no header in any case. */
const CHOICES = SECTIONS.filter((section) => section !== "header");
const FIRST: readonly Section[] = ["settings", "timeline", "explanation"];
const HEIGHTS = [400, 600, 800, 1000];

interface Props {
  state: LabState;
  /** Whether the embedded lab trains as soon as it is opened. */
  autorun: boolean;
}

/** Code that embeds the state in another page, with the parts that are to be seen. */
export function Embed({ state, autorun }: Props) {
  const { share } = useLab();
  const id = useId();
  const [hidden, setHidden] = useState(FIRST);
  const [height, setHeight] = useState(HEIGHTS[1]!);
  const code = embedCode(state, share.address, { hidden, height, autorun });
  const toggle = (section: Section) =>
    setHidden(CHOICES.filter((other) => hidden.includes(other) !== (other === section)));
  return (
    <>
      <fieldset className="embed-parts">
        <legend>Embed in another page, with</legend>
        {CHOICES.map((part) => (
          <div key={part} className="check">
            <input
              id={id + part}
              type="checkbox"
              checked={!hidden.includes(part)}
              onChange={() => toggle(part)}
            />
            <label htmlFor={id + part}>{SECTION_NAMES[part]}</label>
          </div>
        ))}
      </fieldset>
      <div className="check">
        <label htmlFor={`${id}height`}>Height</label>
        <select
          id={`${id}height`}
          value={height}
          onChange={(event) => setHeight(Number(event.target.value))}
        >
          {HEIGHTS.map((pixels) => (
            <option key={pixels} value={pixels}>
              {pixels} px
            </option>
          ))}
        </select>
      </div>
      <CopyField label="Code" text={code} onCopy={() => share.copyCode(code)} />
    </>
  );
}
