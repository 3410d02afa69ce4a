import type { FeaturesReply, FeaturesRequest } from "../../workers/protocol.ts";
import { featureDefaults } from "../model/defaults.ts";
import type { OodGroup } from "../model/recipe.ts";
import { connect, type Port } from "./link.ts";
import { type FeatureEvent, nextFeatures } from "./phase.ts";
import { fetchSample } from "./sample.ts";
import type { Value } from "./settings.ts";
import type { FeatureState, LabStore } from "./store.ts";
import { append, EMPTY_TRACE } from "./trace.ts";
import { withValue } from "./values.ts";

/** Milliseconds that a slider must rest before the plan is asked for anew. */
const REST = 150;

export type FeatureActions = ReturnType<typeof featureActions>;

/** What the reader can do on the Features tab; `open` starts its worker. */
export function featureActions(
  store: LabStore,
  open: () => Port,
  painted: (then: () => void) => void,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const state = () => store.getState().features;
  const settings = () => store.getState().place.features;
  const patch = (part: Partial<FeatureState>) =>
    store.setState(({ features }) => ({ features: { ...features, ...part } }));
  const move = (event: FeatureEvent) => patch({ phase: nextFeatures(state().phase, event) });
  const greet = () => ({ type: "open", backend: store.getState().place.backend }) as const;
  /** Back to what is loaded, after a reading that changed nothing. */
  const settle = () => move({ type: "summary", ready: Boolean(state().summary?.ready) });

  const link = connect<FeaturesRequest, FeaturesReply>({
    open,
    painted,
    greeting: greet,
    run: () => state().run,
    hear,
    broke(message) {
      patch({ summary: null, plan: null, progress: null });
      move({
        type: "failed",
        message: `the scoring worker stopped: ${message}; load the files again`,
      });
    },
  });

  function hear(reply: FeaturesReply): void {
    switch (reply.type) {
      case "opened":
        patch({ backend: reply.backend });
        plan();
        break;
      case "loaded": {
        const before = state()
          .summary?.files.map(({ name }) => name)
          .join();
        patch({ summary: reply.summary });
        if (before !== reply.summary.files.map(({ name }) => name).join()) {
          patch({ results: {}, scored: null, progress: null, trace: EMPTY_TRACE, problems: [] });
          settle();
        } else if (state().phase.at === "reading") settle();
        plan();
        break;
      }
      case "rejected":
        patch({ problems: reply.problems });
        if (state().phase.at === "reading") settle();
        break;
      case "planned":
        patch({ plan: reply.plan });
        break;
      case "progress": {
        const { training } = reply;
        const fresh = state().progress?.method !== reply.method;
        const trace = fresh ? EMPTY_TRACE : state().trace;
        const row = training ? [training.update, training.loss, training.gap] : [];
        patch({ progress: reply, trace: append(trace, row) });
        break;
      }
      case "result":
        patch({ results: { ...state().results, [reply.method]: reply } });
        break;
      case "done":
      case "cancelled":
      case "failed":
        patch({ progress: null });
        move(reply);
        plan();
        break;
      default:
        reply satisfies never;
    }
  }

  /** Asks what the settings mean on this machine. */
  function plan(): void {
    const { phase, summary } = state();
    const idle = phase.at !== "running" && phase.at !== "cancelling";
    if (idle && summary?.ready) link.post({ type: "plan", settings: settings() });
  }

  function read(files: File[]): void {
    patch({ problems: [] });
    move({ type: "read" });
    if (state().phase.at === "reading") link.post({ type: "read", files });
  }

  return {
    /** Starts the worker, so that its backend is known. */
    open(): void {
      if (!state().backend) link.post(greet());
    },
    /** Follows a new choice of backend. */
    reopen: () => state().backend && link.post(greet()),
    read,
    async loadSample(): Promise<void> {
      patch({ problems: [] });
      move({ type: "read" });
      try {
        read(await fetchSample());
      } catch (error) {
        patch({ problems: [error instanceof Error ? error.message : String(error)] });
        settle();
      }
    },
    clear: () => link.post({ type: "clear" }),
    dismiss: () => patch({ problems: [] }),
    group: (dataset: string, group: OodGroup) => link.post({ type: "group", dataset, group }),
    set(key: string, value: Value): void {
      const features = withValue(settings(), key, value);
      store.setState(({ place }) => ({ place: { ...place, features } }));
      clearTimeout(timer);
      timer = setTimeout(plan, REST);
    },
    /** Back to the paper's recipe of one energy. */
    restore(energy: "ebm" | "correction"): void {
      const features = { ...settings(), [energy]: featureDefaults()[energy] };
      store.setState(({ place }) => ({ place: { ...place, features } }));
      plan();
    },
    start(): void {
      const before = state().phase;
      move({ type: "start" });
      if (state().phase === before) return;
      const run = state().run + 1;
      patch({ run, scored: settings(), results: {}, progress: null, trace: EMPTY_TRACE });
      link.post({ type: "start", run, settings: settings() });
    },
    cancel(): void {
      const { phase, run } = state();
      move({ type: "cancel" });
      if (phase.at === "running") link.post({ type: "cancel", run });
    },
  };
}
