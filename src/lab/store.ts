import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type { Backend } from "../../workers/protocol/backend.ts";
import type {
  FeatureEffort,
  FeatureKeyframe,
  FeaturePlan,
  FeatureProgress,
  FeatureSummary,
} from "../../workers/protocol/features.ts";
import type { ToyFrame, ToyPrepared } from "../../workers/protocol/toy.ts";
import type { Comparisons } from "../detection/comparison.ts";
import type { Method } from "../detection/methods.ts";
import type { Drawing, FeatureSettings } from "../model/recipe.ts";
import { type Brush, FIRST_BRUSH, type Tool } from "./brush.ts";
import { type ChainsState, FIRST_CHAINS } from "./chainsWish.ts";
import { countOf, type Point } from "./drawing.ts";
import { FIRST_LEARN, type LearnState } from "./learn/learning.ts";
import { FIRST_MOTION, type MotionState } from "./motion.ts";
import { NOTHING_PAINTED, type Painting } from "./painting.ts";
import type { FeaturePhase, ToyPhase } from "./phase.ts";
import type { Phases } from "./phases.ts";
import { FIRST_PLACE, type Place } from "./place.ts";
import type { ScoredMethod } from "./report.ts";
import type { OpenedRun } from "./runs/features/opened.ts";
import type { FeatureRecord } from "./runs/record.ts";
import { NO_RUNS, type RunsState } from "./runs/state.ts";
import { FIRST_SHEET, type SheetState } from "./sheet.ts";
import { BLANK, type Sketch } from "./sketch.ts";
import { FIRST_SLICE, type SliceState } from "./slicing.ts";
import { NO_SWEEPS, type SweepsState } from "./sweeps/state.ts";
import { NO_TIMELINE, type Timeline } from "./timeline.ts";
import type { Traces, Training } from "./trace.ts";

/** The 2D lab's run. Scene and frame, always of one run, are the last run's until the first frame. */
export interface ToyState {
  phase: ToyPhase;
  run: number;
  scene: ToyPrepared | null;
  frame: ToyFrame | null;
  /** The frame of the run's past that the reader looks back at; null: the newest is shown. */
  past: ToyFrame | null;
  traces: Traces;
  /** The negative phases of those that have chains. */
  phases: Phases;
  painting: Painting;
  /** Updates done of those of another run that this one repeats before it begins. */
  repeating: { done: number; of: number } | null;
  /** What the run has survived, until the reader has dismissed it. */
  notice: string | null;
  /** Of a run that was trained beforehand and shipped with the site; null of one trained here. */
  shipped: Shipped | null;
  /** The kept run that this is, and the seconds that it had taken before it was opened again. */
  kept: { id: string; seconds: number } | null;
}

/** Where a shipped run was trained, in how many seconds, and its scene until the worker has its own. */
export interface Shipped {
  backend: string;
  seconds: number;
  scene: ToyPrepared;
}

/** The frame of the run at hand, or null until it has one. */
export const currentFrame = ({ frame, run }: ToyState) => (frame?.run === run ? frame : null);

/** Whether the worker has the run, which one that was trained beforehand can be shown before. */
export const isTakenUp = ({ shipped, scene }: ToyState) => !shipped || scene !== shipped.scene;

/** What is on screen of the run at hand: the frame that is looked back at, or the newest. */
export const shownFrame = (toy: ToyState) => toy.past ?? currentFrame(toy);

/** The run that the results are of; the worker tells the rest when it begins and when it ends. */
export interface Scored {
  settings: FeatureSettings;
  backend: Backend | null;
  plan: FeaturePlan | null;
  effort: FeatureEffort | null;
  /** The kept run that it goes on with; null of a new one. */
  from: FeatureRecord | null;
}

/** What is loaded on the Features tab, and its run. */
export interface FeatureState {
  phase: FeaturePhase;
  run: number;
  backend: Backend | null;
  summary: FeatureSummary | null;
  /** What the settings mean on this machine, or why they cannot be run; null where nothing is loaded. */
  plan: FeaturePlan | { refusal: string } | "estimating" | null;
  problems: string[];
  /** How far the reading under way is; null where there is none, or nothing was heard of it. */
  reading: { file: string; done: number; of: number } | null;
  /** The correction of the mapping that the worker has yet to answer. */
  assigning: { source: string; role: string | null } | null;
  /** What the run has survived, until the reader has dismissed it. */
  notice: string | null;
  scored: Scored | null;
  results: Partial<Record<Method, ScoredMethod>>;
  /** The finished methods side by side, with intervals. */
  comparison: Comparisons | null;
  progress: FeatureProgress | null;
  /** In the order in which they began. */
  trainings: Partial<Record<Method, Training>>;
  /** The newest state that the run could go on from. */
  keyframe: FeatureKeyframe | null;
  /** The kept run that the tab's run is; null before it is kept. */
  kept: string | null;
  /** The kept run that the results are of, which the worker has not. */
  opened: OpenedRun | null;
}

/** What the results on screen are of: the files that are loaded, or those of a kept run. */
export const resultsSummary = ({ opened, summary }: FeatureState): FeatureSummary | null =>
  opened?.parts.summary ?? summary;

/** The Features tab before its run. */
export const NO_RESULTS = {
  ...{ scored: null, results: {}, comparison: null, progress: null, trainings: {} },
  ...{ notice: null, keyframe: null, kept: null, opened: null },
} as const satisfies Partial<FeatureState>;

/** The drawing board, where the data are drawn; a run takes the drawing as it is when it begins. */
export interface BoardState {
  /** Whether it stands in the place of the maps, while the data are drawn ones. */
  open: boolean;
  sketch: Sketch;
  /** The stroke under way: where it has come to, and what it has made of the drawing. */
  stroke: { at: Point; extent: number; drawing: Drawing } | null;
  tool: Tool;
  brush: Brush;
  cursor: Point | null;
  /** What was changed without being asked for, and cannot be done, until the next change. */
  notice: string | null;
  /** Why a file was not loaded, until the reader has dismissed it. */
  problem: string | null;
}

/** What links and code for other pages are copied from. */
export interface ShareState {
  open: boolean;
  /** What became of the last copy, for people; a brief word goes by itself. */
  said: { text: string; brief: boolean } | null;
}

/** Whether the data are to be drawn, and are not. */
export const lacksDrawing = ({ place, board }: LabState) =>
  place.toy.data === "drawn" && countOf(board.sketch.drawing) === 0;

export interface LabState {
  place: Place;
  /** What the address got wrong. */
  notices: string[];
  /** Puts the new version of the site in the place of this one; null where there is none. */
  newVersion: (() => void) | null;
  toy: ToyState;
  timeline: Timeline;
  chains: ChainsState;
  motion: MotionState;
  features: FeatureState;
  slice: SliceState;
  learn: LearnState;
  board: BoardState;
  share: ShareState;
  sheet: SheetState;
  runs: RunsState;
  sweeps: SweepsState;
}

export type LabStore = StoreApi<LabState>;

export function createLabStore(): LabStore {
  return createStore<LabState>(() => ({
    place: FIRST_PLACE,
    notices: [],
    newVersion: null,
    toy: {
      ...{ phase: { at: "idle" }, run: 0, scene: null, frame: null, past: null },
      ...{ traces: {}, phases: {}, painting: NOTHING_PAINTED },
      ...{ repeating: null, notice: null, shipped: null, kept: null },
    },
    timeline: NO_TIMELINE,
    chains: FIRST_CHAINS,
    motion: FIRST_MOTION,
    features: {
      ...{ phase: { at: "empty" }, run: 0, backend: null, summary: null, plan: null },
      ...{ problems: [], reading: null, assigning: null, ...NO_RESULTS },
    },
    slice: FIRST_SLICE,
    learn: FIRST_LEARN,
    board: {
      ...{ open: false, sketch: BLANK, stroke: null, tool: "brush", brush: FIRST_BRUSH },
      ...{ cursor: null, notice: null, problem: null },
    },
    share: { open: false, said: null },
    sheet: FIRST_SHEET,
    runs: NO_RUNS,
    sweeps: NO_SWEEPS,
  }));
}

/** A component's view of a store. */
export const useLabStore: <T>(store: LabStore, select: (state: LabState) => T) => T = useStore;
