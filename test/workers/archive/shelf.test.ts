import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { normals } from "../../../src/model/random.ts";
import { openRuns } from "../../../workers/archive/database.ts";
import { Shelf } from "../../../workers/archive/shelf.ts";
import type { Packable } from "../../../workers/protocol/packing.ts";

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const shelf = (quota?: number) => new Shelf(async () => quota);
const details: Packable = { curve: Float32Array.of(1, 2, 3) };
const stateAt = (update: number, numbers = 4) => ({
  update,
  checkpoints: { correction: { weights: noise(numbers) } } as never,
});

/** Numbers that gzip makes little smaller. */
const noise = (length: number) => normals({ seed: 1, name: "weights" }, new Float32Array(length));

/** A run with a state, about 3 bytes a number. */
const run = (id: string, part: object = {}, numbers = 4) => ({
  ...{ id, record: { id, standing: "done", changed: 1, ...part }, details },
  states: { updates: [1], fresh: [stateAt(1, numbers)] },
});

const idsOf = async (own: Shelf) => (await own.catalogue()).runs.map(({ id }) => id).sort();

describe("the shelf of runs", () => {
  it("gives back what was kept, to another worker too", async () => {
    await shelf().keep(run("a", { name: "first" }));
    const later = shelf();
    expect((await later.catalogue()).runs).toEqual([
      { id: "a", record: expect.objectContaining({ name: "first" }), incomplete: false },
    ]);
    expect(await later.details("a")).toEqual(details);
    expect((await later.states("a")).map(({ update }) => update)).toEqual([1]);
    expect(await later.details("b")).toBeNull();
    expect(await later.states("b")).toEqual([]);
  });

  it("leaves what is not given as it was, and drops the states that are not listed", async () => {
    const own = shelf();
    await own.keep(run("a"));
    await own.keep({ ...run("a", { name: "new" }), details: null, states: null });
    expect(await own.details("a")).toEqual(details);
    expect(await own.states("a")).toHaveLength(1);
    for (const [updates, fresh] of [
      [[1, 2], [stateAt(2)]],
      [[2, 3], [stateAt(3)]],
    ] as const) {
      await own.keep({ ...run("a"), states: { updates, fresh } });
      expect((await own.states("a")).map(({ update }) => update)).toEqual(updates);
    }
  });

  it("changes a run's name and pin by renaming alone, and nothing else then", async () => {
    const own = shelf();
    await own.keep(run("a", { name: "", pinned: false, standing: "training" }));
    await Promise.all([
      own.keep(run("a", { name: "", pinned: false, standing: "done" })),
      own.rename("a", { name: "mine" }),
      own.rename("a", { pinned: true }),
      own.rename("gone", { name: "mine" }),
    ]);
    await own.keep(run("a", { name: "", pinned: false, standing: "done", changed: 2 }));
    const { runs } = await own.catalogue();
    expect(runs.map(({ record }) => record)).toEqual([
      { id: "a", name: "mine", pinned: true, standing: "done", changed: 2 },
    ]);
    await own.remove(["a"]);
    await own.keep(run("a", { name: "of a file" }));
    expect((await own.catalogue()).runs[0]!.record).toMatchObject({ name: "of a file" });
  });

  it("keeps all of a run or nothing: what cannot be stored leaves no trace", async () => {
    const own = shelf();
    await own.keep(run("a", { name: "before" }));
    const broken = { ...run("a", { name: "after", broken: () => {} }), details: { new: 1 } };
    await expect(own.keep(broken)).rejects.toThrow();
    expect((await own.catalogue()).runs[0]!.record).toMatchObject({ name: "before" });
    expect(await own.details("a")).toEqual(details);
    await own.keep(run("b"));
    expect(await idsOf(own)).toEqual(["a", "b"]);
  });

  it("has what was deleted back when it is kept again, and after a while no more", async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const own = shelf();
    await own.keep(run("a"));
    await own.keep(run("b"));
    await own.remove(["a", "b"]);
    expect(await idsOf(own)).toEqual([]);
    vi.advanceTimersByTime(50_000);
    await shelf().usage();
    await own.keep({ ...run("a"), details: null, states: null });
    expect(await own.details("a")).toEqual(details);
    expect(await own.states("a")).toHaveLength(1);
    vi.advanceTimersByTime(60_000);
    await shelf().usage();
    expect(await own.details("b")).toBeNull();
    expect(await own.states("b")).toEqual([]);
    expect(await idsOf(own)).toEqual(["a"]);
  });

  it("says which runs lack the details that were kept", async () => {
    const own = shelf();
    await own.keep(run("a"));
    await own.keep(run("b"));
    await (await openRuns(() => {})).delete("details", "a");
    const { runs } = await own.catalogue();
    expect(runs.map(({ id, incomplete }) => [id, incomplete])).toEqual([
      ["a", true],
      ["b", false],
    ]);
  });

  it("leaves out states whose bytes are damaged, and refuses damaged details", async () => {
    const own = shelf();
    await own.keep({ ...run("a"), states: { updates: [1, 2], fresh: [stateAt(1), stateAt(2)] } });
    const database = await openRuns(() => {});
    await database.put("states", new Uint8Array(7), ["a", 1]);
    await database.put("details", (await database.get("details", "a"))!.slice(0, 20), "a");
    expect((await own.states("a")).map(({ update }) => update)).toEqual([2]);
    await expect(own.details("a")).rejects.toThrow(/^kept details: /);
  });

  it("makes room by the states of the oldest finished runs that are not pinned", async () => {
    const own = shelf(2 * 100_000);
    await own.keep(run("old", { changed: 1 }, 6000));
    await own.keep(run("pinned", { changed: 0, pinned: true }, 6000));
    await own.keep(run("paused", { changed: 0, standing: "stopped" }, 6000));
    await own.keep(run("late", { changed: 3 }, 6000));
    await own.keep(run("new", { changed: 4 }, 6000));
    const left = async (id: string) => (await own.states(id)).length;
    expect(await Promise.all(["old", "pinned", "paused", "late", "new"].map(left))).toEqual([
      ...[0, 1, 1, 1, 1],
    ]);
    expect(await own.details("old")).toEqual(details);
    const { bytes, limit } = await own.usage();
    expect(limit).toBe(100_000);
    expect(bytes).toBeLessThanOrEqual(limit);
  });

  it("says that it is full where no room can be made, and loses nothing", async () => {
    const own = shelf(2 * 60_000);
    await own.keep(run("a", { pinned: true }, 12_000));
    await expect(own.keep(run("b", {}, 12_000))).rejects.toThrow(
      /come to 0 MB of 0 MB: delete some/,
    );
    expect(await idsOf(own)).toEqual(["a"]);
    expect(await own.states("a")).toHaveLength(1);
  });

  it("says that the browser has no room, and has what was kept before", async () => {
    const own = shelf();
    await own.keep(run("a", { pinned: true }));
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("quota", "QuotaExceededError");
    });
    await expect(own.keep(run("b"))).rejects.toThrow(/^the browser has no room left/);
    vi.restoreAllMocks();
    expect(await idsOf(own)).toEqual(["a"]);
    expect(await own.details("a")).toEqual(details);
  });

  it("packs runs into a file, and reads it whole", async () => {
    const own = shelf();
    await own.keep(run("a", { name: "first" }));
    await own.keep({ ...run("b"), details: null, states: null });
    const file = await own.pack(["a", "b", "gone"]);
    const [a, b] = await shelf().unpack(file, "some.runs");
    expect(a).toMatchObject({ record: { name: "first" }, details, states: [{ update: 1 }] });
    expect(b).toMatchObject({ record: { id: "b" }, details: null, states: [] });
    await expect(shelf().unpack(file.slice(0, -20), "cut.runs")).rejects.toThrow(/^cut\.runs: /);
  });

  it("says why it does not open where a newer version has kept runs", async () => {
    const newer = indexedDB.open("energy-correction-lab", 7);
    await new Promise((done) => {
      newer.onsuccess = done;
    });
    newer.result.close();
    await expect(shelf().open()).rejects.toThrow(/^a newer version of the lab/);
  });
});
