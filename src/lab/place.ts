import type { BackendChoice } from "../../workers/protocol/backend.ts";
import type { MapPoint } from "../../workers/protocol/look.ts";
import type { SliceChoice } from "../../workers/protocol/slice.ts";
import { featureDefaults, toyDefaults } from "../model/defaults.ts";
import type { FeatureSettings, OodGroup, ToySettings } from "../model/recipe.ts";
import { type ChainsWish, FIRST_WISH } from "./chainsWish.ts";
import { type Chosen, DEFAULT_VIEW, NOTHING_CHOSEN, type ResultsView } from "./results.ts";
import type { Section } from "./sections.ts";

export const TABS = ["learn", "lab", "features", "runs"] as const;
export type Tab = (typeof TABS)[number];

/** Whether a tab shows a run of the 2D lab. */
export const isToyTab = (tab: Tab) => tab === "learn" || tab === "lab";

/** What the Runs tab shows: the kept runs, some side by side, the sweeps. */
export const RUN_VIEWS = ["list", "compare", "sweeps"] as const;
export type RunView = (typeof RUN_VIEWS)[number];

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
  /** What the reader wants of the chains beside the run. */
  chains: ChainsWish;
  toy: ToySettings;
  features: FeatureSettings;
  results: ResultsView;
  /** What of the results the plots show. */
  chosen: Chosen;
  slice: SliceChoice;
  view: RunView;
  /** The kept runs that are compared, by their ids. */
  compared: readonly string[];
  /** The sweep that is shown, by its id; null where a new one is designed. */
  sweep: string | null;
  /** Whether the page stands within another page. */
  embed: boolean;
  /** What is left out, in the order of SECTIONS. */
  hidden: readonly Section[];
  /** Large type and lines, for a lecture hall. */
  large: boolean;
}

/** The place that an address changes. */
export const FIRST_PLACE: Place = {
  ...{ tab: "lab", chapter: null, autorun: false, backend: "auto", ood: "near" },
  ...{ instrument: "detection", maps: MAPS, scene: "batch" },
  ...{ layers: ["points", "particles", "trails", "level"], probe: null, chains: FIRST_WISH },
  toy: toyDefaults("cross", "correction"),
  features: featureDefaults(),
  results: DEFAULT_VIEW,
  chosen: NOTHING_CHOSEN,
  slice: {
    plane: { by: "principal", of: "means", axes: [0, 1] },
    ...{ surface: "sphere", energy: "correction", nearest: 0.25 },
  },
  ...{ view: "list", compared: [], sweep: null },
  ...{ embed: false, hidden: [], large: false },
};
