import type {
  FeatureSummary,
  FeaturesReply,
  FeaturesRequest,
} from "../../workers/protocol/features.ts";
import { featureDefaults } from "../model/defaults.ts";
import type { FeatureSettings, OodGroup } from "../model/recipe.ts";
import type { Value } from "./fields.ts";
import { connect, type Port } from "./link.ts";
import { type FeatureEvent, isRunning, nextFeatures } from "./phase.ts";
import type { Chosen, ResultsView } from "./results.ts";
import { type Begin, reopeningActions } from "./runs/features/showing.ts";
import { fetchSample } from "./sample.ts";
import { sliceActions } from "./slicing.ts";
import { type FeatureState, type LabStore, NO_RESULTS } from "./store.ts";
import type { FeatureFiles } from "./sweeps/features.ts";
import { append, EMPTY_TRACE, until } from "./trace.ts";
import { withValue } from "./values.ts";

/** What the results were made from: which array is what. */
const mappingOf = (summary: FeatureSummary | null) =>
  JSON.stringify(summary?.arrays.map(({ source, role }) => [source, role]));

/** Milliseconds that the settings must rest before the plan is asked for anew. */
export const REST = 150;

export type FeatureActions = ReturnType<typeof featureActions>;

/** What the reader can do on the Features tab; `open` starts its worker. */
export function featureActions(
  store: LabStore,
  open: () => Port,
  painted: (then: () => void) => void,
) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Who waits for the weights of the run at hand. */
  const waiting: ((bytes: Uint8Array<ArrayBuffer>) => void)[] = [];
  /** The files of the collection, and those of the reading under way. */
  let files: readonly File[] = [];
  let given: readonly File[] = [];
  /** Settings of the plan that the worker has yet to answer: one at a time. */
  let asked: FeatureSettings | null = null;
  const state = () => store.getState().features;
  const settings = () => store.getState().place.features;
  const patch = (part: Partial<FeatureState>) =>
    store.setState(({ features }) => ({ features: { ...features, ...part } }));
  const move = (event: FeatureEvent) => patch({ phase: nextFeatures(state().phase, event) });
  const greet = () => ({ type: "open", backend: store.getState().place.backend }) as const;
  const forget = () => {
    waiting.length = 0;
    patch(NO_RESULTS);
  };
  const isReady = () => Boolean(state().summary?.ready);
  /** Back to what is loaded, after a reading. */
  function settle(): void {
    patch({ reading: null });
    move({ type: "summary", ready: isReady() });
    if (state().plan === "estimating") plan();
  }

  const link = connect<FeaturesRequest, FeaturesReply>({
    open,
    painted,
    greeting: greet,
    run: () => state().run,
    hear,
    broke(message) {
      asked = null;
      files = [];
      given = [];
      if (!state().opened) forget();
      patch({ summary: null, plan: null, reading: null, assigning: null });
      move({
        type: "failed",
        message: `the scoring worker stopped: ${message}; load the files again`,
      });
    },
  });

  const slices = sliceActions(store, link.post);

  function hear(reply: FeaturesReply): void {
    switch (reply.type) {
      case "opened":
        patch({ backend: reply.backend });
        plan();
        break;
      case "loaded": {
        const before = mappingOf(state().summary);
        const names = new Set(reply.summary.files.map(({ name }) => name));
        files = [...files, ...given].filter(({ name }) => names.has(name));
        given = [];
        patch({ summary: reply.summary, assigning: null });
        if (before !== mappingOf(reply.summary)) {
          if (!state().opened) forget();
          patch({ problems: [] });
          settle();
        } else if (state().phase.at === "reading") settle();
        plan();
        break;
      }
      case "reading":
        patch({ reading: reply });
        break;
      case "rejected":
        given = [];
        patch({ problems: reply.problems, assigning: null });
        if (state().phase.at === "reading") settle();
        break;
      case "planned":
      case "unplanned": {
        const current = asked === settings() && state().summary?.ready;
        asked = null;
        const answer = reply.type === "planned" ? reply.plan : { refusal: reply.message };
        if (current && answer) patch({ plan: answer });
        else plan();
        break;
      }
      case "started": {
        const { scored, backend } = state();
        if (scored) patch({ scored: { ...scored, backend, plan: reply.plan } });
        break;
      }
      case "progress": {
        const { method, training } = reply;
        const { trainings } = state();
        patch({ progress: reply });
        if (!training) break;
        const { update, updates, loss, gap } = training;
        const trace = append(trainings[method]?.trace ?? EMPTY_TRACE, [update, loss, gap]);
        patch({ trainings: { ...trainings, [method]: { updates, trace } } });
        break;
      }
      case "recovered": {
        const { backend, training, message } = reply;
        const { scored, trainings, phase } = state();
        patch({ backend, notice: message });
        if (scored && isRunning(phase)) patch({ scored: { ...scored, backend } });
        const cut = training && trainings[training.method];
        if (cut) {
          const trace = until(cut.trace, training.update);
          patch({ trainings: { ...trainings, [training.method]: { ...cut, trace } } });
        }
        plan();
        break;
      }
      case "result":
        patch({ results: { ...state().results, [reply.method]: reply } });
        break;
      case "comparison":
        patch({ comparison: reply });
        break;
      case "keyframe":
        patch({ keyframe: reply });
        break;
      case "weights":
        for (const give of waiting.splice(0)) give(reply.bytes);
        break;
      case "slice":
      case "unsliced":
        slices.hear(reply);
        break;
      case "done":
      case "cancelled":
      case "failed": {
        const { scored, results } = state();
        const { updates } = reply;
        const seconds = reply.seconds + (scored?.from?.seconds ?? 0);
        const final = Object.entries(results).filter(([, result]) => result.final);
        patch({
          scored: scored && { ...scored, effort: { updates, seconds } },
          results: Object.fromEntries(final),
          progress: null,
          phase: nextFeatures(state().phase, reply),
        });
        if (state().plan === "estimating") plan();
        break;
      }
      default:
        reply satisfies never;
    }
  }

  /** Asks what the settings mean on this machine, once it is free to measure. */
  function plan(): void {
    const { phase, summary } = state();
    patch({ plan: summary?.ready ? "estimating" : null });
    if (!summary?.ready || asked || phase.at === "reading" || isRunning(phase)) return;
    asked = settings();
    link.post({ type: "plan", settings: asked });
  }

  store.subscribe(({ place }, before) => {
    if (place.features === before.place.features || !state().summary?.ready) return;
    patch({ plan: "estimating" });
    clearTimeout(timer);
    timer = setTimeout(plan, REST);
  });

  function read(files: File[]): void {
    patch({ problems: [] });
    move({ type: "read" });
    if (state().phase.at !== "reading") return;
    given = files;
    link.post({ type: "read", files });
  }

  /** Begins a run, or goes on with one from its checkpoints. */
  const begin: Begin = (scored, from, shown = {}) => {
    const { phase: before, run: last, assigning } = state();
    const phase = nextFeatures(before, { type: "start" });
    if (phase === before || !isReady() || assigning) return;
    waiting.length = 0;
    const run = last + 1;
    patch({ ...NO_RESULTS, ...shown, phase, run, scored });
    link.post({ type: "start", run, settings: scored.settings, from });
  };

  return {
    /** Starts the worker, so that its backend is known. */
    open(): void {
      if (!state().backend) link.post(greet());
    },
    /** Follows a new choice of backend. */
    reopen: () => state().backend && link.post(greet()),
    read,
    slice: slices.choose,
    ...reopeningActions(store, link.post, begin),
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
    /** What is loaded, as workers of a sweep are to take it; null where nothing is. */
    taken(): FeatureFiles | null {
      const { summary } = state();
      if (!summary || files.length === 0) return null;
      const roles = summary.arrays.map(({ source, role }): [string, string | null] => [
        source,
        role,
      ]);
      const groups = summary.ood.map(({ dataset, group }): [string, OodGroup] => [dataset, group]);
      return { summary, load: { type: "load", files: [...files], roles, groups } };
    },
    clear(): void {
      files = [];
      forget();
      patch({ summary: null, plan: null });
      settle();
      link.post({ type: "clear" });
    },
    stopReading: () => link.post({ type: "stopReading" }),
    /** Takes an array for something else; null leaves it out. */
    assign(source: string, role: string | null): void {
      patch({ problems: [], assigning: { source, role } });
      link.post({ type: "assign", source, role });
    },
    dismiss: () => patch({ problems: [] }),
    /** Says something of the run, until it is dismissed. */
    tell: (notice: string) => patch({ notice }),
    dismissNotice: () => patch({ notice: null }),
    group: (dataset: string, group: OodGroup) => link.post({ type: "group", dataset, group }),
    /** Chooses what the plots show. */
    choose: (part: Partial<Chosen>) =>
      store.setState(({ place }) => ({
        place: { ...place, chosen: { ...place.chosen, ...part } },
      })),
    /** Changes how the results are shown. */
    show: (part: Partial<ResultsView>) =>
      store.setState(({ place }) => ({
        place: { ...place, results: { ...place.results, ...part } },
      })),
    set(key: string, value: Value): void {
      const features = withValue(settings(), key, value);
      store.setState(({ place }) => ({ place: { ...place, features } }));
    },
    /** Back to the paper's recipe of one energy. */
    restore(energy: "ebm" | "correction"): void {
      const features = { ...settings(), [energy]: featureDefaults()[energy] };
      store.setState(({ place }) => ({ place: { ...place, features } }));
    },
    start(): void {
      begin({ settings: settings(), backend: null, plan: null, effort: null, from: null }, null);
    },
    /** The run's trained energies as a .safetensors file; no answer where the worker breaks. */
    weights(): Promise<Uint8Array<ArrayBuffer>> {
      link.post({ type: "weights", run: state().run });
      return new Promise((resolve) => waiting.push(resolve));
    },
    cancel(): void {
      const { phase, run } = state();
      move({ type: "cancel" });
      if (phase.at === "running") link.post({ type: "cancel", run });
    },
  };
}
