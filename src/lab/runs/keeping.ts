import { lookOf } from "../look.ts";
import type { ToyPhase } from "../phase.ts";
import { currentFrame, type LabState, type LabStore } from "../store.ts";
import { presentBranch } from "../timeline.ts";
import type { Archive } from "./archive.ts";
import { type Followed, statesOf } from "./followed.ts";
import { type Locks, lockOf } from "./locks.ts";
import { toyRunOf } from "./made.ts";
import { newId, type RunStanding, type ToyRecord } from "./record.ts";
import { recordOf, withRecord } from "./state.ts";

/** Milliseconds from one keeping to the next, at least: under way, at rest, and after one that failed. */
export const PERIOD = 500;
const QUICK = 150;
export const RETRY = 10_000;

const WORKING: readonly ToyPhase["at"][] = ["training", "stepping", "pausing"];
const RESTING: readonly ToyPhase["at"][] = ["paused", "done", "failed"];

interface Means {
  archive: Pick<Archive, "keep" | "states">;
  locks: Pick<Locks, "hold">;
  /** Reads the archive, once. */
  open: () => Promise<void>;
}

/** Keeps every run of the 2D lab, from its first update on: while it trains, and when it comes to rest. */
export function keepRuns(store: LabStore, { archive, locks, open }: Means): void {
  /** The page's runs that are kept, and what each left. */
  const ids = new Map<number, { id: string; from: ToyRecord["from"] }>();
  /** What is known of the run that was kept last. */
  let own: Followed | null = null;
  /** The run at hand: what it left, and from which update on, or after which failure, it is to be kept. */
  let begun: { update: number; trained: boolean; from: ToyRecord["from"] };
  begun = { update: 0, trained: false, from: null };
  /** The run at hand as it was last seen. */
  let seen: LabState | null = null;
  /** The newest moments of runs that are to be kept. */
  const wanted = new Map<number, LabState>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let writing = false;
  let last = Number.NEGATIVE_INFINITY;

  const { toy: first } = store.getState();
  if (first.kept) takeOver(store.getState(), first.kept.id);
  store.subscribe(see);
  // A short run may have come to rest before this was loaded.
  see(store.getState(), { ...store.getState(), toy: { ...first, frame: null } });

  function see(now: LabState, before: LabState): void {
    const { toy } = now;
    if (toy.kept && now.runs.records !== before.runs.records && isOthers(now, before)) {
      store.setState({ toy: { ...toy, kept: null } });
      return;
    }
    if (toy === before.toy && now.timeline === before.timeline) return;
    if (toy.run !== before.toy.run) begin(now);
    else if (before.toy.kept && !toy.kept) letGo(now, before.toy.kept.id);
    else if (!before.toy.kept && toy.kept && !ids.has(toy.run)) takeOver(now, toy.kept.id);
    if (WORKING.includes(toy.phase.at)) begun.trained = true;
    if (presentBranch(now.timeline)?.run !== toy.run || !isToKeep(now)) return;
    if (!toy.kept) {
      const id = newId();
      ids.set(toy.run, { id, from: begun.from });
      store.setState((all) => ({ toy: { ...all.toy, kept: { id, seconds: 0 } } }));
    }
    seen = store.getState();
    if (hasNews(now, before)) want(seen);
  }

  /** Whether the run at hand was kept by another page or by a sweep just now, or deleted. */
  function isOthers({ runs, toy: { kept } }: LabState, before: LabState): boolean {
    const was = recordOf(before.runs, kept!.id)?.changed;
    const now = recordOf(runs, kept!.id)?.changed;
    return was !== undefined && now !== was && now !== own?.record?.changed;
  }

  /** Another run begins; one that it ends in mid-training stays as it was last seen. */
  function begin(now: LabState): void {
    if (seen && WORKING.includes(seen.toy.phase.at)) want(seen);
    seen = null;
    const from = presentBranch(now.timeline)?.from;
    const left = from && ids.get(from.run);
    begun = {
      update: from?.update ?? 0,
      trained: false,
      from: from && left ? { id: left.id, update: from.update } : null,
    };
  }

  /** The run at hand is no longer the kept one, which was deleted, or which another page has. */
  function letGo({ toy }: LabState, id: string): void {
    wanted.delete(toy.run);
    ids.delete(toy.run);
    if (own?.id === id) {
      own.letGo?.();
      own = null;
    }
    seen = null;
    const update = currentFrame(toy)?.update ?? 0;
    begun = { update, trained: false, from: { id, update } };
  }

  /** A kept run was opened again. */
  function takeOver({ toy, timeline }: LabState, id: string): void {
    ids.set(toy.run, { id, from: null });
    begun.update = presentBranch(timeline)?.keyframes.at(-1)?.update ?? 0;
  }

  /** Whether the run at hand has done what is to be kept. */
  function isToKeep({ toy, place }: LabState): boolean {
    const frame = currentFrame(toy);
    if (place.embed || toy.shipped || !frame) return false;
    if (toy.phase.at === "failed") return begun.trained;
    return frame.update > begun.update;
  }

  function want(all: LabState): void {
    wanted.set(all.toy.run, all);
    if (writing) return;
    clearTimeout(timer);
    const resting = all.toy !== store.getState().toy || RESTING.includes(all.toy.phase.at);
    const wait = last + (resting ? QUICK : PERIOD) - performance.now();
    if (wait <= 0) void write();
    else timer = setTimeout(write, wait);
  }

  async function write(): Promise<void> {
    writing = true;
    clearTimeout(timer);
    let problem: string | null = null;
    await open();
    const moments = [...wanted];
    wanted.clear();
    for (const [run, all] of moments) {
      try {
        await keep(all);
      } catch (error) {
        problem = `The newest state of the run is not kept: ${(error as Error).message}.`;
        if (!wanted.has(run)) wanted.set(run, all);
      }
    }
    last = performance.now() + (problem ? RETRY - PERIOD : 0);
    if (store.getState().runs.problem !== problem) {
      store.setState(({ runs }) => ({ runs: { ...runs, problem } }));
    }
    writing = false;
    for (const all of wanted.values()) want(all);
  }

  /** Keeps a run as the page had it at a moment. */
  async function keep(all: LabState): Promise<void> {
    const { toy, timeline } = all;
    const branch = presentBranch(timeline)!;
    const { id } = toy.kept!;
    const run = own?.id === id ? own : await follow(id);
    own = run;
    const over = toy.run !== store.getState().toy.run;
    const standing = standingOf(toy.phase, over);
    if (!(await hold(run))) return;
    if (!over && store.getState().toy.kept?.id !== id) return run.letGo?.();
    const known = recordOf(store.getState().runs, id) ?? run.record;
    const made = toyRunOf(
      {
        ...{ id, name: known?.name ?? "", pinned: known?.pinned ?? false },
        ...{ created: known?.created ?? Date.now(), changed: Date.now() },
        ...{
          from: known?.from ?? ids.get(toy.run)?.from ?? null,
          sweep: known?.sweep ?? null,
          standing,
        },
        problem: toy.phase.at === "failed" ? toy.phase.message : null,
      },
      {
        ...{ frame: currentFrame(toy)!, scene: toy.scene!, backend: toy.scene!.backend.label },
        ...{ settings: branch.settings, drawing: timeline.drawing, painted: lookOf(all).painted },
        ...{ traces: toy.traces, phases: toy.phases, fits: branch.fits },
      },
    );
    const states = statesOf(run, branch, standing !== "training");
    await archive.keep({ ...made, ...(states && { states }) });
    run.record = made.record;
    store.setState(({ runs }) => ({ runs: withRecord(runs, made.record) }));
    if (standing !== "training") {
      run.letGo?.();
      run.letGo = null;
    }
  }

  async function follow(id: string): Promise<Followed> {
    own?.letGo?.();
    const record = recordOf(store.getState().runs, id);
    const states = record ? await archive.states(id) : [];
    return {
      ...{ id, record, due: 0, letGo: null },
      states: states.map((state) => ({ ...state, bytes: 0 })),
    };
  }

  /** Holds the run's lock; where another page has it, the run at hand is another one from now on. */
  async function hold(run: Followed): Promise<boolean> {
    run.letGo ??= await locks.hold(lockOf(run.id));
    if (run.letGo) return true;
    store.setState(({ toy }) => ({
      toy: toy.kept?.id === run.id ? { ...toy, kept: null } : toy,
    }));
    return false;
  }
}

/** Whether what is kept of the run at hand has changed. */
const hasNews = (now: LabState, before: LabState) =>
  now.toy.kept?.id !== before.toy.kept?.id ||
  now.toy.frame !== before.toy.frame ||
  now.toy.phase !== before.toy.phase ||
  now.toy.phases !== before.toy.phases ||
  presentBranch(now.timeline)?.keyframes !== presentBranch(before.timeline)?.keyframes;

/** @param over whether another run has taken its place */
function standingOf({ at }: ToyPhase, over: boolean): RunStanding {
  if (at === "done" || at === "failed") return at;
  return WORKING.includes(at) && !over ? "training" : "stopped";
}
