import type { DesignActions } from "../../../lab/sweeps/designing.ts";
import { draftVaries, type SweepDraft } from "../../../lab/sweeps/draft.ts";
import { baseText } from "../../../lab/sweeps/words.ts";
import { useLabState } from "../../context.ts";
import { Segments } from "../../Segments.tsx";
import { TextField } from "./TextField.tsx";

const KINDS: { value: SweepDraft["base"]["kind"]; label: string }[] = [
  { value: "toy", label: "2D lab" },
  { value: "features", label: "Features" },
];

interface Props {
  draft: SweepDraft;
  designs: DesignActions;
}

/** What all runs of a sweep have in common, and its name. */
export function Base({ draft, designs }: Props) {
  const painted = useLabState(({ toy }) => toy.painting.used);
  const loaded = useLabState(({ features }) => features.summary !== null);
  const { base } = draft;
  return (
    <fieldset>
      <legend>What all runs have in common</legend>
      <div className="design-row">
        <Segments
          label="Settings of"
          options={KINDS}
          value={base.kind}
          onChange={(kind) => designs.rebase(kind as SweepDraft["base"]["kind"])}
        />
        <TextField
          label="Name of the sweep"
          size={28}
          value={draft.name}
          onChange={(name) => designs.change({ name })}
        />
      </div>
      <p className="note">
        {baseText(base, draftVaries(draft))}.{" "}
        <button type="button" className="quiet" onClick={() => designs.rebase(base.kind)}>
          Take the settings as they are now
        </button>
      </p>
      {base.kind === "toy" && painted && (
        <p className="muted note">
          Its runs are measured on the built-in OOD sets, not on the painted points.
        </p>
      )}
      {base.kind === "features" && !loaded && (
        <p className="note">
          <strong className="caution">No feature files are loaded.</strong> Load them on the
          Features tab first; its runs are trained on them.
        </p>
      )}
    </fieldset>
  );
}
