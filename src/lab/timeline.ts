import type { Checkpoints, ToyOrigin } from "../../workers/protocol/timeline.ts";
import type { ToyFrame } from "../../workers/protocol/toy.ts";
import type { Drawing, ModelKind, ToySettings } from "../model/recipe.ts";
import { type Bound, bounded, type Kept } from "./bounded.ts";
import { decimal } from "./format.ts";
import { type Phases, phasesUntil } from "./phases.ts";
import { type RecordedFrame, type RecordedLook, recorded } from "./recorded.ts";
import { TOY_FIELDS } from "./settings.ts";
import { cut, type Traces } from "./trace.ts";
import { changed, shown } from "./values.ts";

/** What is kept of the run at hand, and of each earlier one that it is compared with. */
export const FRAMES: Bound = { most: 512, bytes: 80e6 };
export const KEYFRAMES: Bound = { most: 16, bytes: 32e6 };
export const EARLIER_FRAMES: Bound = { most: 64, bytes: 10e6 };
export const EARLIER_KEYFRAMES: Bound = { most: 8, bytes: 8e6 };
/** Runs on one timeline. */
export const BRANCHES = 4;

/** A state of the trainings that a run can go on from, and the settings with which it then did. */
export interface Keyframe extends Kept {
  checkpoints: Checkpoints;
  settings: ToySettings;
}

/** How well each trained model fitted at an update. */
export interface Fit extends Kept {
  models: Partial<Record<ModelKind, { nll: number; tv: number }>>;
}

/** One run; what it shares with the run that it left is in both. */
export interface Branch {
  run: number;
  settings: ToySettings;
  /** Where it left another run; null where it began at update 0. */
  from: { run: number; update: number } | null;
  frames: readonly RecordedFrame[];
  fits: readonly Fit[];
  keyframes: readonly Keyframe[];
  traces: Traces;
  phases: Phases;
}

/** Where runs begin from now on: at an update of an earlier one. */
export interface Fork {
  /** The other run up to there. */
  stem: Branch;
  origin: ToyOrigin;
}

/** Runs on the same data with the same network and seed; the last is the one at hand. */
export interface Timeline {
  branches: readonly Branch[];
  /** What the reader drew, where that is the data of them all. */
  drawing: Drawing | null;
  fork: Fork | null;
  /** The run that the reader looks back at, where it is not the one at hand. */
  chosen: number | null;
  playing: boolean;
}

export const NO_TIMELINE: Timeline = {
  ...{ branches: [], drawing: null, fork: null, chosen: null, playing: false },
};

/** What the states of a run mean something with. */
const GROUND = TOY_FIELDS.filter(({ group }) => ["Run", "Data", "Network"].includes(group));

/** The settings by which a run is not comparable with another: of its data, its network, its seed. */
export const groundChanges = (settings: ToySettings, before: ToySettings) =>
  changed(shown(GROUND, settings), settings, before);

/** The timeline with another run, which begins where the fork is, if there is one. */
export function begun(
  timeline: Timeline,
  { run, settings, drawing }: { run: number; settings: ToySettings; drawing: Drawing | null },
): Timeline {
  const { branches, fork } = timeline;
  const before = branches.at(-1);
  const comparable =
    before && timeline.drawing === drawing && groundChanges(settings, before.settings).length === 0;
  const from = fork && { run: fork.stem.run, update: fork.origin.update };
  // The same run again takes the place of the one before.
  const isOther = (branch: Branch) =>
    JSON.stringify([branch.settings, branch.from]) !== JSON.stringify([settings, from]);
  const compared = comparable ? branches.filter((branch) => hasRun(branch) && isOther(branch)) : [];
  const earlier = compared.slice(1 - BRANCHES).map(laidAside);
  const stem = fork?.stem ?? { frames: [], fits: [], keyframes: [], traces: {}, phases: {} };
  const { frames, fits, keyframes, traces, phases } = stem;
  const branch = { run, settings, from, frames, fits, keyframes, traces, phases };
  return { ...timeline, branches: [...earlier, branch], drawing, chosen: null, playing: false };
}

/** Whether a run has come further than where it began. */
const hasRun = ({ fits, from }: Branch) => (fits.at(-1)?.update ?? 0) > (from?.update ?? 0);

/** A run that another follows: less of it is kept. */
const laidAside = (branch: Branch): Branch => ({
  ...branch,
  frames: bounded(branch.frames, EARLIER_FRAMES),
  keyframes: bounded(branch.keyframes, EARLIER_KEYFRAMES, isTurn),
});

/** The run at hand; null before the first. */
export const presentBranch = ({ branches }: Timeline) => branches.at(-1) ?? null;

/** The run that the reader looks at. */
export const chosenBranch = (timeline: Timeline) =>
  timeline.branches.find(({ run }) => run === timeline.chosen) ?? presentBranch(timeline);

/** The timeline with its last run changed. */
function withPresent(timeline: Timeline, change: (branch: Branch) => Branch): Timeline {
  const { branches } = timeline;
  const last = branches.at(-1);
  return last ? { ...timeline, branches: [...branches.slice(0, -1), change(last)] } : timeline;
}

/** The timeline with a frame of the run at hand, and what has been heard of it so far. */
export function withFrame(
  timeline: Timeline,
  frame: ToyFrame,
  { look, traces, phases }: { look: RecordedLook; traces: Traces; phases: Phases },
): Timeline {
  return withPresent(timeline, (branch) => {
    const next = recorded(frame, branch.settings, look, branch.frames.at(-1));
    const frames = bounded(put(branch.frames, next), FRAMES);
    const fits = bounded(put(branch.fits, fitOf(frame)), FRAMES);
    return { ...branch, frames, fits, traces, phases };
  });
}

/** The timeline with a keyframe of the run at hand. */
export function withKeyframe(
  timeline: Timeline,
  { update, checkpoints }: { update: number; checkpoints: Checkpoints },
): Timeline {
  return withPresent(timeline, (branch) => {
    const { settings } = branch;
    const next = { update, checkpoints, settings, bytes: checkpointBytes(checkpoints) };
    return { ...branch, keyframes: bounded(put(branch.keyframes, next), KEYFRAMES, isTurn) };
  });
}

/** The timeline with what is known of the run at hand from before. */
export const withPast = (
  timeline: Timeline,
  past: Pick<Branch, "fits" | "traces" | "phases">,
): Timeline => withPresent(timeline, (branch) => ({ ...branch, ...past }));

/** The timeline without what came after an update of the run at hand. */
export const cutBack = (timeline: Timeline, update: number): Timeline =>
  withPresent(timeline, (branch) => until(branch, update));

/** A run as it was at an update. */
function until(branch: Branch, update: number): Branch {
  const upTo = <T extends Kept>(items: readonly T[]) =>
    items.filter((item) => item.update <= update);
  return {
    ...branch,
    frames: upTo(branch.frames),
    fits: upTo(branch.fits),
    keyframes: upTo(branch.keyframes),
    traces: cut(branch.traces, update),
    phases: phasesUntil(branch.phases, update),
  };
}

/** Appends an item; what is of its update or a later one goes. */
function put<T extends Kept>(items: readonly T[], item: T): readonly T[] {
  const before = items.at(-1);
  if (!before || before.update < item.update) return [...items, item];
  return [...items.filter(({ update }) => update < item.update), item];
}

/** The first keyframe with its settings: without it nothing of theirs could be gone back to. */
const isTurn = (keyframe: Keyframe, before: Keyframe) => keyframe.settings !== before.settings;

/** How well the models of a frame fit. */
export function fitOf({ update, models: { mixture: _, ...trained } }: ToyFrame): Fit {
  const models = Object.entries(trained).map(([kind, { quality }]) => {
    return [kind, { nll: quality.nll, tv: quality.tv }];
  });
  return { update, bytes: 100, models: Object.fromEntries(models) as Fit["models"] };
}

/** What states of trainings take. */
export function checkpointBytes(checkpoints: Checkpoints): number {
  const arrays = Object.values(checkpoints).flatMap(
    ({ weights, mean, variance, average, negatives, chains }) =>
      [weights, mean, variance, average, negatives, chains] as Float32Array[],
  );
  return arrays.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

/** The place in a run's frames of the one nearest to an update; -1 where there is none. */
export function nearest(frames: readonly Kept[], update: number): number {
  let found = frames.length - 1;
  for (let i = found - 1; i >= 0; i--) {
    if (Math.abs(frames[i]!.update - update) < Math.abs(frames[found]!.update - update)) found = i;
  }
  return found;
}

/**
 * Where a run can be left at one of its recorded updates, to go on with other settings, or why it
 * cannot.
 */
export function originAt(
  branch: Branch,
  update: number,
  settings: ToySettings,
): ToyOrigin | { refusal: string } {
  const place = `update ${update}`;
  const frame = branch.frames.find((frame) => frame.update === update);
  if (!frame) return { refusal: `There is no picture of ${place}: choose one that was recorded.` };
  if (Object.values(frame.models).some(({ problem }) => problem)) {
    return { refusal: `The training had diverged by ${place}: fork at an earlier one.` };
  }
  if (settings.updates <= update) {
    return {
      refusal: `A run of ${settings.updates} updates ends here: fork earlier, or raise Updates first.`,
    };
  }
  const keyframe = branch.keyframes.findLast((key) => key.update <= update);
  if (!keyframe || (keyframe.update < update && keyframe.settings !== frame.settings)) {
    return { refusal: `Nothing was kept to go on from at ${place}: fork at another one.` };
  }
  return { checkpoints: keyframe.checkpoints, settings: keyframe.settings, update };
}

/** A fork of a run. */
export const forkOf = (branch: Branch, origin: ToyOrigin): Fork => ({
  stem: until(branch, origin.update),
  origin,
});

/** Why a run with these settings cannot begin at the fork; null where it can. */
export function forkLeft(
  { stem, origin }: Fork,
  settings: ToySettings,
  sameDrawing: boolean,
): string | null {
  const gone = `The new run begins at update 0, not at the fork at update ${origin.update}: `;
  const names = groundChanges(settings, stem.settings).map(({ label }) => label);
  if (!sameDrawing) names.unshift("the drawing");
  if (names.length > 0) return `${gone}${names.join(", ")} changed.`;
  if (settings.updates > origin.update) return null;
  return `${gone}it is to end at update ${settings.updates}.`;
}

/** A fit in words: "test NLL 1.623", each model's where there are several. */
export function fitWords({ models }: Fit, names: Record<ModelKind, string>): string {
  const entries = Object.entries(models) as [ModelKind, { nll: number }][];
  const values = entries.map(([kind, { nll }]) =>
    entries.length > 1 ? `${names[kind]} ${decimal(nll)}` : decimal(nll),
  );
  return values.length > 0 ? `test NLL ${values.join(", ")}` : "nothing to train";
}
