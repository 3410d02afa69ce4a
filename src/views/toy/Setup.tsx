import { useId } from "react";
import type { ChoiceField, NumberField } from "../../lab/fields.ts";
import { TOY_FIELDS } from "../../lab/settings.ts";
import { toyDefaults } from "../../model/defaults.ts";
import { NumberInput } from "../Control.tsx";
import { useLab, useLabState } from "../context.ts";
import { RunButton } from "../RunButton.tsx";
import { Segments } from "../Segments.tsx";
import { Settings } from "../Settings.tsx";
import { Presets } from "./Presets.tsx";
import { RunButtons } from "./RunButtons.tsx";

const field = <F,>(key: string) => TOY_FIELDS.find((candidate) => candidate.key === key) as F;
const DATA = field<ChoiceField>("data");
const MODEL = field<ChoiceField>("model");
const SEED = field<NumberField>("seed");

/** What is trained, and the run's buttons. */
export function Setup() {
  const { toy, board } = useLab();
  const settings = useLabState(({ place }) => place.toy);
  const open = useLabState(({ board }) => board.open);
  const fork = useLabState(({ timeline }) => timeline.fork?.origin.update ?? null);
  const seed = useId();
  return (
    <section className="panel setup" aria-label="Setup">
      <Presets />
      <Segments
        label="Data"
        options={DATA.options}
        value={settings.data}
        columns={3}
        onChange={(value) => toy.set("data", value)}
      />
      {settings.data === "drawn" && (
        <RunButton label="Edit drawing" off={open} onPress={board.edit} />
      )}
      <Segments
        label="Model"
        options={MODEL.options}
        value={settings.model}
        columns={2}
        onChange={(value) => toy.set("model", value)}
      />
      <RunButtons />
      <div className="seed">
        <label htmlFor={seed}>Seed</label>
        <NumberInput
          id={seed}
          field={SEED}
          value={settings.seed}
          onChange={(value) => toy.set("seed", value)}
        />
      </div>
      <p className="muted note">{beginText(fork, settings.updates)}</p>
    </section>
  );
}

/** Where the next run begins: at a fork, if it is to end after it. */
function beginText(fork: number | null, updates: number): string {
  if (fork === null) return "A changed setting starts a new run at update 0.";
  if (updates <= fork) {
    return `Raise Updates, and a run goes on from update ${fork}; any other change starts one at update 0.`;
  }
  return `A changed setting starts a new run at update ${fork}, where the last one was forked; Reset goes back to update 0.`;
}

/** Every hyper-parameter of the run. */
export function ToySettingsPanel() {
  const { toy } = useLab();
  const settings = useLabState(({ place }) => place.toy);
  return (
    <section className="panel tuning" aria-label="Settings">
      <Settings
        fields={TOY_FIELDS}
        settings={settings}
        defaults={{ ...toyDefaults(settings.data, settings.model), seed: settings.seed }}
        open={["Optimisation"]}
        onChange={toy.set}
        onRestore={toy.restore}
      />
    </section>
  );
}
