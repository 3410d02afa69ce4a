import type { BackendChoice } from "../../../workers/protocol/backend.ts";
import type { Port } from "../link.ts";
import type { Archive, Keeping } from "../runs/archive.ts";
import { RATE } from "../runs/followed.ts";
import { type Locks, lockOf } from "../runs/locks.ts";
import type { RunRecord } from "../runs/record.ts";
import { checkpointBytes } from "../timeline.ts";
import { type Ending, newRun, ToyCourse } from "./course.ts";
import { criterionOf } from "./criteria.ts";
import type { SweepRecord } from "./design.ts";
import { FeatureCourse, type FeatureFiles, workersFor } from "./features.ts";
import { type Pool, startPool, type Task, type TaskReply } from "./pool.ts";
import { Progress, type Underway } from "./progress.ts";
import { agendaOf, passed, type Stretch, type TrialState, trialState } from "./schedule.ts";
import type { LiveSweep } from "./state.ts";
import { trialsOf } from "./trials.ts";

/** Milliseconds between two news of a sweep, and between two states of a trial that are kept, at least. */
const NEWS = 200;
const KEPT = 500;

interface Ends {
  open: () => Port;
  backend: BackendChoice;
  /** What was kept of a run. */
  archive: Pick<Archive, "states" | "details">;
  keep: (keeping: Keeping) => void;
  locks: Pick<Locks, "hold">;
  /** The kept runs that name the sweep. */
  records: readonly RunRecord[];
  /** Of a sweep over features. */
  features: FeatureFiles | null;
  /** Told a few times a second of how far it is, and of the runs that have changed. */
  tell: (live: LiveSweep, changed: readonly RunRecord[]) => void;
  /** The sweep has ended: all of its trials did, or it was paused; `problem` says why by itself. */
  ended: (standing: "paused" | "done", problem: string | null) => void;
}

export interface Conductor {
  /** Ends the trials under way where they are. */
  pause(): void;
  /** Goes on with as many workers, on the CPU. */
  resize(workers: number): void;
}

/** A trial that a worker has. */
interface Active extends Underway {
  course: ToyCourse | FeatureCourse;
  /** When a state of it may be kept again: all workers share what may be written in a second. */
  due: number;
  release: () => void;
}

/** Runs what a sweep has left; what its runs' records say was done is not done again. */
export function conduct(sweep: SweepRecord, workers: number, ends: Ends): Conductor {
  const { design, id } = sweep;
  const { stopping } = design;
  const trials = trialsOf(design);
  const criterion = criterionOf(design.criterion);
  const progress = new Progress(design, trials, criterion);
  const known = new Map<number, TrialState>();
  const runs = new Map<number, RunRecord>();
  const active = new Map<number, Active>();
  /** Trials whose worker crashed once. */
  const crashed = new Set<number>();
  const changed = new Map<string, RunRecord>();
  let backend = "";
  let count = 0;
  let pausing = false;
  /** Why it was paused, where the reader did not do it. */
  let problem: string | null = null;
  let over = false;
  let news: ReturnType<typeof setTimeout> | undefined;

  for (const record of ends.records) {
    const { trial } = record.sweep!;
    const state = trialState(record);
    runs.set(trial, record);
    known.set(trial, state);
    if (state.update > 0) progress.took(trials[trial]!, 0, state.update, record.seconds);
  }

  const agenda = () => agendaOf(design, trials, known, criterion);

  function keep(keeping: Keeping): void {
    const { record } = keeping;
    runs.set(record.sweep!.trial, record);
    changed.set(record.id, record);
    ends.keep(keeping);
    announce();
  }

  function announce(): void {
    news ??= setTimeout(tell, NEWS);
  }

  function tell(): void {
    clearTimeout(news);
    news = undefined;
    const underway = [...active.values()];
    const records = [...changed.values()];
    changed.clear();
    const now = Date.now();
    ends.tell(
      {
        ...{ id, backend, workers: count, pausing },
        active: underway.map(({ trial, update, course: { record } }) => {
          const { kind, updates } = record;
          const done = kind === "toy" ? update : Math.round(update * updates);
          return { trial: trial.index, update: done, updates };
        }),
        ...progress.at(known, underway, Math.max(1, count), now),
      },
      records,
    );
  }

  function take(): Task | null {
    if (pausing) return null;
    const stretch = agenda().due.find(({ trial }) => !active.has(trial.index));
    return stretch ? taskOf(stretch) : null;
  }

  function taskOf(stretch: Stretch): Task {
    const { trial, end } = stretch;
    const now = Date.now();
    const kept = runs.get(trial.index) ?? newRun(id, stretch, now);
    const record: RunRecord = { ...kept, backend, standing: "training" };
    const drawing = design.base.kind === "toy" ? design.base.drawing : null;
    const course =
      record.kind === "toy"
        ? new ToyCourse(record, end, drawing)
        : new FeatureCourse(record, ends.features!.summary);
    const own: Active = {
      ...{ trial, course, from: 0, update: 0, since: now, due: now, release: () => {} },
    };
    active.set(trial.index, own);
    return {
      async request(run) {
        const release = await ends.locks.hold(lockOf(record.id));
        if (!release) {
          pause(
            "a run of the sweep is trained in the 2D lab or in another tab; pause it there first",
          );
          throw new Error(`run ${record.id} is trained elsewhere`);
        }
        own.release = release;
        const request = await course.request(run, ends.archive);
        own.from = course.at(course.record.update);
        own.update = own.from;
        own.since = Date.now();
        keep({ record: course.record });
        return request;
      },
      hear: (reply) => hear(own, stretch, reply),
      crashed(message) {
        if (pausing) return settle(own, stretch, cutShort(own, null));
        if (crashed.has(trial.index)) {
          return settle(own, stretch, cutShort(own, `its worker stopped twice: ${message}`));
        }
        crashed.add(trial.index);
        leave(own);
      },
    };
  }

  function hear(own: Active, stretch: Stretch, reply: TaskReply): void {
    const now = Date.now();
    switch (reply.type) {
      case "progress":
        own.update = own.course.at(reply.update, reply.updates);
        announce();
        break;
      case "keyframe": {
        own.update = own.course.at(reply.update);
        const keeping = own.course.reached(reply, now);
        if (now < own.due) break;
        const bytes = checkpointBytes(reply.checkpoints) * active.size;
        own.due = now + Math.max(KEPT, (1000 * bytes) / RATE);
        keep(keeping);
        break;
      }
      case "toyTrial":
        own.update = reply.frame.update;
        settle(own, stretch, (own.course as ToyCourse).ended(reply, pausing, now));
        break;
      case "featureTrial":
        own.update = 1;
        settle(own, stretch, (own.course as FeatureCourse).ended(reply, now));
        break;
      case "failed":
        settle(own, stretch, cutShort(own, pausing ? null : reply.message));
        break;
      default:
        reply satisfies never;
    }
  }

  /** The end of a trial that its worker does not tell the state of. */
  function cutShort({ course: { record } }: Active, problem: string | null): Ending {
    const how = problem === null ? "interrupted" : "failed";
    return { how, keeping: { record: { ...record, changed: Date.now(), problem } } };
  }

  function settle(own: Active, stretch: Stretch, { how, keeping }: Ending): void {
    const { record } = keeping;
    const { index } = own.trial;
    const before = known.get(index) ?? { update: 0, over: null, rungs: [] };
    const failed = how === "failed";
    const state =
      how === "interrupted"
        ? { ...before, update: own.update }
        : passed(
            before,
            stretch,
            { update: own.update, value: failed ? null : criterion.value(record), failed },
            { stopping, criterion },
          );
    known.set(index, state);
    progress.took(own.trial, own.from, own.update, (Date.now() - own.since) / 1000);
    const standing = state.over ?? "stopped";
    keep({
      ...keeping,
      record: { ...record, standing, sweep: { ...record.sweep!, rungs: state.rungs } },
    });
    leave(own);
    drop();
    if (active.size === 0 && agenda().due.length === 0) void finish();
  }

  function leave(own: Active): void {
    active.delete(own.trial.index);
    own.release();
  }

  /** Marks the runs that the rule has ended. */
  function drop(): void {
    for (const index of agenda().dropped) {
      const record = runs.get(index)!;
      if (record.sweep!.dropped) continue;
      keep({ record: { ...record, sweep: { ...record.sweep!, dropped: true } } });
    }
  }

  /** Ends the sweep where it is. */
  async function finish(): Promise<void> {
    if (over) return;
    over = true;
    await pool.stop();
    tell();
    clearTimeout(news);
    ends.ended(agenda().due.length === 0 ? "done" : "paused", problem);
  }

  function pause(why: string | null = null): void {
    pausing = true;
    problem ??= why;
    announce();
    void finish();
  }

  /** As many workers as there are trials for, and room for their copies of the files. */
  const within = (wanted: number) => {
    const bytes = ends.features?.summary.files.reduce((sum, { bytes }) => sum + bytes, 0);
    const most = Math.min(wanted, trials.length);
    return bytes === undefined ? most : workersFor(bytes, most);
  };
  const pool: Pool = startPool(within(workers), {
    ...{ open: ends.open, backend: ends.backend, greeting: ends.features?.load ?? null, take },
    opened(opened, workers) {
      backend = opened.label;
      count = workers;
      announce();
    },
    broke: (message) =>
      pause(`the sweep's workers do not start: ${message}; resume it to try again`),
  });
  drop();
  if (agenda().due.length === 0) void finish();

  return {
    pause: () => pause(),
    resize: (workers) => pool.resize(within(workers)),
  };
}
