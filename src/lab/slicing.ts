import type { FeatureSummary, FeaturesReply } from "../../workers/protocol/features.ts";
import type { FeatureSlice, SliceChoice, SliceRequest } from "../../workers/protocol/slice.ts";
import { isRunning } from "./phase.ts";
import type { FeatureState, LabState, LabStore } from "./store.ts";

/** The feature-space view: the newest request and the newest answer. */
export interface SliceState {
  /** Of the newest request. */
  id: number;
  /** The last one drawn, which may be of an older request. */
  slice: FeatureSlice | null;
  /** Why the newest request has no slice, if it has none. */
  refusal: string | null;
}

export const FIRST_SLICE: SliceState = { id: 0, slice: null, refusal: null };

export type SliceActions = ReturnType<typeof sliceActions>;

/** Whether the slice on screen is another than the one asked for. */
export const isStale = ({ slice, refusal, id }: SliceState) =>
  slice !== null && refusal === null && slice.id !== id;

/** Keeps the slice in step with what is loaded and trained; asks the worker by `post`. */
export function sliceActions(store: LabStore, post: (request: SliceRequest) => void) {
  const state = () => store.getState().slice;
  const patch = (part: Partial<SliceState>) =>
    store.setState(({ slice }) => ({ slice: { ...slice, ...part } }));

  const choose = (slice: SliceChoice) =>
    store.setState(({ place }) => ({ place: { ...place, slice } }));

  /** Asks for what is chosen; a choice that these files do not have is changed, and asked for then. */
  function ask(): void {
    const { features, place } = store.getState();
    const { summary } = features;
    if (!summary) return;
    const choice = suited(place.slice, summary);
    if (JSON.stringify(choice) !== JSON.stringify(place.slice)) {
      choose(choice);
      return;
    }
    patch({ id: state().id + 1, refusal: null });
    if (!isFree(features)) return;
    post({ type: "slice", id: state().id, choice, settings: place.features });
  }

  store.subscribe((now, before) => {
    if (basisOf(now).every((part, i) => part === basisOf(before)[i])) return;
    if (now.features.summary?.ready) ask();
    else patch({ slice: null, refusal: null, id: state().id + 1 });
  });

  return {
    /** Changes what is drawn. */
    choose: (part: Partial<SliceChoice>) => choose({ ...store.getState().place.slice, ...part }),
    hear(reply: Extract<FeaturesReply, { type: "slice" | "unsliced" }>): void {
      if (reply.id !== state().id) return;
      if (reply.type === "slice") patch({ slice: reply, refusal: null });
      else patch({ refusal: reply.message });
    },
  };
}

/** Whether the worker has time for a slice. */
const isFree = ({ phase, summary }: FeatureState) =>
  Boolean(summary?.ready) && phase.at !== "reading" && !isRunning(phase);

/** What a slice depends on. */
function basisOf({ features, place }: LabState): unknown[] {
  const { samplesPerClass, seed, ridge } = place.features;
  const mixture = [ridge, samplesPerClass, samplesPerClass && seed];
  return [isFree(features), features.summary, features.backend, place.slice, ...mixture];
}

/** The choice with what these files do not have replaced by what they have. */
function suited(choice: SliceChoice, { ready, ood }: FeatureSummary): SliceChoice {
  const { plane } = choice;
  const classes = ready?.classes ?? 1;
  if (plane.by === "means") {
    const there = plane.classes.every((c) => c < classes);
    return there ? choice : { ...choice, plane: { ...plane, classes: [0, 1, 2] } };
  }
  if (plane.by === "principal") {
    // Two means differ along one axis.
    return classes > 2 ? choice : { ...choice, plane: { ...plane, of: "features" } };
  }
  const { from, row } = plane;
  const set = ood.find(({ dataset }) => dataset === plane.dataset) ?? ood[0];
  if (!set) return choice;
  return {
    ...choice,
    plane: {
      ...plane,
      dataset: set.dataset,
      from: from === null ? null : Math.min(from, classes - 1),
      row: row === null ? null : Math.min(row, set.rows - 1),
    },
  };
}
