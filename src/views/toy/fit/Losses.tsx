import { useState } from "react";
import { EMPTY_TRACE } from "../../../lab/trace.ts";
import type { ModelKind } from "../../../model/recipe.ts";
import { LossChart } from "../../charts/LossChart.tsx";
import { useLabState } from "../../context.ts";
import { Segments } from "../../Segments.tsx";
import { MODEL_NAMES } from "../panels.ts";

const TRAINED = (["ebm", "correction"] as const).map((model) => ({
  value: model,
  label: MODEL_NAMES[model],
}));

/** The losses of the model in training; of a run of all, of one of them. */
export function Losses() {
  const { model, updates } = useLabState(({ place }) => place.toy);
  const traces = useLabState(({ toy }) => toy.traces);
  const [chosen, setChosen] = useState<ModelKind>("correction");
  const trace = traces[model === "all" ? chosen : model] ?? EMPTY_TRACE;
  return (
    <LossChart
      title="Loss and energy gap"
      trace={trace}
      updates={updates}
      empty={model === "mixture" ? "The mixture is fitted at once: nothing to train" : undefined}
    >
      {model === "all" && (
        <Segments
          label="Losses of"
          options={TRAINED}
          value={chosen}
          onChange={(value) => setChosen(value as ModelKind)}
        />
      )}
    </LossChart>
  );
}
