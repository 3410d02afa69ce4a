import { dataWords } from "../../lab/caption.ts";
import { decimal } from "../../lab/format.ts";
import { shownFrame } from "../../lab/store.ts";
import { MODELS } from "../../model/recipe.ts";
import { Save } from "../charts/Save.tsx";
import { useLabState } from "../context.ts";
import type { Dots } from "../maps/paint.ts";
import { MODEL_NAMES } from "./panels.ts";

/** A set of dots and what it is of. */
export type NamedDots = Dots & { name: string };

interface Props {
  dots: readonly NamedDots[];
  /** Whether the threshold's level set is drawn. */
  level: boolean;
}

/** What the maps are of and what is drawn on them, in words that stay true in a saved picture. */
export function Caption({ dots, level }: Props) {
  const frame = useLabState(({ toy }) => shownFrame(toy));
  const settings = useLabState(({ place }) => place.toy);
  const pinned = useLabState(({ place }) => place.probe !== null);
  const [data, seed] = [dataWords(settings), settings.seed];
  const numbers = MODELS.flatMap((model) => {
    const quality = frame?.models[model]?.quality;
    return quality ? `${MODEL_NAMES[model]} ${decimal(quality.nll)}` : [];
  });
  const truth = frame && decimal(frame.models.mixture.quality.trueNll);
  return (
    <figcaption className="map-caption">
      <div>
        <p>
          {`Data: ${data}, seed ${seed}, update ${frame?.update ?? 0}.`}
          {truth && ` Test NLL in nats: truth ${truth}, ${numbers.join(", ")}.`}
        </p>
        <ul className="key" aria-label="Drawn on the maps">
          {dots
            .filter(({ points }) => points.length > 0)
            .map(({ name, colour, edge }) => (
              <li key={name}>
                <svg className="dot" viewBox="0 0 8 8" aria-hidden="true">
                  <rect x={1} y={1} width={6} height={6} fill={colour} stroke={edge ?? colour} />
                </svg>
                {name}
              </li>
            ))}
          {level && (
            <li>
              <svg viewBox="0 0 18 8" aria-hidden="true">
                <g className="contours">
                  <path className="halo" d="M1,4H17" />
                  <path className="level" d="M1,4H17" />
                </g>
              </svg>
              level set at γ
            </li>
          )}
          {pinned && (
            <li>
              <svg viewBox="0 0 18 8" aria-hidden="true">
                <path className="line" d="M1,4H17M12,1L17,4L12,7" />
              </svg>
              −∇E at the probe
            </li>
          )}
        </ul>
      </div>
      <Save name={`figure: ${data}, seed ${seed}`} />
    </figcaption>
  );
}
