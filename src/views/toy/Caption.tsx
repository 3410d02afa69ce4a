import { decimal } from "../../lab/format.ts";
import { currentFrame } from "../../lab/store.ts";
import { MODELS } from "../../model/recipe.ts";
import { Save } from "../charts/Save.tsx";
import { useLabState } from "../context.ts";
import { MODEL_NAMES } from "./panels.ts";

/** What the maps are of, in words that stay true in a saved picture. */
export function Caption() {
  const frame = useLabState(({ toy }) => currentFrame(toy));
  const { data, seed } = useLabState(({ place }) => place.toy);
  const numbers = MODELS.flatMap((model) => {
    const quality = frame?.models[model]?.quality;
    return quality ? `${MODEL_NAMES[model]} ${decimal(quality.nll)}` : [];
  });
  const truth = frame && decimal(frame.models.mixture.quality.trueNll);
  return (
    <figcaption className="map-caption">
      <p>
        {`Data: ${data}, seed ${seed}, update ${frame?.update ?? 0}.`}
        {truth && ` Test NLL in nats: truth ${truth}, ${numbers.join(", ")}.`}
      </p>
      <Save name={`figure: ${data}, seed ${seed}`} />
    </figcaption>
  );
}
