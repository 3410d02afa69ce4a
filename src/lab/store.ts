import { useStore } from "zustand";
import { createStore, type StoreApi } from "zustand/vanilla";
import type {
  Backend,
  FeaturePlan,
  FeatureProgress,
  FeatureResult,
  FeatureSummary,
  ToyFrame,
  ToyPrepared,
} from "../../workers/protocol.ts";
import type { Method } from "../detection/report.ts";
import type { FeatureSettings } from "../model/recipe.ts";
import type { FeaturePhase, ToyPhase } from "./phase.ts";
import { EMPTY_TRACE, type Trace } from "./trace.ts";
import { decode, type Place } from "./url.ts";

/** The 2D lab's run. A frame of the run before stays until the new run's first one. */
export interface ToyState {
  phase: ToyPhase;
  run: number;
  scene: ToyPrepared | null;
  frame: ToyFrame | null;
  trace: Trace;
}

/** What is loaded on the Features tab, and its run. */
export interface FeatureState {
  phase: FeaturePhase;
  run: number;
  backend: Backend | null;
  summary: FeatureSummary | null;
  plan: FeaturePlan | null;
  problems: string[];
  /** Settings that the results were made with. */
  scored: FeatureSettings | null;
  results: Partial<Record<Method, FeatureResult>>;
  progress: FeatureProgress | null;
  /** Losses of the energy in training. */
  trace: Trace;
}

export interface LabState {
  place: Place;
  /** What the address got wrong. */
  notices: string[];
  toy: ToyState;
  features: FeatureState;
}

export type LabStore = StoreApi<LabState>;

export function createLabStore(): LabStore {
  return createStore<LabState>(() => ({
    place: decode("").place,
    notices: [],
    toy: { phase: { at: "idle" }, run: 0, scene: null, frame: null, trace: EMPTY_TRACE },
    features: {
      ...{ phase: { at: "empty" }, run: 0, backend: null, summary: null, plan: null },
      ...{ problems: [], scored: null, results: {}, progress: null, trace: EMPTY_TRACE },
    },
  }));
}

/** A component's view of a store. */
export const useLabStore: <T>(store: LabStore, select: (state: LabState) => T) => T = useStore;
