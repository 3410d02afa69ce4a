import { spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { csvParse } from "d3";
import { describe, expect, it } from "vitest";
import { call, ended, folder, RUN, sweepIn, TINY } from "./program.ts";

const HASH = "data=cross&model=correction&width=8&updates=6&steps=4";
const schema = "energy-correction-lab/settings@1";

/** A report without what differs from one run to the next. */
function numbersOf(text: string): object {
  const { seconds: _, backend: __, ...numbers } = JSON.parse(text);
  return numbers;
}

const PARALLEL = !spawnSync("parallel", ["--version"]).error;

const linesOf = (text: string) => text.split("\n").filter(Boolean);
const trialsIn = (text: string) => linesOf(text).map((line) => JSON.parse(line).trial);
const reportOf = (text: string, trial: number) => {
  const line = linesOf(text).find((each) => JSON.parse(each).trial === trial)!;
  return numbersOf(JSON.stringify(JSON.parse(line).report));
};

describe("a run without a browser", () => {
  it("prints its report and nothing else, from an address, a settings file or a report", async () => {
    const path = folder();
    const [settings, report] = [join(path, "settings.json"), join(path, "report.json")];
    writeFileSync(settings, JSON.stringify({ schema, kind: "toy", settings: TINY }));
    const first = await call(`http://127.0.0.1:5173/#tab=lab&${HASH}`);
    expect([first.code, first.err]).toEqual([0, ""]);
    expect(JSON.parse(first.out)).toMatchObject({
      schema: "energy-correction-lab/report@1",
      ...{ updates: 6, settings: TINY },
    });
    expect(await call(settings, "--out", report)).toEqual({ code: 0, out: "", err: "" });
    expect(numbersOf(readFileSync(report, "utf8"))).toEqual(numbersOf(first.out));
  });

  it("has the same bits with any number of threads", async () => {
    const hash = "data=grid&model=correction&updates=6";
    const one = await call(hash, "--threads", "1");
    const three = await call(hash, "--threads", "3");
    expect(JSON.parse(one.out).backend).toMatch(/^CPU \(.*SIMD, one thread\)$/);
    expect(JSON.parse(three.out).backend).toMatch(/^CPU \(.*SIMD, 3 threads\)$/);
    expect(numbersOf(three.out)).toEqual(numbersOf(one.out));
  });

  it("measures detection on painted points", async () => {
    const path = join(folder(), "settings.json");
    const painted = {
      near: [
        [0, 1],
        [1, 0],
      ],
      mid: [],
      far: [[9, 9]],
    };
    writeFileSync(path, JSON.stringify({ schema, kind: "toy", settings: TINY, painted }));
    const { results } = JSON.parse((await call(path)).out);
    const sets = results.map(({ dataset }: { dataset: string }) => dataset);
    expect(new Set(sets)).toEqual(new Set(["painted near", "painted far"]));
  });

  it("ends with 1 where it diverges, with the report of the last good state", async () => {
    const steep = "data=grid&model=ebm&layers=8&batch=32&steps=10&updates=150&lr=1";
    const { code, out, err } = await call(steep);
    expect(code).toBe(1);
    expect(err).toMatch(/training diverged.*; its report is of the last good state\n$/);
    expect(JSON.parse(out).updates).toBeLessThan(150);
  });
});

describe("a sweep without a browser", () => {
  it("goes on where it was interrupted, and GNU parallel's trials are its own", async () => {
    const path = folder();
    const [file, out] = [sweepIn(path), join(path, "results.jsonl")];
    const child = spawn(process.execPath, [RUN, "--sweep", file, "--jobs", "1", "--out", out]);
    child.stderr.once("data", () => child.kill("SIGINT"));
    expect(await ended(child)).toMatchObject({ code: 130, out: "" });
    const before = readFileSync(out, "utf8");
    // The costliest trials are first.
    expect(trialsIn(before)).toEqual([2]);

    const second = await call("--sweep", file, "--out", out);
    expect(second).toMatchObject({ code: 0, out: "" });
    expect(second.err).toContain("has 1 of 4 trials");
    const whole = readFileSync(out, "utf8");
    expect(whole.startsWith(before)).toBe(true);
    expect(trialsIn(whole).toSorted()).toEqual([0, 1, 2, 3]);

    if (!PARALLEL) return;
    const command = `${process.execPath} ${RUN} --sweep ${file} --trial {} --out ${path}/{}.json`;
    expect(await ended(spawn("parallel", [command, ":::", "3", "2"]))).toMatchObject({ code: 0 });
    const files = [3, 2].map((trial) => join(path, `${trial}.json`));
    const joined = await call("--collect", ...files);
    expect(trialsIn(joined.out)).toEqual([2, 3]);
    expect(reportOf(joined.out, 3)).toEqual(reportOf(whole, 3));
  });

  it("halves as it would have without an interruption, and goes on from the rungs", async () => {
    const path = folder();
    const file = sweepIn(path, {
      base: { kind: "toy", settings: { ...TINY, updates: 18 } },
      axes: [{ key: "steps", values: [3, 4, 5, 6] }],
      stopping: { rule: "halving", eta: 2, rungs: 3 },
    });
    const [whole, parted] = [join(path, "whole.csv"), join(path, "parted.jsonl")];
    expect(await call("--sweep", file, "--out", whole)).toMatchObject({ code: 0 });

    const child = spawn(process.execPath, [RUN, "--sweep", file, "--jobs", "1", "--out", parted]);
    // The first who is dropped: others are in the middle.
    child.stderr.once("data", () => child.kill("SIGINT"));
    expect(await ended(child)).toMatchObject({ code: 130 });
    expect(readdirSync(`${parted}.states`)).not.toEqual([]);
    expect(await call("--sweep", file, "--out", parted)).toMatchObject({ code: 0 });
    expect(existsSync(`${parted}.states`)).toBe(false);
    const outcomes = linesOf(readFileSync(parted, "utf8")).map((line) => JSON.parse(line));
    const at = outcomes.map(({ dropped }) => dropped).toSorted();
    // 4 points of 2 seeds: two are dropped at 18 / 4 updates, one at 18 / 2.
    expect(at).toEqual([5, 5, 5, 5, 9, 9, null, null].toSorted());
    const rows = csvParse(readFileSync(whole, "utf8"));
    for (const { trial, dropped, rungs, report } of outcomes) {
      const row = rows.find((each) => Number(each.trial) === trial)!;
      const marks = (rungs as number[][]).map((rung) => rung.join(":")).join(" ");
      expect([row.dropped, row.rungs]).toEqual([String(dropped ?? ""), marks]);
      expect(Number(row["correction.nll"])).toBe(report.toy.nll);
      expect(report.updates).toBe(dropped ?? 18);
    }
  }, 90_000);
});
