import type {
  MotionRequest,
  ToyDissection,
  ToyUndissected,
} from "../../workers/protocol/motion.ts";
import type { ModelKind } from "../model/recipe.ts";
import {
  type Actor,
  type MotionState,
  sceneAfter,
  sceneIndex,
  scenesOf,
  seconds,
  updatesInEpoch,
} from "./motion.ts";
import { isToyTab, type MotionScene } from "./place.ts";
import { currentFrame, isTakenUp, type LabState, type LabStore } from "./store.ts";

export type MotionActions = ReturnType<typeof motionActions>;

/** The model whose update is taken apart. */
export function dissectedModel({ place, motion }: LabState): ModelKind {
  return place.toy.model === "all" ? motion.model : place.toy.model;
}

/** Whether the run rests, so that its next update is known. */
const isStill = ({ toy }: LabState) =>
  isTakenUp(toy) && ["ready", "paused", "done"].includes(toy.phase.at);

/** Whether an update can be gone on by. */
export const canGoOn = ({ toy: { phase } }: LabState) =>
  phase.at === "ready" || phase.at === "paused";

/** The update that is on screen; while one is done, it is the last one until the next is there. */
export const currentDissection = ({ motion: { dissection }, toy }: LabState) =>
  dissection?.run === toy.run && STILL.includes(toy.phase.at) ? dissection : null;

const STILL: readonly string[] = ["ready", "paused", "done", "stepping"];

/** Whether the slow motion is to be on screen. */
const isShown = ({ place, toy }: LabState) =>
  isToyTab(place.tab) && place.instrument === "motion" && currentFrame(toy) !== null;

/** Keeps an update taken apart in step with the run at rest, and plays it; asks the worker by `post`. */
export function motionActions(
  store: LabStore,
  post: (request: MotionRequest) => void,
  /** Does so many updates of a run at rest. */
  proceed: (updates: number) => void,
) {
  /** What was last asked about. */
  let asked: string | null = null;
  /** Whether the next answer begins at its first scene. */
  let anew = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const state = () => store.getState().motion;
  const patch = (part: Partial<MotionState>) =>
    store.setState(({ motion }) => ({ motion: { ...motion, ...part } }));
  const show = (scene: MotionScene) =>
    store.setState(({ place }) => ({ place: { ...place, scene } }));

  function stop(): void {
    clearTimeout(timer);
    if (state().playing) patch({ playing: false });
  }

  /** Goes on by so many scenes, or to the nearest that there is. */
  function turn(by: number): void {
    const all = store.getState();
    const dissection = currentDissection(all);
    if (!dissection) return;
    const scenes = scenesOf(dissection);
    const to = sceneIndex(dissection, all.place.scene) + by;
    show(scenes[Math.min(scenes.length - 1, Math.max(0, to))]!);
  }

  function run(): void {
    const all = store.getState();
    const dissection = currentDissection(all);
    if (!dissection) return;
    if (sceneIndex(dissection, all.place.scene) === scenesOf(dissection).length - 1) {
      stop();
      return;
    }
    timer = setTimeout(
      () => {
        turn(1);
        run();
      },
      (1000 * seconds(all.place.scene)) / state().speed,
    );
  }

  store.subscribe((now, before) => {
    if (now.toy === before.toy && now.place === before.place && now.motion === before.motion)
      return;
    // After a training the maps show the energies, and not what one more update changes.
    const begins = now.toy.phase.at === "training" && before.toy.phase.at !== "training";
    if (begins && now.place.scene === "weights") show("batch");
    if (now.motion.playing && !(isShown(now) && currentDissection(now))) stop();
    if (!isShown(now)) return;
    if (!isStill(now)) {
      // What was asked is left off where the run goes on.
      if (now.motion.pending) asked = null;
      return;
    }
    const model = dissectedModel(now);
    const rest = `${now.toy.run} ${currentFrame(now.toy)!.update} ${model}`;
    if (rest === asked) return;
    asked = rest;
    const id = state().id + 1;
    patch({ id, pending: true, refusal: null });
    post({ type: "dissect", run: now.toy.run, id, model });
  });

  return {
    /** Shows a scene, and stops playing. */
    show(scene: MotionScene): void {
      stop();
      show(scene);
    },
    next(): void {
      stop();
      turn(1);
    },
    back(): void {
      stop();
      turn(-1);
    },
    /** Plays from the scene on screen, or from the first where that is the last. */
    play(): void {
      const all = store.getState();
      const dissection = currentDissection(all);
      if (!dissection) return;
      stop();
      const last = scenesOf(dissection).length - 1;
      if (sceneIndex(dissection, all.place.scene) === last) show("batch");
      patch({ playing: true });
      run();
    },
    pause: stop,
    setSpeed(speed: number): void {
      patch({ speed });
      if (!state().playing) return;
      clearTimeout(timer);
      run();
    },
    setChain: (chain: number) => patch({ chain }),
    setModel: (model: "ebm" | "correction") => patch({ model }),
    /** Goes on to the end of what an actor does; of an update and an epoch the run does them. */
    goOn(actor: Actor): void {
      stop();
      const all = store.getState();
      const dissection = currentDissection(all);
      if (!dissection) return;
      if (actor === "step" || actor === "chain") {
        const to = sceneAfter(dissection, all.place.scene, actor);
        if (to !== null) show(to);
        return;
      }
      if (!canGoOn(all)) return;
      anew = true;
      proceed(actor === "update" ? 1 : updatesInEpoch(dissection));
    },
    hear(reply: ToyDissection | ToyUndissected): void {
      if (reply.id !== state().id) return;
      if (reply.type === "undissected") patch({ pending: false, refusal: reply.message });
      else {
        if (anew) show("batch");
        patch({ pending: false, dissection: reply });
      }
      anew = false;
    },
  };
}
