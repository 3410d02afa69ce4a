import type { FeaturesRequest } from "../../../../workers/protocol/features.ts";
import type { Checkpoints } from "../../../../workers/protocol/timeline.ts";
import { nextFeatures } from "../../phase.ts";
import { type FeatureState, type LabStore, NO_RESULTS, type Scored } from "../../store.ts";
import { mismatch, type OpenedRun, trainingsUntil } from "./opened.ts";

/** Begins a run of the Features tab, or goes on with one from its checkpoints; `shown` stays meanwhile. */
export type Begin = (
  scored: Scored,
  from: Checkpoints | null,
  shown?: Partial<Pick<FeatureState, "results" | "comparison" | "trainings">>,
) => void;

/** What the reader can do with a kept run on the Features tab. */
export function reopeningActions(
  store: LabStore,
  post: (request: FeaturesRequest) => void,
  begin: Begin,
) {
  const state = () => store.getState().features;
  const patch = (part: Partial<FeatureState>) =>
    store.setState(({ features }) => ({ features: { ...features, ...part } }));
  /** The phase that the tab is in without a run. */
  const rest = ({ phase, summary }: FeatureState) =>
    phase.at === "reading"
      ? phase
      : nextFeatures({ at: "empty" }, { type: "summary", ready: Boolean(summary?.ready) });

  return {
    /** Shows a kept run as it was; a run under way is left. */
    showKept(opened: OpenedRun): void {
      const { phase, run } = state();
      if (phase.at === "running") post({ type: "cancel", run });
      const { record, parts } = opened;
      const { results, comparison, trainings } = parts;
      patch({
        ...{ ...NO_RESULTS, results, comparison, trainings, opened },
        ...{ run: run + 1, phase: rest(state()) },
      });
      store.setState(({ place }) => ({
        place: { ...place, tab: "features", features: record.settings },
      }));
    },
    /** Goes on with the kept run that is shown, where its files are loaded. */
    resumeKept(): void {
      const { opened, summary } = state();
      if (!opened || !summary || mismatch(opened.parts.summary, summary) !== null) return;
      const { record, parts, state: kept } = opened;
      const { results, comparison, trainings } = parts;
      for (const { dataset, group } of parts.summary.ood) {
        const own = summary.ood.find((set) => set.dataset === dataset);
        if (own?.group !== group) post({ type: "group", dataset, group });
      }
      const from = kept?.checkpoints ?? null;
      begin(
        { settings: record.settings, backend: null, plan: null, effort: null, from: record },
        from,
        { results, comparison, trainings: trainingsUntil(trainings, from ?? {}) },
      );
    },
    /** Puts a kept run off the tab. */
    closeKept: () => patch({ ...NO_RESULTS, phase: rest(state()) }),
  };
}
