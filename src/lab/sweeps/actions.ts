import type { NetworkChoice } from "../../model/recipe.ts";
import type { Port } from "../link.ts";
import type { RunsActions } from "../runs/actions.ts";
import type { Archive, Keeping } from "../runs/archive.ts";
import type { Locks } from "../runs/locks.ts";
import { newId, type RunRecord } from "../runs/record.ts";
import { withRecord } from "../runs/state.ts";
import type { LabStore } from "../store.ts";
import type { Conductor } from "./conductor.ts";
import { SWEEP_SCHEMA, type SweepDesign, type SweepRecord } from "./design.ts";
import type { FeatureFiles } from "./features.ts";
import { fixedNetwork, leavesNetwork } from "./network.ts";
import type { SweepsState } from "./state.ts";

export type SweepsActions = ReturnType<typeof sweepsActions>;

interface Ends {
  archive: Archive;
  locks: Pick<Locks, "hold" | "held">;
  /** Starts a worker. */
  open: () => Port;
  /** Threads that the machine can run at once. */
  cores: number;
  runs: Pick<RunsActions, "open" | "remove">;
  /** What is loaded on the Features tab; null where nothing is. */
  features: () => FeatureFiles | null;
}

const sweepLock = (id: string) => `sweep-${id}`;

/** What the reader can do with sweeps; a page runs one at a time. */
export function sweepsActions(
  store: LabStore,
  { archive, locks, open, cores, runs, features }: Ends,
) {
  let conductor: Conductor | null = null;
  /** The sweep that this page runs or is about to. */
  let own: string | null = null;
  const state = () => store.getState().sweeps;
  const patch = (part: Partial<SweepsState>) =>
    store.setState(({ sweeps }) => ({ sweeps: { ...sweeps, ...part } }));
  const sweepOf = (id: string) => state().sweeps?.find((sweep) => sweep.id === id) ?? null;
  const runsOf = (id: string) =>
    (store.getState().runs.records ?? []).filter(({ sweep }) => sweep?.id === id);

  store.subscribe((now, before) => {
    if (now.sweeps.sweeps && !before.sweeps.sweeps) void findInterrupted(now.sweeps.sweeps);
  });

  /** A sweep that no page runs is paused: the page that ran it is gone. */
  async function findInterrupted(sweeps: readonly SweepRecord[]): Promise<void> {
    const running = sweeps.filter(({ standing }) => standing === "running");
    if (running.length === 0) return;
    const held = await locks.held();
    for (const sweep of running) {
      if (!held.has(sweepLock(sweep.id))) put({ ...sweep, standing: "paused" });
    }
  }

  /** Puts a sweep in the place of the one of its id, and keeps it. */
  function put(sweep: SweepRecord): void {
    const others = (state().sweeps ?? []).filter(({ id }) => id !== sweep.id);
    patch({ sweeps: [sweep, ...others].toSorted((a, b) => b.created - a.created) });
    archive.keepSweep(sweep).catch(unkept);
  }

  const unkept = ({ message }: Error) => {
    const problem = `The newest state of the sweep is not kept: ${message}.`;
    store.setState(({ runs }) => ({ runs: { ...runs, problem } }));
  };

  function putRuns(changed: readonly RunRecord[]): void {
    if (changed.length === 0) return;
    store.setState(({ runs }) => ({ runs: changed.reduce(withRecord, runs) }));
  }

  const isFree = () => {
    if (!own) return true;
    patch({ problem: "one sweep runs at a time; pause the one under way first" });
    return false;
  };

  /** The design with one network for all of its trials; null where it cannot be had, which is said. */
  function settled(design: SweepDesign): SweepDesign | null {
    if (!leavesNetwork(design)) return design;
    const { plan } = store.getState().features;
    if (plan && plan !== "estimating" && "network" in plan) {
      return fixedNetwork(design, plan.network as Exclude<NetworkChoice, "auto">);
    }
    const problem =
      'the network "auto" means is not known yet; wait for the estimate on the Features tab, or choose a network';
    patch({ problem });
    return null;
  }

  async function run(sweep: SweepRecord): Promise<void> {
    own = sweep.id;
    await runs.open();
    const files = sweep.design.base.kind === "features" ? features() : null;
    if (sweep.design.base.kind === "features") {
      const { filesLacking } = await import("./features.ts");
      const problem = filesLacking(files, runsOf(sweep.id));
      if (problem) {
        own = null;
        patch({ problem });
        return;
      }
    }
    const release = await locks.hold(sweepLock(sweep.id));
    if (!release) {
      own = null;
      patch({ problem: "this sweep runs in another tab; pause it there first" });
      return;
    }
    const running: SweepRecord = { ...sweep, standing: "running", changed: Date.now() };
    put(running);
    try {
      const { conduct } = await import("./conductor.ts");
      conductor = conduct(running, state().workers ?? cores, {
        ...{ open, archive, locks, records: runsOf(sweep.id), features: files },
        backend: store.getState().place.backend,
        keep(keeping: Keeping) {
          archive.keep(keeping).catch(unkept);
        },
        tell(live, changed) {
          // First, so that its trials are never taken for another tab's.
          patch({ live });
          putRuns(changed);
        },
        ended: (standing, problem) => end(standing, problem),
      });
    } catch (error) {
      end("paused", error instanceof Error ? error.message : String(error));
    }

    function end(standing: "paused" | "done", problem: string | null): void {
      conductor = null;
      own = null;
      patch({ live: null, ...(problem && { problem }) });
      put({ ...(sweepOf(sweep.id) ?? running), standing, changed: Date.now() });
      release!();
    }
  }

  return {
    cores,
    /** Shows a sweep by its id, or the one that is being designed. */
    show: (sweep: string | null) =>
      store.setState(({ place }) => ({ place: { ...place, tab: "runs", view: "sweeps", sweep } })),
    /** Begins a sweep; null where another is under way, which is said. */
    start(design: SweepDesign): string | null {
      if (!isFree()) return null;
      const now = Date.now();
      const fixed = settled(design);
      if (!fixed) return null;
      const sweep: SweepRecord = {
        ...{ schema: SWEEP_SCHEMA, id: newId(), created: now, changed: now, design: fixed },
        standing: "running",
      };
      // Listed at once, unless the list is still being read.
      if (state().sweeps) put(sweep);
      void run(sweep);
      return sweep.id;
    },
    /** Ends the trials under way where they are; `resume` goes on from there. */
    pause: () => conductor?.pause(),
    resume(id: string): void {
      const sweep = sweepOf(id);
      if (sweep && sweep.standing !== "done" && isFree()) void run(sweep);
    },
    /** Runs on as many workers, on the CPU; null for one a core. */
    setWorkers(workers: number | null): void {
      patch({ workers });
      conductor?.resize(workers ?? cores);
    },
    rename(id: string, name: string): void {
      const sweep = sweepOf(id);
      if (sweep) put({ ...sweep, design: { ...sweep.design, name }, changed: Date.now() });
    },
    /** Deletes a sweep that does not run, and its runs where `removeRuns` says so. */
    remove(id: string, removeRuns: boolean): void {
      if (own === id) {
        patch({ problem: "this sweep is under way; pause it first" });
        return;
      }
      patch({ sweeps: (state().sweeps ?? []).filter((sweep) => sweep.id !== id) });
      archive.removeSweep(id).catch(unkept);
      if (removeRuns) void runs.remove(runsOf(id).map((run) => run.id));
    },
    dismiss: () => patch({ problem: null }),
  };
}
