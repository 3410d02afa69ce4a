import {
  chainsChoice,
  hasBegun,
  isChained,
  sampledModels,
  trainingChoice,
} from "../../../lab/chains.ts";
import { chainsFields } from "../../../lab/chainsWish.ts";
import type { Field, Value } from "../../../lab/fields.ts";
import { read } from "../../../lab/values.ts";
import type { ModelKind } from "../../../model/recipe.ts";
import { Control } from "../../Control.tsx";
import { useLab, useLabState } from "../../context.ts";
import { RunButton } from "../../RunButton.tsx";
import { Segments } from "../../Segments.tsx";
import { MODEL_NAMES } from "../panels.ts";

/** Which energy the chains sample, from where, how, and how long. */
export function Choices() {
  const { chains } = useLab().toy;
  const wish = useLabState(({ place }) => place.chains);
  const settings = useLabState(({ place }) => place.toy);
  const begun = useLabState(hasBegun);
  const basis = { settings, begun };
  const choice = chainsChoice(basis, wish);
  const training = trainingChoice(basis, choice.model);
  const chained = isChained(settings, choice.model);
  const same = (["start", "sampler", "steps"] as const).every(
    (key) => choice[key] === training[key],
  );
  const set = ({ key, kind }: Field, value: Value) =>
    chains.set({ [key]: key === "chains" || kind !== "choice" ? Number(value) : value });
  return (
    <div className="chains-choices">
      <Segments
        label="Energy"
        options={sampledModels(settings.model).map((model) => ({
          value: model,
          label: MODEL_NAMES[model],
        }))}
        value={choice.model}
        onChange={(model) => chains.set({ model: model as ModelKind })}
      />
      {chainsFields(chained).map((field) => (
        <Control
          key={field.key}
          field={field}
          value={read(choice, field.key)}
          {...(chained && field.key === "steps" && { mark: training.steps })}
          onChange={(value) => set(field, value)}
        />
      ))}
      {chained && (
        <RunButton
          label={`As in training: ${training.steps} steps`}
          off={same}
          onPress={chains.asInTraining}
        />
      )}
    </div>
  );
}
