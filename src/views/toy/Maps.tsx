import { Checkbox } from "radix-ui";
import { memo, useId, useMemo, useState } from "react";
import { ENERGIES } from "../../../workers/protocol.ts";
import { currentFrame } from "../../lab/store.ts";
import { useLabState } from "../context.ts";
import { captionOf } from "./energies.ts";
import { Heatmap, type Point } from "./Heatmap.tsx";

/** Data lies on the dark of low energies, OOD points on the bright of high ones. */
const COLOURS = { points: "#ffffffb0", particles: "#ff6a2b", ood: "#8a1a5c" };
const LAYERS = { points: "Data points", particles: "Particles", ood: "OOD points" };
type Layer = keyof typeof LAYERS;
const ALL = Object.keys(LAYERS) as Layer[];

/** The three energies, side by side, with one probe for all. */
export function Maps() {
  const frame = useLabState(({ toy }) => toy.frame);
  const scene = useLabState(({ toy }) => toy.scene);
  const stale = useLabState(({ toy }) => !currentFrame(toy));
  const model = useLabState(({ place }) => place.toy.model);
  const ood = useLabState(({ place }) => place.ood);
  const [layers, setLayers] = useState<Layer[]>(["points", "particles"]);
  const [probe, setProbe] = useState<Point | null>(null);
  const dots = useMemo(() => {
    if (!scene || !frame) return [];
    const points = { points: scene.points, particles: frame.particles, ood: scene.ood[ood] };
    return layers.map((layer) => ({
      points: points[layer],
      colour: COLOURS[layer],
      side: layer === "points" ? 2.5 : 4,
    }));
  }, [scene, frame, ood, layers]);

  return (
    <section className="maps" aria-label="Energy maps">
      <Layers chosen={layers} onChange={setLayers} />
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

interface LayersProps {
  chosen: Layer[];
  onChange: (layers: Layer[]) => void;
}

/** What is drawn over the maps. */
const Layers = memo(function Layers({ chosen, onChange }: LayersProps) {
  const id = useId();
  const toggle = (layer: Layer) =>
    onChange(ALL.filter((other) => chosen.includes(other) !== (other === layer)));
  return (
    <div className="layers">
      {ALL.map((layer) => (
        <span key={layer} className="toggle">
          <Checkbox.Root
            id={id + layer}
            checked={chosen.includes(layer)}
            onCheckedChange={() => toggle(layer)}
          >
            <Checkbox.Indicator>✓</Checkbox.Indicator>
          </Checkbox.Root>
          <label htmlFor={id + layer}>
            <i style={{ background: COLOURS[layer] }} />
            {LAYERS[layer]}
          </label>
        </span>
      ))}
    </div>
  );
});
