import { useMemo } from "react";
import type { Sampling, Stopping } from "../../../lab/sweeps/design.ts";
import type { DesignActions } from "../../../lab/sweeps/designing.ts";
import { designOf } from "../../../lab/sweeps/draft.ts";
import { stoppingText } from "../../../lab/sweeps/words.ts";
import { useLabState } from "../../context.ts";
import { Segments } from "../../Segments.tsx";
import { AxisEditor } from "./AxisEditor.tsx";
import { AxisPicker } from "./AxisPicker.tsx";
import { Base } from "./Base.tsx";
import { CriterionChoice } from "./CriterionChoice.tsx";
import { Launch } from "./Launch.tsx";
import { TextField } from "./TextField.tsx";

const SAMPLINGS: { value: Sampling["by"]; label: string }[] = [
  { value: "grid", label: "Grid" },
  { value: "random", label: "Random" },
  { value: "latin", label: "Latin hypercube" },
];

const SAMPLING_WORDS: Record<Sampling["by"], string> = {
  grid: "Every combination of the values.",
  random:
    "Points drawn at random: with many settings, more values of each are tried than by a grid.",
  latin:
    "As random, but each setting's range is divided into as many parts as there are points, and each part has one.",
};

const STOPPINGS: { value: Stopping["rule"]; label: string }[] = [
  { value: "none", label: "None" },
  { value: "halving", label: "Successive halving" },
];

/** The design of a sweep: what is varied, over which seeds, and how the best is chosen. */
export function Designer({ designs }: { designs: DesignActions }) {
  const draft = useLabState(({ sweeps }) => sweeps.draft);
  const drafted = useMemo(() => draft && designOf(draft), [draft]);
  if (!draft || !drafted) return null;
  const { change } = designs;
  const toy = draft.base.kind === "toy";
  return (
    <section className="panel designer" aria-label="New sweep" id="results" tabIndex={-1}>
      <h2>New sweep</h2>
      <Base designs={designs} draft={draft} />
      <fieldset>
        <legend>What is varied</legend>
        {draft.axes.length === 0 && (
          <p className="muted note">Nothing yet: add the settings that you want to explore.</p>
        )}
        {draft.axes.map((axis) => (
          <AxisEditor key={axis.key} axis={axis} draft={draft} designs={designs} />
        ))}
        <AxisPicker draft={draft} onAdd={designs.addAxis} />
      </fieldset>
      <fieldset>
        <legend>How it is sampled</legend>
        <div className="design-row">
          <Segments
            label="Sample"
            options={SAMPLINGS}
            value={draft.by}
            onChange={(by) => change({ by: by as Sampling["by"] })}
          />
          {draft.by !== "grid" && (
            <>
              <TextField
                label="Points"
                size={5}
                value={draft.points}
                onChange={(points) => change({ points })}
              />
              <TextField
                label="Seed of the sample"
                size={8}
                value={draft.sampleSeed}
                onChange={(sampleSeed) => change({ sampleSeed })}
              />
            </>
          )}
          <TextField
            label="Seeds of each point"
            size={14}
            value={draft.seeds}
            onChange={(seeds) => change({ seeds })}
          />
        </div>
        <p className="muted note">
          {SAMPLING_WORDS[draft.by]} Each point is run with every seed, such as 1-5, so that chance
          is told from effect.
        </p>
      </fieldset>
      {toy && (
        <fieldset>
          <legend>Early stopping</legend>
          <div className="design-row">
            <Segments
              label="Rule"
              options={STOPPINGS}
              value={draft.rule}
              onChange={(rule) => change({ rule: rule as Stopping["rule"] })}
            />
            {draft.rule === "halving" && (
              <>
                <TextField
                  label="η, keeps 1 of"
                  size={4}
                  value={draft.eta}
                  onChange={(eta) => change({ eta })}
                />
                <TextField
                  label="Rungs"
                  size={4}
                  value={draft.rungs}
                  onChange={(rungs) => change({ rungs })}
                />
              </>
            )}
          </div>
          {draft.rule === "halving" && (
            <p className="note">
              {drafted.design && stoppingText(drafted.design)} By the criterion's median over the
              seeds, while the learning rate is still that of the whole run: a late starter may be
              lost.
            </p>
          )}
        </fieldset>
      )}
      <fieldset>
        <legend>How the best is chosen</legend>
        <CriterionChoice
          kind={draft.base.kind}
          value={draft.criterion}
          onChange={(criterion) => change({ criterion })}
        />
      </fieldset>
      <Launch drafted={drafted} designs={designs} />
    </section>
  );
}
