import { type ReactNode, useMemo, useState } from "react";
import type { MapPoint } from "../../../workers/protocol/look.ts";
import type { EnergyMap, EnergyName } from "../../../workers/protocol/maps.ts";
import type { ModelFrame, ToyFrame, ToyPrepared } from "../../../workers/protocol/toy.ts";
import { currentFrame } from "../../lab/store.ts";
import type { ModelKind, ToyModel } from "../../model/recipe.ts";
import { useLabState } from "../context.ts";
import { ENERGY_NAMES } from "../maps/energies.ts";
import { EnergyLabel, Heatmap, type Threshold } from "../maps/Heatmap.tsx";
import { Layers } from "../maps/Layers.tsx";
import { Caption } from "./Caption.tsx";
import { useTrails } from "./chains/trails.ts";
import { thresholdOf, useMapTool, usePainted, usePin } from "./detection/overlay.ts";
import { Painter } from "./detection/Painter.tsx";
import { Verdict } from "./fit/Verdict.tsx";
import { MODEL_NAMES, PANELS, type Panel, panelMap } from "./panels.ts";

/** Data lies on the dark of low energies, OOD points on the bright of high ones. */
const LAYERS = [
  { name: "points", label: "Data points", colour: "#ffffffb0" },
  { name: "particles", label: "Particles", colour: "#ff6a2b" },
  { name: "ood", label: "OOD points", colour: "#8a1a5c" },
  { name: "trails", label: "Trails of chains", colour: "#efb118" },
  { name: "level", label: "Level set at γ", colour: "#000000" },
] as const;
type LayerName = (typeof LAYERS)[number]["name"];

/** A map with its names and the particles of its model. */
interface Picture {
  /** Null for the data. */
  panel: Panel | null;
  name: string;
  label: ReactNode;
  energy: EnergyName | "truth";
  caption: string;
  map: EnergyMap;
  size: number;
  threshold: Threshold | null;
  particles: Float32Array;
  /** The model whose chains move on this energy, if they do. */
  sampled: ModelKind | null;
  /** What the verdict under the map is on, in a run of all models. */
  judged: ModelFrame | null;
}

const NONE = new Float32Array(0);

/** As figures of papers count their panels. */
const LETTERS = "abcd";

/** The data and the energies of the frame: the parts of one model, or three models. */
function picturesOf(
  scene: ToyPrepared,
  frame: ToyFrame,
  model: ToyModel,
  gamma: number,
): Picture[] {
  const data: Picture = {
    ...{ name: "Data", label: "Data", energy: "truth", caption: "−log p, the truth" },
    ...{ ...scene.truth, particles: NONE, sampled: null, judged: null },
    ...{ panel: null, threshold: null },
  };
  const panels = PANELS[model].flatMap((panel): Picture[] => {
    const map = panelMap(frame, panel);
    if (!map) return [];
    const { energy, caption } = panel;
    const sampled = panel.part === "total" ? panel.model : null;
    const all = model === "all";
    const name = all ? MODEL_NAMES[panel.model] : ENERGY_NAMES[energy];
    const label = all ? name : <EnergyLabel key={energy} energy={energy} />;
    const { particles } = frame.models[all ? panel.model : model] ?? { particles: NONE };
    const judged = all ? frame.models[panel.model]! : null;
    const shown = { map, size: frame.size, threshold: thresholdOf(frame, panel, gamma), judged };
    return [{ panel, name, label, energy, caption, ...shown, particles, sampled }];
  });
  return [data, ...panels];
}

/** The data and the energies, side by side, with one probe and one painter for all. */
export function Maps() {
  const frame = useLabState(({ toy }) => toy.frame);
  const scene = useLabState(({ toy }) => toy.scene);
  const stale = useLabState(({ toy }) => !currentFrame(toy));
  const ood = useLabState(({ place }) => place.ood);
  const model = useLabState(({ place }) => place.toy.model);
  const gamma = useLabState(({ place }) => place.results.gamma);
  const [layers, setLayers] = useState<LayerName[]>(["points", "particles", "trails", "level"]);
  const trails = useTrails();
  const [probe, setProbe] = useState<MapPoint | null>(null);
  const tool = useMapTool();
  const painted = usePainted();
  const pinOn = usePin();
  const pictures = useMemo(() => {
    if (!scene || !frame) return null;
    return picturesOf(scene, frame, scene.model, gamma).map((picture) => {
      const sets = {
        ...{ points: scene.points, particles: picture.particles },
        ...{ ood: scene.ood[ood], trails: NONE, level: NONE },
      };
      const dots = LAYERS.filter(({ name }) => layers.includes(name)).map(({ name, colour }) => ({
        points: sets[name],
        colour,
        side: name === "points" ? 2.5 : 4,
      }));
      const threshold = layers.includes("level") ? picture.threshold : null;
      return { ...picture, threshold, dots: [...dots, ...painted] };
    });
  }, [scene, frame, ood, gamma, layers, painted]);

  return (
    <section className="maps" aria-label="Energy maps">
      <Painter />
      <Layers
        layers={LAYERS.filter(({ name }) => name !== "trails" || trails)}
        chosen={layers}
        onChange={setLayers}
      />
      <figure aria-label="Maps side by side">
        <div className={stale ? "map-row stale" : "map-row"}>
          {pictures && scene
            ? pictures.map(({ particles: _, panel, sampled, judged, ...picture }, i) => (
                <div key={picture.name}>
                  <Heatmap
                    {...picture}
                    letter={LETTERS[i]}
                    extent={scene.extent}
                    trails={layers.includes("trails") && trails?.model === sampled ? trails : null}
                    probe={probe}
                    onProbe={setProbe}
                    tool={tool}
                    pin={pinOn(panel)}
                  />
                  {judged && <Verdict name={picture.name} frame={judged} />}
                </div>
              ))
            : [{ energy: "truth" }, ...PANELS[model]].map(({ energy }) => (
                <div key={energy} className="map-wait" />
              ))}
        </div>
        <Caption />
      </figure>
    </section>
  );
}
