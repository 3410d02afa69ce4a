import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { runsActions } from "../../../src/lab/runs/actions.ts";
import { fleetingArchive } from "../../../src/lab/runs/archive.ts";
import { createLabStore } from "../../../src/lab/store.ts";
import { sweepsActions } from "../../../src/lab/sweeps/actions.ts";
import { SWEEP_SCHEMA, type SweepDesign } from "../../../src/lab/sweeps/design.ts";
import type { TrialRequest } from "../../../workers/protocol/trial.ts";
import { type FakePort, fakeWorkers } from "../port.ts";
import { frame, prepared } from "../samples.ts";
import { browser, designOf } from "./sweep.ts";

const CPU = { name: "cpu", label: "CPU (test)" };
const archive = () => fleetingArchive("a test");

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A page with its sweeps; pages share an archive and locks. */
function page(kept = archive(), locks = browser(), cores = 1) {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const screens = {
    ...{ reopen() {}, prepare() {}, receiveDrawing() {}, receivePainted() {} },
    ...{ showFeatures() {}, resumeFeatures() {}, enterFeatures() {} },
  };
  const runs = runsActions(store, { archive: kept, locks, persist() {}, screens });
  const sweeps = sweepsActions(store, {
    archive: kept,
    locks,
    open,
    cores,
    runs,
    features: () => null,
  });
  const state = () => store.getState().sweeps;
  const trials = () =>
    (store.getState().runs.records ?? []).toSorted((a, b) => a.sweep!.trial - b.sweep!.trial);
  return { store, ports, runs, sweeps, kept, locks, state, trials };
}
type Page = ReturnType<typeof page>;

/** Lets promises and the news of half a second come. */
const rest = () => vi.advanceTimersByTimeAsync(500);

async function begin(own: Page, design: SweepDesign) {
  const id = own.sweeps.start(design)!;
  await vi.dynamicImportSettled();
  await rest();
  for (let i = 0; i < own.ports.length; i++) {
    own.ports[i]!.say({ type: "opened", backend: CPU });
    await rest();
  }
  return id;
}

type ToyRequest = Extract<TrialRequest, { type: "toy" }>;
const asked = (port: FakePort) =>
  port.heard.findLast(({ type }) => type === "toy") as unknown as ToyRequest;

const nothing = new Float32Array(0);
const checkpoints = (update: number) => {
  const arrays = { weights: nothing, mean: nothing, variance: nothing, average: nothing };
  return { correction: { update, ...arrays, negatives: nothing, chains: nothing } } as never;
};

function keyframe(port: FakePort, update: number) {
  const losses = { correction: Float32Array.of(update, -1, 1) };
  const said = { update, checkpoints: checkpoints(update), seconds: update / 10, losses };
  port.say({ type: "keyframe", run: asked(port).run, ...said });
  return rest();
}

/** A worker's run comes to an update; `nll` null is of one that diverged there. */
function answer(port: FakePort, nll: number | null, update = asked(port).end) {
  const { run } = asked(port);
  const shown = frame(run, update);
  const correction = shown.models.correction!;
  if (nll === null) correction.problem = "training diverged";
  else correction.quality = { ...correction.quality, nll };
  const { truth, extent } = prepared(run);
  const problem = correction.problem;
  port.say({
    ...{ type: "toyTrial", run, backend: CPU, frame: shown, truth, extent, problem },
    checkpoints: problem ? null : checkpoints(update),
  });
  return rest();
}

describe("a sweep", () => {
  it("keeps every trial as a run that names it, and ends", async () => {
    const own = page();
    const id = await begin(own, designOf());
    expect(own.state().sweeps).toMatchObject([{ id, standing: "running" }]);
    for (const nll of [1, 2, 3, 4]) await answer(own.ports[0]!, nll);
    expect(own.trials().map(({ sweep, standing }) => [sweep!.id, sweep!.trial, standing])).toEqual([
      ...[0, 1, 2, 3].map((trial) => [id, trial, "done"]),
    ]);
    expect(own.trials()[2]).toMatchObject({ update: 80, updates: 80, backend: "CPU (test)" });
    expect(own.state()).toMatchObject({ live: null, sweeps: [{ id, standing: "done" }] });
    expect(own.locks.taken.size).toBe(0);
    expect(own.ports[0]!.terminated).toBe(true);
  });

  it("tells of its workers, the trials under way, and how far it is", async () => {
    const own = page(archive(), browser(), 2);
    await begin(own, designOf());
    expect(own.state().live).toMatchObject({ workers: 2, share: 0, secondsLeft: null });
    const [first] = own.ports;
    first!.say({ type: "progress", run: asked(first!).run, update: 40, updates: 80 });
    await rest();
    const { active, share, secondsLeft } = own.state().live!;
    expect(active).toEqual([
      { trial: 2, update: 40, updates: 80 },
      { trial: 3, update: 0, updates: 80 },
    ]);
    expect(share).toBeGreaterThan(0.1);
    expect(secondsLeft).toBeGreaterThan(0);
  });

  it("goes on after a run that diverged, which is one that failed", async () => {
    const own = page();
    await begin(own, designOf());
    await answer(own.ports[0]!, null);
    for (const nll of [2, 3, 4]) await answer(own.ports[0]!, nll);
    const standings = own.trials().map(({ standing }) => standing);
    expect(standings).toEqual(["done", "done", "failed", "done"]);
    expect(own.trials()[2]!.problem).toBe("training diverged");
    expect(own.state().sweeps![0]!.standing).toBe("done");
  });

  it("tries a trial once more after its worker crashed, from its last state, and then gives it up", async () => {
    const own = page();
    await begin(own, designOf({ axes: [], seeds: [1, 2] }));
    await keyframe(own.ports[0]!, 30);
    own.ports[0]!.crash("out of memory");
    own.ports[1]!.say({ type: "opened", backend: CPU });
    await rest();
    expect(asked(own.ports[1]!)).toMatchObject({ settings: { seed: 1 }, from: { update: 30 } });
    own.ports[1]!.crash("out of memory");
    own.ports[2]!.say({ type: "opened", backend: CPU });
    await rest();
    expect(asked(own.ports[2]!).settings.seed).toBe(2);
    await answer(own.ports[2]!, 1);
    expect(own.trials().map(({ standing }) => standing)).toEqual(["failed", "done"]);
    expect(own.trials()[0]!.problem).toContain("out of memory");
  });

  it("drops the points that the rule ends, and says of them where they were compared", async () => {
    const own = page();
    const stopping = { rule: "halving", eta: 2, rungs: 2 } as const;
    await begin(own, designOf({ seeds: [1], stopping }));
    expect(asked(own.ports[0]!).end).toBe(40);
    await answer(own.ports[0]!, 5);
    await answer(own.ports[0]!, 3);
    expect(asked(own.ports[0]!)).toMatchObject({ end: 80, from: { update: 40 } });
    await answer(own.ports[0]!, 2);
    expect(own.trials()).toMatchObject([
      { standing: "done", update: 80, sweep: { dropped: false, rungs: [[40, 3]] } },
      { standing: "stopped", update: 40, sweep: { dropped: true, rungs: [[40, 5]] } },
    ]);
  });

  it("pauses where it is, and resumes from there", async () => {
    const own = page();
    const id = await begin(own, designOf({ axes: [], seeds: [1, 2] }));
    own.sweeps.pause();
    await rest();
    expect(own.state().live!.pausing).toBe(true);
    await answer(own.ports[0]!, 2, 25);
    expect(own.state()).toMatchObject({ live: null, sweeps: [{ standing: "paused" }] });
    expect(own.trials()).toMatchObject([{ standing: "stopped", update: 25 }]);
    own.sweeps.resume(id);
    await rest();
    own.ports[1]!.say({ type: "opened", backend: CPU });
    await rest();
    expect(asked(own.ports[1]!)).toMatchObject({ settings: { seed: 1 }, from: { update: 25 } });
    expect(own.trials().length).toBe(1);
  });

  it("is paused when the page that ran it is gone, and resumed where it was", async () => {
    const before = page();
    const id = await begin(before, designOf({ axes: [], seeds: [1, 2] }));
    await answer(before.ports[0]!, 2);
    await keyframe(before.ports[0]!, 30);
    await keyframe(before.ports[0]!, 31);
    before.locks.taken.clear();

    const own = page(before.kept);
    await own.runs.open();
    await rest();
    expect(own.state().sweeps).toMatchObject([{ id, standing: "paused" }]);
    own.sweeps.resume(id);
    await vi.dynamicImportSettled();
    await rest();
    own.ports[0]!.say({ type: "opened", backend: CPU });
    await rest();
    expect(asked(own.ports[0]!)).toMatchObject({ settings: { seed: 2 }, from: { update: 31 } });
    await answer(own.ports[0]!, 3);
    expect(own.trials().map(({ standing }) => standing)).toEqual(["done", "done"]);
    const details = await own.kept.details(own.trials()[1]!.id);
    const { rows } = (details as { traces: { correction: { rows: number[][] } } }).traces
      .correction;
    expect(rows.map(([update]) => update)).toEqual([30, 31, 80]);
  });

  it("runs in one tab at a time", async () => {
    const first = page();
    const id = await begin(first, designOf());
    const second = page(first.kept, first.locks);
    await second.runs.open();
    await rest();
    expect(second.state().sweeps).toMatchObject([{ id, standing: "running" }]);
    second.sweeps.resume(id);
    await rest();
    expect(second.state().problem).toContain("another tab");
    expect(second.ports.length).toBe(0);
  });

  it("runs alone on its page", async () => {
    const own = page();
    await begin(own, designOf());
    expect(own.sweeps.start(designOf())).toBeNull();
    expect(own.state().problem).toContain("one sweep");
    own.sweeps.dismiss();
    expect(own.state().problem).toBeNull();
  });

  it("says why it cannot be run", async () => {
    const own = page();
    await begin(own, designOf({ criterion: "luck" }));
    expect(own.state().problem).toContain("luck");
    expect(own.state().sweeps).toMatchObject([{ schema: SWEEP_SCHEMA, standing: "paused" }]);
  });

  it("leaves a run's name as the reader has changed it", async () => {
    const own = page();
    await begin(own, designOf({ axes: [], seeds: [1] }));
    own.runs.rename(own.trials()[0]!.id, "mine");
    await answer(own.ports[0]!, 1);
    expect(own.trials()).toMatchObject([{ name: "mine", standing: "done" }]);
    expect((await own.kept.catalogue()).records).toMatchObject([{ name: "mine" }]);
  });

  it("can be called otherwise while it runs", async () => {
    const own = page();
    const id = await begin(own, designOf({ axes: [], seeds: [1] }));
    own.sweeps.rename(id, "short");
    await answer(own.ports[0]!, 1);
    expect(own.state().sweeps).toMatchObject([{ standing: "done", design: { name: "short" } }]);
  });

  it("is deleted with its runs or without", async () => {
    const own = page();
    const ids = [await begin(own, designOf({ axes: [], seeds: [1] }))];
    own.sweeps.remove(ids[0]!, true);
    expect(own.state().problem).toContain("under way");
    await answer(own.ports[0]!, 1);
    ids.push(own.sweeps.start(designOf({ axes: [], seeds: [2] }))!);
    await rest();
    own.ports[1]!.say({ type: "opened", backend: CPU });
    await rest();
    await answer(own.ports[1]!, 1);
    own.sweeps.remove(ids[0]!, true);
    own.sweeps.remove(ids[1]!, false);
    expect(own.state().sweeps).toEqual([]);
    expect(own.trials()).toMatchObject([{ settings: { seed: 2 } }]);
    expect((await own.kept.catalogue()).records.length).toBe(1);
  });
});
