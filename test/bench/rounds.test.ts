import { describe, expect, it } from "vitest";
import { casesOf } from "../../bench/cases.mjs";
import { Rounds } from "../../bench/rounds.mjs";

const [work, more] = casesOf(true);

type Sums = Record<string, number[]>;
interface Behaviour {
  name: string;
  sums?: Sums;
  ms?: number[];
  fails?: boolean;
  mayFail?: boolean;
  silent?: boolean;
}

/** A side of one or more variants that answers at once, and writes down what it is asked. */
function sideOf(asked: string[], { name, ...behaviour }: Behaviour) {
  const { sums = { energies: [1] }, ms = [1500], fails, mayFail = false, silent } = behaviour;
  const variants = ms.map((time, i) => ({
    label: ms.length > 1 ? `${i + 1} threads` : "",
    does: () => true,
    opening: () => ({ ask: "open" }),
    start: async () => ({
      close: async () => void asked.push(`${name} closed`),
      ask: async (request: { ask: string }) => {
        if (silent) return new Promise(() => {});
        if (fails) throw new Error("no memory");
        asked.push(`${name} ${request.ask}`);
        return { label: name, sums, ms: time };
      },
    }),
  }));
  return { name, title: name, mayFail, variants };
}

const roundsOf = (runs: number, limit = 60) => new Rounds(runs, limit, () => {});

describe("a case of the bench", () => {
  it("times its sides in turn, after all are warm, and closes them", async () => {
    const asked: string[] = [];
    const sides = [sideOf(asked, { name: "a" }), sideOf(asked, { name: "b" })];
    const row = await roundsOf(2).measure(work, sides, "");
    const warm = (name: string) => [`${name} open`, `${name} check`, `${name} run`];
    const turns = ["a run", "b run", "a run", "b run"];
    expect(asked).toEqual([...warm("a"), ...warm("b"), ...turns, "a closed", "b closed"]);
    expect(row.sides.a).toEqual([{ label: "", backend: "a", times: [1500, 1500] }]);
  });

  it("puts a side's best variant first", async () => {
    const row = await roundsOf(1).measure(work, [sideOf([], { name: "a", ms: [3000, 1100] })], "");
    expect(row.sides.a.map(({ label }) => label)).toEqual(["2 threads", "1 threads"]);
  });

  it("times a slow side less often", async () => {
    const row = await roundsOf(7, 4).measure(work, [sideOf([], { name: "a", ms: [3000] })], "");
    expect(row.sides.a[0].times).toHaveLength(2);
  });

  it("fails where two sides compute different numbers", async () => {
    const asked: string[] = [];
    const near = sideOf(asked, { name: "near", sums: { energies: [1.0005] } });
    const far = sideOf(asked, { name: "far", sums: { energies: [1.01] } });
    const own = sideOf(asked, { name: "own" });
    await expect(roundsOf(1).measure(work, [own, near], "")).resolves.toBeDefined();
    const failing = roundsOf(1).measure(work, [own, far], "");
    await expect(failing).rejects.toThrow(/far differs from own by 0.010 relative in energies/);
    expect(asked.slice(-2)).toEqual(["own closed", "far closed"]);
  });

  it("leaves out a side that takes too long, from the family's next case too", async () => {
    const rounds = roundsOf(1, 0.01);
    const sides = [sideOf([], { name: "a" }), sideOf([], { name: "b", silent: true })];
    expect(Object.keys((await rounds.measure(work, sides, "")).sides)).toEqual(["a"]);
    await rounds.measure(more, sides, "");
    expect(rounds.notices.map(({ variant, title }) => [variant, title])).toEqual([
      ["b", work.title],
      ["b", more.title],
    ]);
  });

  it("goes on without a side that may fail, and not without another", async () => {
    const rounds = roundsOf(1);
    await rounds.measure(work, [sideOf([], { name: "a", fails: true, mayFail: true })], "");
    expect(rounds.notices[0].reason).toBe("failed: no memory");
    const failing = rounds.measure(work, [sideOf([], { name: "a", fails: true })], "");
    await expect(failing).rejects.toThrow(/: a: no memory$/);
  });
});
