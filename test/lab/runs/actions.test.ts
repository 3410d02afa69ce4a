import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { toyActions } from "../../../src/lab/actions.ts";
import { runsActions } from "../../../src/lab/runs/actions.ts";
import { type Archive, fleetingArchive, type News } from "../../../src/lab/runs/archive.ts";
import type { KeptRun } from "../../../src/lab/runs/record.ts";
import { createLabStore } from "../../../src/lab/store.ts";
import { fakeWorkers } from "../port.ts";
import { frame, prepared } from "../samples.ts";
import { locksOf } from "./locks.ts";
import { keptRun } from "./runs.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A lab with kept runs, and its worker. */
async function setUp(kept: readonly KeptRun[], locks = locksOf()) {
  const own = fleetingArchive("a test");
  for (const run of kept) await own.keep({ ...run, details: run.details! });
  const others: ((news: News) => void)[] = [];
  const archive: Archive = { ...own, follow: (hear) => others.push(hear) };
  const store = createLabStore();
  const { ports, open } = fakeWorkers();
  const toy = toyActions(store, { open, painted: (then) => then(), shipped: () => null });
  const drawn = vi.fn();
  const runs = runsActions(store, {
    ...{ archive, locks, persist: vi.fn() },
    screens: {
      ...{ reopen: toy.reopen, prepare: toy.prepare, receivePainted: toy.receive },
      receiveDrawing: drawn,
      ...{ showFeatures() {}, resumeFeatures() {}, enterFeatures() {} },
    },
  });
  await runs.open();
  const state = () => store.getState();
  const ids = () => state().runs.records!.map(({ id }) => id);
  const tell = (news: News) => {
    for (const hear of others) hear(news);
  };
  return { store, toy, runs, archive, ports, state, ids, tell, drawn };
}

describe("the kept runs", () => {
  it("are read once, and those in training whose page is gone are stopped", async () => {
    const training = { standing: "training" } as const;
    const kept = [keptRun("gone", training), keptRun("there", training), keptRun("done")];
    const locks = locksOf("run-there");
    const { state } = await setUp(kept, locks);
    const standings = () => state().runs.records!.map(({ id, standing }) => `${id} ${standing}`);
    expect(standings()).toEqual(["gone stopped", "there training", "done stopped"]);
    locks.leave("run-there");
    await vi.advanceTimersByTimeAsync(0);
    expect(standings()).toContain("there stopped");
  });

  it("are named and pinned, for the next visit too", async () => {
    const { runs, archive, state } = await setUp([keptRun("one")]);
    runs.rename("one", "mine");
    runs.pin("one", true);
    expect(state().runs.records![0]).toMatchObject({ name: "mine", pinned: true });
    const { records } = await archive.catalogue();
    expect(records[0]).toMatchObject({ name: "mine", pinned: true });
  });

  it("have nothing but their name changed by it, where the page knows an older record", async () => {
    const { runs, archive } = await setUp([keptRun("one", { standing: "training" })]);
    await archive.keep({ record: keptRun("one", { standing: "done", update: 500 }).record });
    runs.rename("one", "mine");
    const { records } = await archive.catalogue();
    expect(records).toMatchObject([{ name: "mine", standing: "done", update: 500 }]);
  });

  it("come back by undo for a minute, all that were deleted within it", async () => {
    const { runs, archive, state, ids } = await setUp(
      ["one", "two", "three"].map((id) => keptRun(id)),
    );
    await runs.remove(["one", "two"]);
    expect(state().runs.undo).toMatch(/^2 runs deleted/);
    expect([ids(), (await archive.catalogue()).records.length]).toEqual([["three"], 1]);
    await runs.undo();
    expect(ids().sort()).toEqual(["one", "three", "two"]);
    expect(state().runs.undo).toBeNull();
    expect(await archive.details("one")).toEqual(keptRun("one").details);
    await runs.remove(["one"]);
    await runs.remove(["two"]);
    expect(state().runs.undo).toMatch(/^2 runs deleted/);
    await runs.undo();
    expect(ids().sort()).toEqual(["one", "three", "two"]);
    await runs.remove(["one", "two"]);
    vi.advanceTimersByTime(60_000);
    expect(state().runs.undo).toBeNull();
    await runs.undo();
    expect(ids()).toEqual(["three"]);
  });

  it("cannot be deleted or resumed while another tab trains them", async () => {
    const { runs, ids, state, ports } = await setUp(
      [keptRun("one", { standing: "training" })],
      locksOf("run-one"),
    );
    await runs.remove(["one"]);
    expect(ids()).toEqual(["one"]);
    expect(state().runs.notice).toMatch(/^1 run in training was not deleted: pause first/);
    await runs.resume("one");
    expect(state().runs.notice).toMatch(/^This run trains in another tab/);
    expect(ports).toEqual([]);
  });

  it("appear as another tab keeps and deletes them", async () => {
    const { tell, ids, state } = await setUp([keptRun("one")]);
    tell({ type: "kept", record: keptRun("two").record });
    expect(ids().sort()).toEqual(["one", "two"]);
    const two = () => state().runs.records!.find(({ id }) => id === "two")!;
    tell({ type: "named", id: "two", naming: { name: "new" } });
    expect(two().name).toBe("new");
    tell({ type: "kept", record: keptRun("two", { standing: "done", name: "old" }).record });
    expect(two()).toMatchObject({ name: "new", standing: "done" });
    tell({ type: "removed", ids: ["one"] });
    expect(ids()).toEqual(["two"]);
  });

  it("leave as one file, and come back where they are not yet, with all that they had", async () => {
    const kept = [keptRun("one", { name: "mine", pinned: true }), keptRun("two")];
    const first = await setUp(kept);
    const blob = (await first.runs.exportRuns(["one", "two"]))!;
    const { runs, archive, ids, state } = await setUp([keptRun("two", { name: "own" })]);
    await runs.importRuns(new File([blob], "some.runs"));
    expect(state().runs.notice).toBe("some.runs: 1 run added, 1 run already here.");
    expect(ids().sort()).toEqual(["one", "two"]);
    expect(state().runs.records!.find(({ id }) => id === "one")).toEqual(kept[0]!.record);
    expect(await archive.details("one")).toEqual(kept[0]!.details);
    expect(await archive.states("one")).toEqual(kept[0]!.states);
    expect(state().runs.records!.find(({ id }) => id === "two")!.name).toBe("own");
    await runs.importRuns(new File([blob], "some.runs"));
    expect(state().runs.notice).toBe("some.runs: all 2 runs are here already; nothing was added.");
  });

  it("are not taken from a file that is none, or not all of one", async () => {
    const { runs, ids, state } = await setUp([keptRun("one")]);
    const whole = new Uint8Array(await (await runs.exportRuns(["one"]))!.arrayBuffer());
    for (const bytes of [new Uint8Array(3), whole.slice(0, -9)]) {
      await runs.importRuns(new File([bytes], "bad.runs"));
      expect(state().runs.notice).toMatch(/^bad\.runs: .*Nothing that was kept is lost\.$/);
    }
    expect(ids()).toEqual(["one"]);
  });

  it("have their details read when they are compared", async () => {
    const { runs, state } = await setUp([keptRun("one"), keptRun("two")]);
    runs.compare(["one", "gone"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(state().place).toMatchObject({ tab: "runs", view: "compare" });
    expect([...state().runs.details.keys()]).toEqual(["one", "gone"]);
    expect(state().runs.details.get("one")).toEqual(keptRun("one").details);
    expect(state().runs.details.get("gone")).toBeNull();
  });
});

describe("a kept run", () => {
  it("is shown as it was at its last state, paused, with its curves", async () => {
    const run = keptRun("one", { seconds: 12 });
    const { runs, ports, state } = await setUp([run]);
    await runs.show("one");
    const port = ports[0]!;
    expect(port.heard.at(-1)).toMatchObject({
      ...{ type: "prepare", settings: run.record.settings },
      from: { update: 40, checkpoints: run.states.at(-1)!.checkpoints },
    });
    const own = state().toy.run;
    expect(state().place.tab).toBe("lab");
    expect(state().toy.traces.correction!.rows).toEqual(run.details.traces.correction!.rows);
    expect(state().timeline.branches.at(-1)!.fits).toEqual(run.details.fits);
    port.say(prepared(own));
    port.say({ ...frame(own, 40), seconds: 0 });
    expect(state().toy.phase.at).toBe("paused");
    expect(state().toy.frame!.seconds).toBe(12);
    expect(state().timeline.fork).toBeNull();
  });

  it("is cut back to its state where its curves reach further", async () => {
    const run = keptRun("one");
    const { runs, state } = await setUp([{ ...run, states: [{ ...run.states[0]!, update: 1 }] }]);
    await runs.show("one");
    expect(state().toy.traces.correction!.rows.map(([update]) => update)).toEqual([1]);
    expect(
      state()
        .timeline.branches.at(-1)!
        .fits.map(({ update }) => update),
    ).toEqual([1]);
    expect(state().toy.phases).toEqual({});
  });

  it("trains on when it is resumed", async () => {
    const { runs, ports, state } = await setUp([keptRun("one")]);
    await runs.resume("one");
    ports[0]!.say(prepared(state().toy.run));
    expect(ports[0]!.types).toEqual(["prepare", "train"]);
    expect(state().toy.kept!.id).toBe("one");
  });

  it("says which run it stops, where one trains", async () => {
    const { runs, ports, state } = await setUp([keptRun("one"), keptRun("two")]);
    await runs.resume("one");
    ports[0]!.say(prepared(state().toy.run));
    expect(state().toy.notice).toBeNull();
    await runs.resume("two");
    expect(state().toy.notice).toMatch(
      /^“.+” was stopped: it is kept, and Resume goes on with it\.$/,
    );
  });

  it("says at its end that Updates must be raised, and then goes on from there", async () => {
    const run = keptRun("one", { standing: "done", updates: 40 });
    run.record.settings = { ...run.record.settings, updates: 40 };
    const { runs, ports, toy, state } = await setUp([run]);
    await runs.resume("one");
    const own = state().toy.run;
    ports[0]!.say(prepared(own));
    ports[0]!.say(frame(own, 40));
    ports[0]!.say({ type: "done", run: own });
    expect(state().toy.phase.at).toBe("done");
    expect(state().toy.notice).toMatch(/^This run is at its end\. Raise Updates/);
    toy.set("updates", 80);
    vi.advanceTimersByTime(200);
    expect(ports[0]!.heard.at(-1)).toMatchObject({
      settings: { updates: 80 },
      from: { update: 40 },
    });
    expect(state().toy.kept).toBeNull();
  });

  it("is forked by the next change of a dial", async () => {
    const { runs, ports, toy, state } = await setUp([keptRun("one")]);
    await runs.fork("one");
    ports[0]!.say(prepared(state().toy.run));
    toy.set("l2", 0.5);
    vi.advanceTimersByTime(200);
    expect(ports[0]!.heard.at(-1)).toMatchObject({ settings: { l2: 0.5 }, from: { update: 40 } });
    expect(state().timeline.branches.at(-1)!.from).toMatchObject({ update: 40 });
  });

  it("trains anew, and says so, where its states had to go", async () => {
    const { runs, ports, state } = await setUp([{ ...keptRun("one"), states: [] }]);
    await runs.show("one");
    expect(ports[0]!.heard.at(-1)).toMatchObject({ type: "prepare", from: null });
    expect(state().toy.notice).toMatch(/^Its states were dropped to make room/);
    expect(state().toy.kept).toBeNull();
  });

  it("comes with its drawing and its painted points", async () => {
    const drawing = { points: Float32Array.of(1, 2), labels: Uint8Array.of(0) };
    const points = Float32Array.of(1, 1);
    const painted = { near: points, mid: points, far: points };
    const run = keptRun("one");
    run.record.settings = { ...run.record.settings, data: "drawn" };
    const { runs, drawn, state } = await setUp([
      { ...run, details: { ...run.details, drawing, painted } },
    ]);
    await runs.show("one");
    expect(drawn).toHaveBeenCalledWith(drawing);
    expect(state().toy.painting).toMatchObject({ used: true, sets: painted });
  });

  it("that is not there, or is damaged, is a notice, and the lab stays as it is", async () => {
    const { runs, archive, ports, state } = await setUp([keptRun("one")]);
    await runs.show("gone");
    expect(state().runs.notice).toMatch(/^There is no kept run gone/);
    vi.spyOn(archive, "details").mockRejectedValue(new Error("kept details: cut"));
    await runs.show("one");
    expect(state().runs.notice).toBe("The run cannot be opened: kept details: cut.");
    expect(ports).toEqual([]);
  });
});
