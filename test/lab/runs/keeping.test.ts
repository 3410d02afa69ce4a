import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toyActions } from "../../../src/lab/actions.ts";
import { type Archive, fleetingArchive, type Keeping } from "../../../src/lab/runs/archive.ts";
import { keepRuns, PERIOD, RETRY } from "../../../src/lab/runs/keeping.ts";
import { lockOf } from "../../../src/lab/runs/locks.ts";
import { recordOf, withNaming } from "../../../src/lab/runs/state.ts";
import { createLabStore } from "../../../src/lab/store.ts";
import { fakeWorkers } from "../port.ts";
import { frame, prepared } from "../samples.ts";
import { locksOf } from "./locks.ts";
import { checkpointsAt, keptRun, stateAt } from "./runs.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const soon = () => vi.advanceTimersByTimeAsync(0);
const later = (milliseconds = PERIOD) => vi.advanceTimersByTimeAsync(milliseconds);

/** A 2D lab whose runs are kept, at once or once `watch` is called, and everything that was. */
async function setUp(
  archive: Archive = fleetingArchive("a test"),
  locks = locksOf(),
  { late = false } = {},
) {
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const toy = toyActions(store, { open, painted: (then) => then(), shipped: () => null });
  const kept: Keeping[] = [];
  const keep = async (keeping: Keeping) => {
    await archive.keep(keeping);
    kept.push(keeping);
  };
  const reading = async () => {
    const { records } = await archive.catalogue();
    store.setState(({ runs }) => ({ runs: { ...runs, records: runs.records ?? records } }));
  };
  const watch = () => keepRuns(store, { archive: { ...archive, keep }, locks, open: reading });
  if (!late) watch();
  toy.prepare("rest");
  const port = ports[0]!;
  /** The worker comes to an update of a run. */
  const reach = (update: number, run = store.getState().toy.run) => {
    port.say({ type: "keyframe", run, update, checkpoints: checkpointsAt(update) });
    port.say(frame(run, update));
  };
  const begin = (run = store.getState().toy.run) => {
    port.say(prepared(run));
    port.say(frame(run, 0));
  };
  begin();
  const state = () => store.getState();
  return { store, toy, port, kept, reach, begin, locks, archive, watch, state };
}

describe("keepRuns", () => {
  it("keeps a run from its first update on, and none that was only prepared", async () => {
    const { toy, reach, kept, state } = await setUp();
    await later();
    expect(kept).toEqual([]);
    toy.train();
    await later();
    expect(kept).toEqual([]);
    reach(1);
    await soon();
    expect(kept).toHaveLength(1);
    const [{ record, details, states }] = kept as [Keeping];
    expect(record).toMatchObject({ kind: "toy", standing: "training", update: 1, from: null });
    expect(details).toMatchObject({ kind: "toy" });
    expect(states!.map(({ update }) => update)).toEqual([1]);
    expect(state().runs.records).toEqual([record]);
    expect(state().toy.kept!.id).toBe(record.id);
  });

  it("keeps a run that was over before runs were watched", async () => {
    const { toy, port, reach, kept, watch, state } = await setUp(undefined, undefined, {
      late: true,
    });
    toy.train();
    reach(1);
    port.say({ type: "done", run: state().toy.run });
    watch();
    await later();
    expect(kept.at(-1)?.record).toMatchObject({ update: 1, standing: "done" });
  });

  it("keeps it at most once a period while it trains, with the newest state", async () => {
    const { toy, reach, kept } = await setUp();
    toy.train();
    for (let update = 1; update <= 60; update++) {
      reach(update);
      await later(50);
    }
    expect(kept.length).toBeLessThanOrEqual(1 + (60 * 50) / PERIOD);
    expect(kept.length).toBeGreaterThanOrEqual(5);
    const reached = kept.map(({ record, states }) => [record.update, states!.at(-1)!.update]);
    expect(reached.every(([update, state]) => update === state)).toBe(true);
    expect(new Set(kept.map(({ record }) => record.id)).size).toBe(1);
  });

  it("keeps the newest state and three earlier ones, evenly spread", async () => {
    const { toy, reach, kept } = await setUp();
    toy.train();
    for (let update = 100; update <= 1600; update += 100) {
      reach(update);
      await later();
    }
    const updates = kept.at(-1)!.states!.map(({ update }) => update);
    expect(updates).toHaveLength(4);
    expect(updates.at(-1)).toBe(1600);
    const gaps = updates.slice(1).map((update, i) => update - updates[i]!);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(800);
  });

  it("does not write a state again that is kept", async () => {
    const { toy, port, reach, kept, state } = await setUp();
    toy.train();
    reach(5);
    await soon();
    port.say(frame(state().toy.run, 6));
    await later();
    expect(kept).toHaveLength(2);
    expect(kept[1]!.record.update).toBe(6);
    expect(kept[1]!.states).toBeUndefined();
  });

  it("writes states of many bytes less often, but always at rest", async () => {
    const { toy, port, kept, state } = await setUp();
    const large = new Float32Array(5e6);
    const reach = (update: number) => {
      const { run } = state().toy;
      const [own] = Object.values(checkpointsAt(update));
      const checkpoints = { correction: { ...own, weights: large } };
      port.say({ type: "keyframe", run, update, checkpoints });
      port.say(frame(run, update));
    };
    toy.train();
    for (let update = 1; update <= 12; update++) {
      reach(update);
      await later(1000);
    }
    expect(kept.filter(({ states }) => states).length).toBeLessThanOrEqual(3);
    expect(kept.length).toBeGreaterThanOrEqual(12);
    toy.pause();
    port.say({ type: "paused", run: state().toy.run });
    await later();
    expect(kept.at(-1)!.states!.at(-1)!.update).toBe(12);
  });

  it.each([
    ["paused", "stopped"],
    ["done", "done"],
  ])("says of a run that is %s that it is %s, and lets its lock go", async (type, standing) => {
    const { toy, port, reach, kept, locks, state } = await setUp();
    toy.train();
    reach(3);
    await soon();
    const { id } = state().toy.kept!;
    expect([...(await locks.held())]).toEqual([`run-${id}`]);
    port.say({ type, run: state().toy.run });
    await later();
    expect(kept.at(-1)!.record.standing).toBe(standing);
    expect([...(await locks.held())]).toEqual([]);
  });

  it("keeps a run that fails, and why, even before its first update", async () => {
    const { toy, port, kept, state } = await setUp();
    toy.train();
    port.say({ type: "failed", run: state().toy.run, message: "the loss is not finite" });
    await later();
    expect(kept.at(-1)!.record).toMatchObject({
      ...{ standing: "failed", problem: "the loss is not finite", update: 0 },
    });
  });

  it("leaves a run that another one ends as it was last seen, and stopped", async () => {
    const { toy, reach, begin, kept, state } = await setUp();
    toy.train();
    reach(3);
    await soon();
    reach(4);
    toy.reset();
    await later();
    expect(kept.at(-1)!.record).toMatchObject({ standing: "stopped", update: 4 });
    begin();
    toy.train();
    reach(2);
    await later();
    expect(
      state()
        .runs.records!.map(({ update }) => update)
        .sort(),
    ).toEqual([2, 4]);
  });

  it("names the kept run that a fork has left", async () => {
    const { toy, reach, begin, kept } = await setUp();
    toy.train();
    reach(3);
    reach(6);
    await soon();
    toy.timeline.show(3);
    toy.timeline.fork();
    begin();
    toy.train();
    reach(4);
    await later();
    const [trunk, fork] = [kept[0]!.record, kept.at(-1)!.record];
    expect(fork.id).not.toBe(trunk.id);
    expect(fork.from).toEqual({ id: trunk.id, update: 3 });
  });

  it("keeps the name that the reader gives a run while it trains", async () => {
    const { toy, reach, kept, store, state } = await setUp();
    toy.train();
    reach(1);
    await soon();
    const [record] = state().runs.records!;
    store.setState(({ runs }) => ({ runs: { ...runs, records: [{ ...record!, name: "mine" }] } }));
    reach(2);
    await later();
    expect(kept.at(-1)!.record).toMatchObject({ name: "mine", update: 2 });
  });

  it("does not undo a name that is given while the run is written", async () => {
    const archive = fleetingArchive("a test");
    const written = { at: () => {} };
    const slow: Archive = {
      ...archive,
      async keep(keeping) {
        await new Promise<void>((then) => {
          written.at = then;
        });
        await archive.keep(keeping);
      },
    };
    const { toy, reach, store, state } = await setUp(slow);
    toy.train();
    reach(1);
    await soon();
    written.at();
    await later();
    reach(2);
    await later();
    const { id } = state().runs.records![0]!;
    store.setState(({ runs }) => ({ runs: withNaming(runs, id, { name: "mine" }) }));
    await archive.rename(id, { name: "mine" });
    written.at();
    await soon();
    const named = { name: "mine", update: 2 };
    expect(state().runs.records).toMatchObject([named]);
    expect((await archive.catalogue()).records).toMatchObject([named]);
  });

  it("keeps nothing within another page, and no run that was trained beforehand", async () => {
    const { toy, reach, kept, store } = await setUp();
    store.setState(({ place }) => ({ place: { ...place, embed: true } }));
    toy.train();
    reach(1);
    await later();
    expect(kept).toEqual([]);
  });

  it("says that a run is not kept, tries again, and says so no more", async () => {
    const own = fleetingArchive("a test");
    const full = { now: true };
    const archive: Archive = {
      ...own,
      keep: (keeping) => (full.now ? Promise.reject(new Error("no room")) : own.keep(keeping)),
    };
    const { toy, port, reach, kept, state } = await setUp(archive);
    toy.train();
    reach(1);
    await soon();
    expect(state().runs.problem).toBe("The newest state of the run is not kept: no room.");
    port.say({ type: "paused", run: state().toy.run });
    full.now = false;
    await later(RETRY);
    expect(state().runs.problem).toBeNull();
    expect(kept.at(-1)!.record).toMatchObject({ update: 1, standing: "stopped" });
  });

  it("goes on with a run that was opened again, and keeps its earlier states", async () => {
    const archive = fleetingArchive("a test");
    const run = keptRun("abcdefghij", { name: "mine" });
    await archive.keep(run);
    const { toy, begin, reach, port, kept, store, state } = await setUp(archive);
    await archive.catalogue();
    store.setState(({ runs, place }) => ({
      runs: { ...runs, records: [run.record] },
      place: { ...place, toy: run.record.settings },
    }));
    toy.reopen({ ...run, state: run.states.at(-1)!, fork: false }, "rest");
    begin();
    reach(40);
    await later();
    expect(state().toy.phase.at).toBe("paused");
    expect(kept).toEqual([]);
    toy.train();
    reach(50);
    await later();
    port.say({ type: "paused", run: state().toy.run });
    await later();
    expect(kept.at(-1)!.record).toMatchObject({ id: "abcdefghij", name: "mine", update: 50 });
    expect(kept.at(-1)!.record.created).toBe(run.record.created);
    expect((await archive.states("abcdefghij")).map(({ update }) => update)).toEqual([20, 40, 50]);
  });

  it.each([
    ["has trained further", 500],
    ["has deleted", null],
  ])("lets go of a run at rest that another page %s", async (_, update) => {
    const { toy, port, reach, kept, archive, store, state } = await setUp();
    toy.train();
    reach(100);
    port.say({ type: "paused", run: state().toy.run });
    await later();
    const { record } = kept.at(-1)!;
    const theirs = { ...record, standing: "done", changed: record.changed + 9, update } as never;
    if (update) await archive.keep({ record: theirs, states: [stateAt(100), stateAt(500)] });
    else await archive.remove([record.id]);
    const { records } = await archive.catalogue();
    store.setState(({ runs }) => ({ runs: { ...runs, records } }));
    port.say(frame(state().toy.run, 100));
    await later();
    expect((await archive.catalogue()).records).toEqual(records);
    toy.train();
    reach(101);
    await later();
    const [fork] = (await archive.catalogue()).records.filter(({ id }) => id !== record.id);
    expect(fork).toMatchObject({ from: { id: record.id, update: 100 }, update: 101 });
    expect(recordOf(state().runs, record.id)?.update).toBe(update ?? undefined);
    const theirStates = update ? [100, 500] : [];
    expect((await archive.states(record.id)).map(({ update }) => update)).toEqual(theirStates);
  });

  it("writes nothing of a run at rest that another page trains", async () => {
    const { toy, port, reach, kept, locks, state } = await setUp();
    toy.train();
    reach(100);
    port.say({ type: "paused", run: state().toy.run });
    await later();
    await locks.hold(lockOf(kept.at(-1)!.record.id));
    const before = kept.length;
    port.say(frame(state().toy.run, 100));
    await later();
    expect(kept).toHaveLength(before);
  });

  it("makes another run of one that another page trains", async () => {
    const archive = fleetingArchive("a test");
    const run = keptRun("abcdefghij");
    await archive.keep(run);
    const { toy, begin, reach, kept, store } = await setUp(archive, locksOf("run-abcdefghij"));
    store.setState(({ runs }) => ({ runs: { ...runs, records: [run.record] } }));
    toy.reopen({ ...run, state: stateAt(40), fork: false }, "train");
    begin();
    reach(41);
    await later();
    reach(42);
    await later();
    const { record } = kept.at(-1)!;
    expect(record.id).not.toBe("abcdefghij");
    expect(record.from).toEqual({ id: "abcdefghij", update: 41 });
  });
});
