import type {
  ChainsChoice,
  ChainsRequest,
  ToyChains,
  ToyUnchained,
} from "../../workers/protocol/chains.ts";
import { toyRecipe } from "../model/defaults.ts";
import { MODELS, type ModelKind, type ToyModel, type ToySettings } from "../model/recipe.ts";
import { AS_IN_TRAINING, type ChainsState, type ChainsWish } from "./chainsWish.ts";
import type { ToyPhase } from "./phase.ts";
import { isToyTab } from "./place.ts";
import { currentFrame, isTakenUp, type LabState, type LabStore } from "./store.ts";

/** Chains where the reader has not said how many. */
const CHAINS = 128;

export type ChainsActions = ReturnType<typeof chainsActions>;

/** The models of a run whose energies chains can sample. */
export const sampledModels = (model: ToyModel): readonly ModelKind[] =>
  MODELS.filter((kind) => kind === "mixture" || model === "all" || kind === model);

/** What the choices of training depend on. */
export interface ChainsBasis {
  settings: ToySettings;
  /** Whether the run has done an update. */
  begun: boolean;
}

/** Whether a model is trained by chains: neither the mixture is, nor anything by NCE. */
export const isChained = ({ objective }: ToySettings, model: ModelKind) =>
  model !== "mixture" && objective !== "nce";

/** The choice that a training makes; persistent chains that are yet to begin do so afresh. */
export function trainingChoice({ settings, begun }: ChainsBasis, model: ModelKind): ChainsChoice {
  const { chainStart, sampler, steps } = toyRecipe(settings, model);
  const anew = model === "ebm" ? "normal" : "mixture";
  const start = chainStart === "persistent" && !begun ? anew : chainStart;
  return {
    ...{ model, sampler, steps, chains: CHAINS },
    start: isChained(settings, model) ? start : "mixture",
  };
}

/**
 * The choice that is asked for: the reader's wish, or what training does where there is none, or where
 * it has no chains to go on from.
 */
export function chainsChoice(basis: ChainsBasis, wish: ChainsWish): ChainsChoice {
  const models = sampledModels(basis.settings.model);
  const model = wish.model && models.includes(wish.model) ? wish.model : models.at(-1)!;
  const training = trainingChoice(basis, model);
  const lost = wish.start === "persistent" && !isChained(basis.settings, model);
  return {
    model,
    start: (lost ? null : wish.start) ?? training.start,
    sampler: wish.sampler ?? training.sampler,
    steps: wish.steps ?? training.steps,
    chains: wish.chains ?? training.chains,
  };
}

/** Whether the run at hand has done an update. */
export const hasBegun = ({ toy }: LabState) => (currentFrame(toy)?.update ?? 0) > 0;

/** The chains, if they are of the run at hand. */
export const currentChains = ({ chains: { chains }, toy }: LabState) =>
  chains?.run === toy.run ? chains : null;

/** Whether the worker has nothing else to do in a run that chains can sample. */
const isResting = ({ at }: ToyPhase) => at === "ready" || at === "paused" || at === "done";

/** Keeps the chains in step with the run while they are on screen; asks the worker by `post`. */
export function chainsActions(
  store: LabStore,
  post: (request: ChainsRequest | { type: "stopSampling"; run: number }) => void,
) {
  /** What was last asked for, and of which state of the run at rest. */
  let asked: { rest: string | null; wish: ChainsWish } | null = null;
  const state = () => store.getState().chains;
  const patch = (part: Partial<ChainsState>) =>
    store.setState(({ chains }) => ({ chains: { ...chains, ...part } }));

  const wish = (part: Partial<ChainsWish>) =>
    store.setState(({ place }) => ({
      place: { ...place, chains: { ...place.chains, ...part } },
    }));

  function ask(): void {
    const all = store.getState();
    if (!isShown(all)) return;
    const wish = all.place.chains;
    asked = { rest: restOf(all), wish };
    const id = state().id + 1;
    const basis = { settings: all.place.toy, begun: hasBegun(all) };
    const choice = chainsChoice(basis, wish);
    patch({ id, pending: true, stopped: false, refusal: null });
    post({ type: "sample", run: all.toy.run, id, choice });
  }

  store.subscribe((now, before) => {
    if (now.toy === before.toy && now.place === before.place) return;
    if (now.toy.run !== before.toy.run || now.toy.phase.at === "failed") {
      const { pending, stopped, refusal } = state();
      if (pending || stopped || refusal) patch({ pending: false, stopped: false, refusal: null });
    }
    if (!isShown(now)) return;
    const rest = restOf(now);
    const { pending, stopped, refusal } = state();
    // Beside a training one after the other, each on the energy of its time.
    const due = rest === null ? !pending && refusal === null : rest !== asked?.rest;
    const other = asked !== null && asked.wish !== now.place.chains;
    if (other || (!stopped && due)) ask();
  });

  return {
    /** Changes what is sampled, and begins anew. */
    set: wish,
    /** Back to what training does, on the same model. */
    asInTraining: () => wish(AS_IN_TRAINING),
    run: ask,
    stop(): void {
      patch({ pending: false, stopped: true });
      post({ type: "stopSampling", run: store.getState().toy.run });
    },
    /** Shows the chains as they were at a saved time. */
    show: (time: number) => patch({ time }),
    hear(reply: ToyChains | ToyUnchained): void {
      if (reply.id !== state().id) return;
      if (reply.type === "unchained") {
        patch({ pending: false, refusal: reply.message });
        return;
      }
      const { chains, time } = state();
      const same = chains?.id === reply.id || chains?.steps.length === reply.steps.length;
      patch({ chains: reply, pending: !reply.final && !state().stopped, time: same ? time : null });
    },
  };
}

/** Whether chains of the run at hand are to be on screen. */
const isShown = ({ place, toy }: LabState) =>
  isToyTab(place.tab) &&
  place.instrument === "chains" &&
  currentFrame(toy) !== null &&
  isTakenUp(toy) &&
  (isResting(toy.phase) || toy.phase.at === "training");

/** Names the state that a run rests in; null while it does not. */
function restOf({ toy }: LabState): string | null {
  return isResting(toy.phase) ? `${toy.run} ${currentFrame(toy)?.update}` : null;
}
