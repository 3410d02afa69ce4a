import { useMemo, useState } from "react";
import type { MapPoint } from "../../../workers/protocol/look.ts";
import type { EnergyName } from "../../../workers/protocol/maps.ts";
import type { FeatureSlice } from "../../../workers/protocol/slice.ts";
import { isRunning } from "../../lab/phase.ts";
import { isStale } from "../../lab/slicing.ts";
import { useLabState } from "../context.ts";
import { ENERGY_NAMES } from "../maps/energies.ts";
import { EnergyLabel, Heatmap } from "../maps/Heatmap.tsx";
import { Layers } from "../maps/Layers.tsx";
import { SliceChoices } from "./SliceChoices.tsx";
import { SliceNotes } from "./SliceNotes.tsx";

/** Told apart on the dark of low energies and on the bright of high ones. */
const LAYERS = [
  { name: "id", label: "ID test rows", colour: "#ffffff" },
  { name: "near", label: "near-OOD rows", colour: "#ff6a2b" },
  { name: "mid", label: "mid-OOD rows", colour: "#f2c230" },
  { name: "far", label: "far-OOD rows", colour: "#b3207a" },
] as const;
const THRESHOLD = {
  holds: "95 % of the ID test rows",
  verdicts: ["within the 95 % threshold", "above the 95 % threshold"] as [string, string],
};
type LayerName = (typeof LAYERS)[number]["name"];

/** The energies on a plane of the feature space, and the rows near it. */
export function Slice() {
  const slice = useLabState(({ slice }) => slice.slice);
  const refusal = useLabState(({ slice }) => slice.refusal);
  const stale = useLabState(({ slice }) => isStale(slice));
  const running = useLabState(({ features }) => isRunning(features.phase));
  const shown = refusal === null ? slice : null;
  return (
    <section className="maps slice" aria-labelledby="slice">
      <h3 id="slice">Feature space</h3>
      <SliceChoices />
      <p role="status" aria-label="Feature space status" className="muted note">
        {statusOf()}
      </p>
      {shown && <Maps slice={shown} stale={stale} />}
      {shown && <SliceNotes slice={shown} />}
    </section>
  );

  function statusOf(): string {
    if (running) {
      return slice ? "Drawn before this run; drawn anew when it ends." : "Drawn when the run ends.";
    }
    if (refusal !== null) return `No map: ${refusal}.`;
    if (!slice) return "Drawing …";
    return stale ? "Drawing …" : "";
  }
}

function Maps({ slice, stale }: { slice: FeatureSlice; stale: boolean }) {
  const { maps, extent, size, marks, points } = slice;
  const [chosen, setChosen] = useState<LayerName[]>(["id", "near", "far"]);
  const [probe, setProbe] = useState<MapPoint | null>(null);
  const dots = useMemo(
    () =>
      LAYERS.toReversed()
        .filter(({ name }) => chosen.includes(name))
        .flatMap(({ name, colour }) =>
          points
            .filter(({ ood }) => (ood?.group ?? "id") === name)
            .map((set) => ({ points: set.points, colour, side: 3.5 })),
        ),
    [points, chosen],
  );
  const layers = LAYERS.filter(
    ({ name }) => name === "id" || points.some(({ ood }) => ood?.group === name),
  );
  return (
    <>
      <Layers layers={layers} chosen={chosen} onChange={setChosen} />
      <div className={stale ? "map-row stale" : "map-row"}>
        {(Object.keys(maps) as EnergyName[]).map((energy) => (
          <Heatmap
            key={energy}
            name={ENERGY_NAMES[energy]}
            label={<EnergyLabel energy={energy} />}
            energy={energy}
            caption={captionOf(energy, slice)}
            map={maps[energy]!}
            size={size}
            extent={extent}
            dots={dots}
            marks={marks}
            threshold={{ ...maps[energy]!.threshold, ...THRESHOLD }}
            probe={probe}
            onProbe={setProbe}
          />
        ))}
        <Gap slice={slice} />
      </div>
    </>
  );
}

/** Says why there are fewer maps than three. */
function Gap({ slice: { model, choice } }: { slice: FeatureSlice }) {
  if (model === "correction") return null;
  const name = choice.energy === "ebm" ? "EBM" : "correction";
  return (
    <p className="map-gap">
      {model === "ebm"
        ? "The EBM has no reference: it scores with its E_θ alone. E_G is shown beside it to compare shapes; each has its own colours."
        : `The ${name}'s E_θ is not trained yet, so that E_G is drawn alone. It is drawn too after Score and train.`}
    </p>
  );
}

function captionOf(energy: EnergyName, { model, mixtureTemperature }: FeatureSlice): string {
  if (energy === "network") return model === "ebm" ? "the EBM" : "the network, learned";
  if (energy === "total") return "the corrected energy";
  if (model === "mixture") return "the mixture of Gaussians";
  return `the mixture, over T_G = ${Number(mixtureTemperature.toPrecision(4))}`;
}
