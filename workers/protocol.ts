import type { Comparisons } from "../src/detection/comparison.ts";
import type { Distribution } from "../src/detection/distribution.ts";
import type { Method } from "../src/detection/methods.ts";
import type { Metrics, Result, ToyQuality } from "../src/detection/report.ts";
import type { Surface } from "../src/model/plane.ts";
import type { FeatureSettings, ModelKind, OodGroup, ToySettings } from "../src/model/recipe.ts";
import type { Axis } from "../src/model/slice.ts";

/** "auto" takes WebGPU on a real adapter and the CPU otherwise, never a software adapter. */
export type BackendChoice = "auto" | "webgpu" | "cpu";

/** The backend in use; `label` is for people, such as "CPU (SIMD, 4 threads)" or "WebGPU (nvidia ampere)". */
export interface Backend {
  name: "webgpu" | "cpu";
  label: string;
}

/** A ROC curve as [x0, y0, x1, y1, ...]: x the OOD share accepted, y the ID share accepted. */
export interface Roc extends Metrics {
  curve: Float32Array;
}

// ---- the 2D lab -------------------------------------------------------------------------------

/** Every request belongs to a run; the worker drops those of a run that is not the newest. */
export type ToyRequest =
  /** Makes the data, fits the mixture, initialises the network; answers `prepared` and a frame. */
  | { type: "prepare"; run: number; settings: ToySettings; backend: BackendChoice }
  | { type: "train"; run: number }
  /** One update, then a frame. */
  | { type: "step"; run: number }
  | { type: "pause"; run: number }
  /** The page has drawn the last frame: the next may come. */
  | { type: "drawn"; run: number };

export type ToyReply =
  | ToyPrepared
  | ToyFrame
  | { type: "paused"; run: number }
  | { type: "done"; run: number }
  | ToyRecovered
  /** The run diverged or broke; the last frame posted is the last good state. */
  | { type: "failed"; run: number; message: string };

export interface ToyPrepared {
  type: "prepared";
  run: number;
  backend: Backend;
  /** Side of the square [-extent, extent]^2 that maps and quadrature cover. */
  extent: number;
  /** Training points to draw, [n, 2]. */
  points: Float32Array;
  /** OOD points to draw, [n, 2] a set. */
  ood: Record<OodGroup, Float32Array>;
}

/**
 * The GPU was lost, and the run goes on by itself on another device or the CPU, from its last
 * checkpoint: losses of later updates are void, and come again.
 */
export interface ToyRecovered {
  type: "recovered";
  run: number;
  backend: Backend;
  /** The checkpoint's. */
  update: number;
  message: string;
}

/** The three energies of every picture. `total` is what the model scores with. */
export const ENERGIES = ["reference", "network", "total"] as const;
export type EnergyName = (typeof ENERGIES)[number];

/** An energy on a size x size grid, row-major from the bottom left, with its contour lines. */
export interface EnergyMap {
  values: Float32Array;
  /** Range for the colours, wide enough for the ID points and a rim around them. */
  domain: [number, number];
  contours: { level: number; path: string }[];
}

export interface ToyFrame {
  type: "frame";
  run: number;
  update: number;
  /** Seconds of training so far, pauses left out. */
  seconds: number;
  size: number;
  maps: Record<EnergyName, EnergyMap>;
  /** The chains' last states, [n, 2]. */
  particles: Float32Array;
  /** Since the last frame, one row an update: [update, loss, energy gap] flattened. */
  losses: Float32Array;
  quality: ToyQuality;
  rocs: Record<OodGroup, Record<EnergyName, Roc>>;
}

// ---- features ---------------------------------------------------------------------------------

export type FeaturesRequest =
  | { type: "open"; backend: BackendChoice }
  /** Adds files to those loaded; all or none of one request's files are taken. */
  | { type: "read"; files: File[] }
  /** Gives up the reading under way, which answers `loaded` with what was there before. */
  | { type: "stopReading" }
  /** Forgets all files; has no answer, which could be taken for that of a reading after it. */
  | { type: "clear" }
  /** Takes an array for something else, or leaves it out (null); answers `loaded` or `rejected`. */
  | { type: "assign"; source: string; role: string | null }
  | { type: "group"; dataset: string; group: OodGroup }
  /** Asks what network the settings mean on this machine, and how long it will take. */
  | { type: "plan"; settings: FeatureSettings }
  | { type: "start"; run: number; settings: FeatureSettings }
  | { type: "cancel"; run: number }
  /** Asks for the energies that a run has trained, as a .safetensors file. */
  | { type: "weights"; run: number }
  | { type: "drawn"; run: number }
  /** Asks for the energies on a plane; only the newest is answered, and none while a run trains. */
  | SliceRequest;

export type FeaturesReply =
  | { type: "opened"; backend: Backend }
  /** How far a reading is: the file under way, and the bytes of all files. */
  | { type: "reading"; file: string; done: number; of: number }
  | { type: "loaded"; summary: FeatureSummary }
  /** Nothing of the request was taken; what was loaded before stays. */
  | { type: "rejected"; problems: string[] }
  /** Null where another request has come meanwhile: the page asks again when it is done. */
  | { type: "planned"; plan: FeaturePlan | null }
  /** Why the settings cannot be run on what is loaded. */
  | { type: "unplanned"; message: string }
  /** A run has begun, with what its settings mean on this machine. */
  | { type: "started"; run: number; plan: FeaturePlan }
  | FeatureProgress
  | FeatureResult
  | FeatureComparison
  | FeatureSlice
  /** There is no such plane, and why. */
  | { type: "unsliced"; id: number; message: string }
  | FeaturesRecovered
  | { type: "weights"; run: number; bytes: Uint8Array<ArrayBuffer> }
  | ({ type: "done" | "cancelled"; run: number } & FeatureEffort)
  /** Something of the run broke; what was finished stays. */
  | ({ type: "failed"; run: number; message: string } & FeatureEffort);

/**
 * The GPU was lost, and what was under way goes on by itself on another device or the CPU: a
 * training from its last checkpoint, whose later losses are void and come again.
 */
export interface FeaturesRecovered {
  type: "recovered";
  backend: Backend;
  training: { method: Method; update: number } | null;
  message: string;
}

/** What a run has done, over all its trainings. */
export interface FeatureEffort {
  updates: number;
  seconds: number;
}

/** An array that was found in a file, and what it is taken for. */
export interface FeatureArray {
  /** Tells it from all others, and names it for people. */
  source: string;
  file: string;
  /** Its name in the file, "" where it has none. */
  name: string;
  /** Null where it cannot be read. */
  shape: number[] | null;
  dtype: string | null;
  /** The name of its role, such as "ood_svhn_features"; null where it is left out. */
  role: string | null;
  /** Why it is left out. */
  why: string | null;
}

/** What the loaded files amount to. */
export interface FeatureSummary {
  /** `sha256` in hexadecimal digits; null where the browser has none. */
  files: { name: string; bytes: number; sha256: string | null }[];
  arrays: FeatureArray[];
  /** Null while something is missing. */
  ready: { dimensions: number; classes: number; trainRows: number; testRows: number } | null;
  /** What is still missing before anything can be scored, as sentences. */
  missing: string[];
  ood: { dataset: string; group: OodGroup; rows: number; logits: boolean }[];
  /** "full" where the test set and every OOD set come with whole ODIN scores. */
  odin: "full" | "temperature part";
  /** Methods that cannot run, and what they need. */
  lacking: { method: Method; needs: string }[];
}

export interface FeaturePlan {
  /** Such as "4x256". */
  network: string;
  /** Estimated seconds for everything: scoring, EBM, correction. */
  seconds: number;
  parameters: number;
  /** True where "auto" found no network that trains within its time budget. */
  overBudget: boolean;
  /** What was added to every variance of q, as a share of their mean. */
  ridge: number;
}

export interface FeatureProgress {
  type: "progress";
  run: number;
  /** What is under way, such as "KNN" or "EBM". */
  method: Method;
  /** 0..1 of the whole run. */
  share: number;
  secondsLeft: number;
  /** Of the energy in training, if one is. */
  training: { update: number; updates: number; loss: number; gap: number } | null;
}

/** A method's results; while an energy trains, `final` is false and the rows are preliminary. */
export interface FeatureResult {
  type: "result";
  run: number;
  method: Method;
  /** Which of its forms the method took, for people, where it has several. */
  variant: string | null;
  final: boolean;
  results: (Result & { curve: Float32Array })[];
  /** Its OOD sets are those of `results`, in the same order. */
  distribution: Distribution;
}

/** The finished methods of a run side by side, with intervals; it follows each final result. */
export interface FeatureComparison extends Comparisons {
  type: "comparison";
  run: number;
}

// ---- a plane through the feature space ----------------------------------------------------------

/** Which plane: two principal axes, counted from 0; three classes' means; a class and an OOD row. */
export type PlaneChoice =
  | { by: "principal"; of: "features" | "means"; axes: [number, number] }
  | { by: "means"; classes: [number, number, number] }
  /** Null: the class nearest to the row; the row, counted from 0, that looks most in-distribution. */
  | { by: "line"; from: number | null; dataset: string; row: number | null };

/** What is drawn of the feature space. */
export interface SliceChoice {
  plane: PlaneChoice;
  surface: Surface;
  energy: "correction" | "ebm";
  /** Rows are drawn that are as near as this share of the ID test rows are, 0..1. */
  nearest: number;
}

export interface SliceRequest {
  type: "slice";
  /** Higher with every request. */
  id: number;
  choice: SliceChoice;
  /** What E_G is fitted by where there is no run to draw. */
  settings: FeatureSettings;
}

export interface SliceMap extends EnergyMap {
  /** The energy that 95 % of the ID test rows do not exceed, and its contour line. */
  threshold: { level: number; path: string };
}

/** Rows of one set near the plane. */
export interface SlicePoints {
  /** Null for the ID test rows. */
  ood: { dataset: string; group: OodGroup } | null;
  /** Some of the rows that are near enough, evenly spread, [n, 2]. */
  points: Float32Array;
  /** Rows near enough and within the map, and rows in all. */
  near: number;
  rows: number;
  /** Median distance of all rows from what they are drawn as. */
  distance: number;
}

/** Energies on a plane of the feature space, over [-extent, extent]^2 around its origin. */
export interface FeatureSlice {
  type: "slice";
  id: number;
  choice: SliceChoice;
  /** "mixture" where the energy asked for is not trained. */
  model: ModelKind;
  /** E_G is divided by this on its map; 1 where no energy is trained. */
  mixtureTemperature: number;
  size: number;
  extent: number;
  /** Only `reference` where nothing is trained; an EBM has no `total`. */
  maps: Partial<Record<EnergyName, SliceMap>>;
  axes: [Axis, Axis];
  marks: { label: string; x: number; y: number }[];
  /** The largest distance of a row that is drawn. */
  reach: number;
  points: SlicePoints[];
}
