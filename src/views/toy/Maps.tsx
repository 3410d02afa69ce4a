import { useMemo, useState } from "react";
import { ENERGIES } from "../../../workers/protocol/maps.ts";
import { currentFrame } from "../../lab/store.ts";
import { useLabState } from "../context.ts";
import { captionOf } from "../maps/energies.ts";
import { Heatmap, type Point } from "../maps/Heatmap.tsx";
import { Layers } from "../maps/Layers.tsx";

/** Data lies on the dark of low energies, OOD points on the bright of high ones. */
const LAYERS = [
  { name: "points", label: "Data points", colour: "#ffffffb0" },
  { name: "particles", label: "Particles", colour: "#ff6a2b" },
  { name: "ood", label: "OOD points", colour: "#8a1a5c" },
] as const;
type LayerName = (typeof LAYERS)[number]["name"];

/** The three energies, side by side, with one probe for all. */
export function Maps() {
  const frame = useLabState(({ toy }) => toy.frame);
  const scene = useLabState(({ toy }) => toy.scene);
  const stale = useLabState(({ toy }) => !currentFrame(toy));
  const model = useLabState(({ place }) => place.toy.model);
  const ood = useLabState(({ place }) => place.ood);
  const [layers, setLayers] = useState<LayerName[]>(["points", "particles"]);
  const [probe, setProbe] = useState<Point | null>(null);
  const dots = useMemo(() => {
    if (!scene || !frame) return [];
    const points = { points: scene.points, particles: frame.particles, ood: scene.ood[ood] };
    return LAYERS.filter(({ name }) => layers.includes(name)).map(({ name, colour }) => ({
      points: points[name],
      colour,
      side: name === "points" ? 2.5 : 4,
    }));
  }, [scene, frame, ood, layers]);

  return (
    <section className="maps" aria-label="Energy maps">
      <Layers layers={LAYERS} chosen={layers} onChange={setLayers} />
      <div className={stale ? "map-row stale" : "map-row"}>
        {ENERGIES.map((energy) =>
          frame && scene ? (
            <Heatmap
              key={energy}
              energy={energy}
              caption={captionOf(energy, model)}
              map={frame.maps[energy]}
              size={frame.size}
              extent={scene.extent}
              dots={dots}
              probe={probe}
              onProbe={setProbe}
            />
          ) : (
            <div key={energy} className="map-wait" />
          ),
        )}
      </div>
    </section>
  );
}
