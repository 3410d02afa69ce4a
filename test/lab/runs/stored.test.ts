import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import fc from "fast-check";
import { beforeEach, describe, expect, it } from "vitest";
import type { News } from "../../../src/lab/runs/archive.ts";
import { type Channel, storedArchive } from "../../../src/lab/runs/stored.ts";
import { openRuns, type Row } from "../../../workers/archive/database.ts";
import { Shelf } from "../../../workers/archive/shelf.ts";
import type { ArchiveCall } from "../../../workers/protocol/archive.ts";
import { FakePort } from "../port.ts";
import { anyDamage } from "./damage.ts";
import { keptRun, stateAt } from "./runs.ts";

/** The archive's worker, on this thread; `crashes` makes it break at a call. */
class ShelfPort extends FakePort {
  readonly calls: ArchiveCall[] = [];
  private readonly shelf = new Shelf(async () => undefined);

  constructor(private readonly crashes: string[] = []) {
    super();
  }

  override postMessage(message: never): void {
    const { request, call, given } = structuredClone(message) as ArchiveCall;
    this.calls.push({ request, call, given } as ArchiveCall);
    const work = this.shelf[call] as (...given: unknown[]) => Promise<unknown>;
    void work.apply(this.shelf, given).then(
      (answer) => {
        if (this.crashes.includes(call)) this.crash("out of memory");
        else this.say({ request, answer: structuredClone(answer) });
      },
      (error: Error) => this.say({ request, problem: error.message }),
    );
  }
}

/** Channels that hear each other, and never themselves. */
function channels(count: number): Channel[] {
  const all: Channel[] = Array.from({ length: count }, () => ({
    onmessage: null,
    postMessage(news: News) {
      for (const other of all) {
        if (other !== this)
          other.onmessage?.({ data: structuredClone(news) } as MessageEvent<News>);
      }
    },
  }));
  return all;
}

const open = (port = new ShelfPort()) => storedArchive(() => port, channels(1)[0]!);

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

describe("the stored archive", () => {
  it("gives a run back as it was kept", async () => {
    const run = keptRun("one");
    await (await open()).keep(run);
    const later = await open();
    const { records, unreadable, fleeting } = await later.catalogue();
    expect([records, unreadable, fleeting]).toEqual([[run.record], [], null]);
    expect(await later.details("one")).toEqual(run.details);
    expect(await later.states("one")).toEqual(run.states);
  });

  it("writes a state once", async () => {
    const port = new ShelfPort();
    const archive = await open(port);
    const [first, second] = [stateAt(20), stateAt(40)];
    const { record } = keptRun("one");
    await archive.keep({ record, states: [first] });
    await archive.keep({ record, states: [{ ...first }, second] });
    await archive.keep({ record });
    const fresh = port.calls.flatMap(({ call, given }) =>
      call === "keep" ? [given[0].states] : [],
    );
    expect(fresh.map((states) => states?.fresh.map(({ update }) => update))).toEqual([
      ...[[20], [40], undefined],
    ]);
    expect((await archive.states("one")).map(({ update }) => update)).toEqual([20, 40]);
  });

  it("keeps runs for the page alone where there is no database, and says why", async () => {
    const broken = new ShelfPort();
    broken.postMessage = (message: ArchiveCall) =>
      broken.say({ request: message.request, problem: "the browser gave no storage (blocked)" });
    const archive = await storedArchive(() => broken, channels(1)[0]!);
    await archive.keep(keptRun("one"));
    const { records, fleeting } = await archive.catalogue();
    expect(records).toHaveLength(1);
    expect(fleeting).toMatch(/^This browser keeps no runs .*gave no storage \(blocked\)/);
  });

  it("does not wait for a database that never opens", async () => {
    const archive = await storedArchive(() => new FakePort(), channels(1)[0]!, 5);
    expect((await archive.catalogue()).fleeting).toMatch(/its database did not open/);
  });

  it("rejects what its worker left undone when it broke, and starts another", async () => {
    const ports = [new ShelfPort(["details"]), new ShelfPort()];
    const left = ports.slice();
    const archive = await storedArchive(() => left.shift()!, channels(1)[0]!);
    await archive.keep(keptRun("one"));
    await expect(archive.details("one")).rejects.toThrow("the archive stopped: out of memory");
    expect(ports[0]!.terminated).toBe(true);
    expect(await archive.details("one")).not.toBeNull();
  });

  it("tells other tabs what it keeps, renames and deletes", async () => {
    const [here, there] = channels(2);
    const heard: News[] = [];
    const other = await storedArchive(() => new ShelfPort(), there!);
    other.follow((news) => heard.push(news));
    const archive = await storedArchive(() => new ShelfPort(), here!);
    const { record } = keptRun("one");
    await archive.keep({ record });
    await archive.rename("one", { name: "mine" });
    expect((await other.catalogue()).records).toEqual([{ ...record, name: "mine" }]);
    await archive.remove(["one"]);
    expect(heard).toEqual([
      { type: "kept", record },
      { type: "named", id: "one", naming: { name: "mine" } },
      { type: "removed", ids: ["one"] },
    ]);
  });

  it("loses no other run and never fails, whatever of one is damaged", async () => {
    const archive = await open();
    await archive.keep(keptRun("good"));
    const { record } = keptRun("bad");
    await fc.assert(
      fc.asyncProperty(anyDamage, async (damage) => {
        const database = await openRuns(() => {});
        let damaged = damage(structuredClone(record));
        try {
          structuredClone(damaged);
        } catch {
          damaged = null;
        }
        const row: Row = {
          ...{ id: "bad", record: damaged, removed: null, states: [] },
          bytes: { record: 1, details: 0 },
        };
        await database.put("records", row);
        database.close();
        const { records, unreadable } = await archive.catalogue();
        expect(records.find(({ id }) => id === "good")).toBeDefined();
        expect([...records, ...unreadable].map(({ id }) => id).sort()).toEqual(["bad", "good"]);
        for (const { why } of unreadable) expect(why).not.toBe("");
      }),
      { numRuns: 60 },
    );
    await archive.remove(["bad"]);
    expect((await archive.catalogue()).records.map(({ id }) => id)).toEqual(["good"]);
  });

  it("says in a sentence that details are damaged, cut anywhere", async () => {
    const archive = await open();
    const run = keptRun("one");
    await archive.keep(run);
    const database = await openRuns(() => {});
    const bytes = (await database.get("details", "one"))!;
    for (let length = 0; length < bytes.length; length += 97) {
      await database.put("details", bytes.slice(0, length), "one");
      await expect(archive.details("one")).rejects.toThrow(/^kept details: /);
    }
    expect((await archive.catalogue()).records).toEqual([run.record]);
  });
});
