import type { BackendChoice } from "../../workers/protocol/backend.ts";
import type { MapPoint } from "../../workers/protocol/look.ts";
import { featureDefaults, toyDefaults } from "../model/defaults.ts";
import type { FeatureSettings, OodGroup, ToySettings } from "../model/recipe.ts";
import { DEFAULT_VIEW, type ResultsView } from "./results.ts";

export const TABS = ["learn", "lab", "features"] as const;
export type Tab = (typeof TABS)[number];

/** What the 2D lab shows beneath its maps. */
export const INSTRUMENTS = ["detection", "fit", "chains", "motion"] as const;
export type Instrument = (typeof INSTRUMENTS)[number];

/** What is drawn over the maps of the 2D lab. */
export const LAYERS = ["points", "particles", "ood", "trails", "level"] as const;
export type LayerName = (typeof LAYERS)[number];

/** The maps of the 2D lab, by the energy that each has the accent of. */
export const MAPS = ["truth", "reference", "network", "total"] as const;
export type MapName = (typeof MAPS)[number];

/** The scenes of an update in slow motion; a number is a Langevin step, from 1. */
export const MOTION_SCENES = ["batch", "start", "energies", "loss", "weights"] as const;
export type MotionScene = (typeof MOTION_SCENES)[number] | number;

/** Everything the address holds. */
export interface Place {
  tab: Tab;
  /** The chapter of the Learn tab; null where none was opened yet. */
  chapter: string | null;
  /** Start a new run and train it whenever the address is opened or edited, on the 2D lab's tab. */
  autorun: boolean;
  backend: BackendChoice;
  /** The OOD set whose ROC curves the 2D lab shows. */
  ood: OodGroup;
  instrument: Instrument | "none";
  /** The maps that are shown, in the order of MAPS. */
  maps: readonly MapName[];
  /** Of the slow motion. */
  scene: MotionScene;
  /** In the order of LAYERS. */
  layers: readonly LayerName[];
  /** Where the 2D lab's probe is pinned. */
  probe: MapPoint | null;
  toy: ToySettings;
  features: FeatureSettings;
  results: ResultsView;
}

/** The place that an address changes. */
export const FIRST_PLACE: Place = {
  ...{ tab: "lab", chapter: null, autorun: false, backend: "auto", ood: "near" },
  ...{ instrument: "detection", maps: MAPS, scene: "batch" },
  ...{ layers: ["points", "particles", "trails", "level"], probe: null },
  toy: toyDefaults("cross", "correction"),
  features: featureDefaults(),
  results: DEFAULT_VIEW,
};
