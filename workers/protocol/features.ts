import type { Comparisons } from "../../src/detection/comparison.ts";
import type { Distribution } from "../../src/detection/distribution.ts";
import type { Method } from "../../src/detection/methods.ts";
import type { HeldOut, Result } from "../../src/detection/report.ts";
import type { FeatureSettings, OodGroup } from "../../src/model/recipe.ts";
import type { Backend, BackendChoice } from "./backend.ts";
import type { FeatureSlice, SliceRequest } from "./slice.ts";
import type { Checkpoints } from "./timeline.ts";

export type FeaturesRequest =
  /** On the CPU with so many threads, or one a core. */
  | { type: "open"; backend: BackendChoice; threads?: number }
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
  /** Scores and trains; `from` gives the trainings that go on, or were over, their states. */
  | { type: "start"; run: number; settings: FeatureSettings; from: Checkpoints | null }
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
  | FeatureKeyframe
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

/**
 * What a run can go on from: every second and a half while an energy trains, less often where it is
 * large, and where a training ends or is cancelled.
 */
export interface FeatureKeyframe {
  type: "keyframe";
  run: number;
  /** Of all trainings. */
  update: number;
  /** Since the run began, or went on. */
  seconds: number;
  /** Of the training under way and of those before it. */
  checkpoints: Checkpoints;
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
  /** Of all trainings. */
  updates: number;
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
  /** Of an energy that was trained to the end. */
  heldOut?: HeldOut;
}

/** The finished methods of a run side by side, with intervals; it follows each final result. */
export interface FeatureComparison extends Comparisons {
  type: "comparison";
  run: number;
}
