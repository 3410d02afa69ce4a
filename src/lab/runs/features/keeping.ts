import type { FeatureKeyframe } from "../../../../workers/protocol/features.ts";
import type { FeatureState, LabState, LabStore } from "../../store.ts";
import type { Archive, Keeping } from "../archive.ts";
import { type Locks, lockOf } from "../locks.ts";
import type { Identity } from "../made.ts";
import { type FeatureRecord, type KeptState, newId } from "../record.ts";
import { type RunsState, recordOf, withRecord } from "../state.ts";
import { featureRunOf } from "./made.ts";

/** Milliseconds after which what could not be kept is tried again. */
export const RETRY = 10_000;

interface Means {
  archive: Pick<Archive, "keep">;
  locks: Pick<Locks, "hold">;
  /** Reads the archive, once. */
  open: () => Promise<void>;
}

/** The Features tab's run. */
interface Live {
  run: number;
  identity: Identity;
  lock: Promise<(() => void) | null>;
  /** What was to be written last; null before the first. */
  record: FeatureRecord | null;
  state: { of: FeatureKeyframe; kept: KeptState } | null;
}

/** Keeps the runs of the Features tab from their first result on, and later changes of their groups. */
export function keepFeatureRuns(store: LabStore, { archive, locks, open }: Means): void {
  let live: Live | null = null;
  /** The newest of the tab's runs that was begun. */
  let begun: number | null = null;
  let writing = false;
  /** When what was written last was kept. */
  let last = 0;
  /** The newest of each run that is to be kept. */
  const due = new Map<string, Keeping>();

  async function write(): Promise<void> {
    if (writing) return;
    writing = true;
    await open();
    let problem: string | null = null;
    for (const [id, keeping] of due) {
      due.delete(id);
      try {
        await archive.keep(keeping);
        last = keeping.record.changed;
        store.setState(({ runs }) => ({ runs: withRecord(runs, keeping.record) }));
      } catch (error) {
        problem = `The newest state of the run is not kept: ${(error as Error).message}.`;
        if (!due.has(id)) due.set(id, keeping);
        break;
      }
    }
    if (store.getState().runs.problem !== problem) {
      store.setState(({ runs }) => ({ runs: { ...runs, problem } }));
    }
    writing = false;
    if (problem) setTimeout(write, RETRY);
  }

  function want(keeping: Keeping): void {
    due.set(keeping.record.id, keeping);
    void write();
  }

  /** Whether a run was kept by another page or by a sweep just now, or deleted. */
  function isOthers(now: RunsState, before: RunsState, id: string): boolean {
    const was = recordOf(before, id)?.changed;
    const changed = recordOf(now, id)?.changed;
    return was !== undefined && changed !== was && changed !== last;
  }

  function begin({ run, scored }: FeatureState): Live {
    const now = Date.now();
    const fresh = { id: newId(), name: "", pinned: false, created: now, from: null, sweep: null };
    const { id, name, pinned, created, from, sweep } = scored?.from ?? fresh;
    const identity: Identity = {
      ...{ id, name, pinned, created, from, sweep },
      ...{ changed: now, standing: "training", problem: null },
    };
    const own = { run, identity, record: null, state: null };
    return Object.assign(own, { lock: hold(own, scored?.from?.update ?? 0) });
  }

  /** Holds a run's lock; where another page has it, what comes is another run, which left it at an update. */
  async function hold(own: Pick<Live, "identity">, update: number): Promise<(() => void) | null> {
    const { id } = own.identity;
    const free = await locks.hold(lockOf(id));
    if (free) return free;
    const fresh = { id: newId(), name: "", pinned: false, created: Date.now(), sweep: null };
    own.identity = { ...own.identity, ...fresh, from: { id, update } };
    return locks.hold(lockOf(fresh.id));
  }

  /** The run as it stands; null before it has anything to keep. */
  function keepingOf(own: Live, { features, runs }: LabState): Keeping | null {
    const { summary, scored, results, comparison, trainings, keyframe, phase } = features;
    if (!summary || !scored?.backend || !scored.plan) return null;
    if (!keyframe && !Object.values(results).some(({ final }) => final)) return null;
    const { settings, backend, plan } = scored;
    const { name, pinned } = recordOf(runs, own.identity.id) ?? own.identity;
    const identity = {
      ...own.identity,
      name,
      pinned,
      ...standingOf(phase, own),
      changed: Date.now(),
    };
    const seconds = (keyframe?.seconds ?? 0) + (scored.from?.seconds ?? 0);
    const effort = scored.effort ?? { updates: keyframe?.update ?? 0, seconds };
    const run = featureRunOf(identity, {
      ...{ settings, backend: backend.label, plan, effort, results, comparison },
      ...{ summary, trainings },
    });
    if (keyframe && own.state?.of !== keyframe) {
      const { update, checkpoints } = keyframe;
      own.state = { of: keyframe, kept: { update, checkpoints } };
    }
    return { ...run, ...(own.state && { states: [own.state.kept] }) };
  }

  store.subscribe((now, { features: before, runs: listed }) => {
    const { features, place, runs } = now;
    if (place.embed || (features === before && runs === listed)) return;
    if (features.phase.at === "running" && begun !== features.run) {
      if (live) leave(live);
      begun = features.run;
      live = begin(features);
    }
    if (!live) return;
    if (features.run !== live.run || !features.scored) return end(live);
    if (runs !== listed && isOthers(runs, listed, live.identity.id)) return lose(live);
    if (KEPT.every((part) => features[part] === before[part])) return;
    const keeping = keepingOf(live, now);
    if (!keeping) return;
    live.record = keeping.record as FeatureRecord;
    want(keeping);
    if (!features.kept) note(live.identity.id);
    if (live.record.standing !== "training") letGo(live);
  });

  /** The page knows its run by its id from now on. */
  const note = (kept: string) =>
    store.setState(({ features }) => ({ features: { ...features, kept } }));

  /** The run has left the tab; in mid-training it stays as it was kept last. */
  function end(own: Live): void {
    const { record } = own;
    if (record?.standing === "training") {
      const { name, pinned } = recordOf(store.getState().runs, record.id) ?? record;
      const stopped = { ...record, name, pinned, standing: "stopped" as const };
      want({ ...due.get(record.id), record: { ...stopped, changed: Date.now() } });
    }
    leave(own);
  }

  /** The run is another page's, or was deleted: nothing more is kept of it here. */
  function lose(own: Live): void {
    due.delete(own.identity.id);
    leave(own);
    store.setState(({ features }) => ({ features: { ...features, kept: null } }));
  }

  function leave(own: Live): void {
    letGo(own);
    live = null;
  }

  const letGo = ({ lock }: Live) => void lock.then((free) => free?.());
}

/** What changes what is kept; a comparison follows each final result, and losses come along. */
const KEPT = ["phase", "comparison", "keyframe", "scored", "summary"] as const;

function standingOf(
  phase: FeatureState["phase"],
  { identity, record }: Live,
): Pick<FeatureRecord, "standing" | "problem"> {
  switch (phase.at) {
    case "done":
      return { standing: "done", problem: null };
    case "failed":
      return { standing: "failed", problem: phase.message };
    case "cancelled":
      return { standing: "stopped", problem: null };
    default: {
      const { standing, problem } = record ?? identity;
      return { standing, problem };
    }
  }
}
