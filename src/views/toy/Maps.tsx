import { type ReactNode, useMemo, useState } from "react";
import type { MapPoint } from "../../../workers/protocol/look.ts";
import type { EnergyMap, EnergyName } from "../../../workers/protocol/maps.ts";
import type { ModelFrame, ToyFrame, ToyPrepared } from "../../../workers/protocol/toy.ts";
import { LAYERS, type LayerName } from "../../lab/place.ts";
import { currentFrame } from "../../lab/store.ts";
import type { ModelKind, OodGroup, ToyModel } from "../../model/recipe.ts";
import { useLab, useLabState } from "../context.ts";
import { ENERGY_NAMES } from "../maps/energies.ts";
import { EnergyLabel, Heatmap, type Threshold } from "../maps/Heatmap.tsx";
import { Layers } from "../maps/Layers.tsx";
import { Caption, type NamedDots } from "./Caption.tsx";
import { useTrails } from "./chains/trails.ts";
import { KINDS } from "./detection/kinds.ts";
import { thresholdOf, useMapTool, useOodDots, usePin } from "./detection/overlay.ts";
import { Painter } from "./detection/Painter.tsx";
import { Verdict } from "./fit/Verdict.tsx";
import { Moment } from "./motion/Moment.tsx";
import { useMotion } from "./motion/overlay.ts";
import { MODEL_NAMES, PANELS, type Panel, panelMap } from "./panels.ts";

/** Dots of the data show on the dark of low energies and, by their rim, where a model has it bright. */
const POINTS = { name: "data points", colour: "#fff", side: 2.5, edge: "#0d1f45" };
/** Beneath the particles of an update. */
const FAINT_POINTS = {
  ...{ name: POINTS.name, side: 2 },
  ...{ colour: "#fff", edge: "rgb(13 31 69 / 55%)" },
};
const PARTICLES = { name: "particles", colour: "#ff6a2b", side: 4 };

/** OOD points have the colour of their kind. */
const LAYER: Record<LayerName, { label: string; colour: string | null }> = {
  points: { label: "Data points", colour: POINTS.colour },
  particles: { label: "Particles", colour: PARTICLES.colour },
  ood: { label: "OOD points", colour: null },
  trails: { label: "Trails of chains", colour: "#efb118" },
  level: { label: "Level set at γ", colour: "#000000" },
};

const layersFor = (kind: OodGroup) =>
  LAYERS.map((name) => {
    const { label, colour } = LAYER[name];
    return { name, label, colour: colour ?? KINDS[kind].colour };
  });

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

/** The dots that a lit name leaves alone on the maps. */
const LIT_DOTS: Record<string, string> = { points: POINTS.name, particles: PARTICLES.name };

const NONE = new Float32Array(0);

/** As figures of papers count their panels. */
const LETTERS = "abcd";

/** Dots larger than they were, to be lit. */
const LIT = 1.75;

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

interface Props {
  /** Without the painter: beside a text that does not paint. */
  plain?: boolean;
}

/** The data and the energies, side by side, with one probe and one painter for all. */
export function Maps({ plain = false }: Props) {
  const { toy } = useLab();
  const frame = useLabState(({ toy }) => toy.past ?? toy.frame);
  const scene = useLabState(({ toy }) => toy.scene);
  const stale = useLabState(({ toy }) => !currentFrame(toy));
  const model = useLabState(({ place }) => place.toy.model);
  const gamma = useLabState(({ place }) => place.results.gamma);
  const shown = useLabState(({ place }) => place.maps);
  const chosen = useLabState(({ place }) => place.layers);
  const lit = useLabState(({ learn }) => learn.highlight);
  const layers = useMemo(
    // What is lit is drawn, whether it was chosen or not.
    () => LAYERS.filter((name) => chosen.includes(name) || name === lit),
    [chosen, lit],
  );
  const trails = useTrails();
  const [probe, setProbe] = useState<MapPoint | null>(null);
  const kind = useLabState(({ place }) => place.ood);
  const tool = useMapTool(() => toy.setLayers([...new Set(chosen).add("ood")]));
  const ood = useOodDots();
  const pinOn = usePin();
  const motion = useMotion();
  const pictures = useMemo(() => {
    if (!scene || !frame) return null;
    const all = picturesOf(scene, frame, scene.model, gamma);
    const some = all.filter(({ energy }) => shown.includes(energy));
    return (some.length > 0 ? some : all).map((given) => {
      const picture = { moment: null, ...given, ...motion?.of(given.panel) };
      const dots: NamedDots[] = [
        ...(layers.includes("points")
          ? [{ points: scene.points, ...(picture.moment?.arrows ? FAINT_POINTS : POINTS) }]
          : []),
        ...(layers.includes("particles") ? [{ points: picture.particles, ...PARTICLES }] : []),
        ...(layers.includes("ood") ? ood : []),
      ];
      const threshold = layers.includes("level") ? picture.threshold : null;
      const name = LIT_DOTS[lit ?? ""];
      const own = dots.filter((set) => set.name === name);
      const drawn = name ? own.map((set) => ({ ...set, side: LIT * set.side })) : dots;
      return { ...picture, threshold, dots: drawn };
    });
  }, [scene, frame, ood, gamma, layers, shown, lit, motion]);

  return (
    <section className="maps" aria-labelledby="maps">
      <h2 id="maps" className="hidden">
        Energy maps
      </h2>
      {!plain && <Painter />}
      <Layers
        layers={layersFor(kind).filter(({ name }) => name !== "trails" || trails)}
        chosen={chosen}
        onChange={toy.setLayers}
      />
      <figure aria-label="Maps side by side">
        <div className={stale ? "map-row stale" : "map-row"}>
          {pictures && scene
            ? pictures.map(({ particles: _, panel, sampled, judged, moment, ...picture }, i) => (
                <div key={picture.name}>
                  <Heatmap
                    {...picture}
                    letter={LETTERS[i]}
                    extent={scene.extent}
                    trails={layers.includes("trails") && trails?.model === sampled ? trails : null}
                    overlay={moment && <Moment {...moment} />}
                    probe={probe}
                    onProbe={setProbe}
                    tool={tool}
                    pin={pinOn(panel)}
                  />
                  {judged && <Verdict name={picture.name} frame={judged} />}
                </div>
              ))
            : [{ energy: "truth" } as const, ...PANELS[model]]
                .filter(({ energy }) => shown.includes(energy))
                .map(({ energy }) => <div key={energy} className="map-wait" />)}
        </div>
        <Caption
          dots={[...(pictures?.at(-1)?.dots ?? []), ...(motion?.dots ?? [])]}
          level={layers.includes("level")}
        />
      </figure>
    </section>
  );
}
