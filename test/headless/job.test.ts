import { describe, expect, it } from "vitest";
import { settingsOf } from "../../headless/given.ts";
import { jobOf } from "../../headless/job.ts";
import { toyDefaults } from "../../src/model/defaults.ts";
import { call, folder, sweepIn } from "./program.ts";

describe("a command line that is refused", () => {
  it.each([
    [[], "expected the settings of a run or --sweep, found neither"],
    [["--speed", "3"], "Unknown option '--speed'"],
    [["missing.json"], "missing.json: expected a file that can be read, found none of this name"],
    [["steps=0"], 'address: steps: expected a whole number, 1 to 500, found "0"'],
    [["chapter=features"], "address: chapter: expected one with a run, question, mixture,"],
    [["tab=learn&chapter=nine"], 'found "nine"'],
    [["data=drawn"], "address: its data are drawn, but it has no drawing"],
    [["data=grid", "moons.json"], '"moons.json": has no place beside a run'],
    [["data=grid", "--seed", "x"], '--seed: expected a whole number, 0 to 4294967295, found "x"'],
    [["data=grid", "--set", "spets=3"], "--set: spets: no setting has this name"],
    [["data=grid", "--set", "data=drawn"], "--set: its data are drawn, but it has no drawing"],
    [["data=grid", "--threads", "0"], '--threads: expected a whole number, 1 or more, found "0"'],
    [["data=grid", "--backend", "webgpu"], "--backend: expected cpu"],
    [["data=grid", "--list"], "--list: expected --sweep FILE beside it"],
    [["tab=features"], "expected --features FOLDER beside settings of the Features tab"],
    [["data=grid", "--features", "test"], "--features: test: expected feature files, found no"],
    [["data=grid", "--group", "svhn=far"], "--group: expected --features FOLDER beside it"],
    [["data=grid", "--out", "none/a.json"], "none/a.json: expected a folder none, found none"],
    [["--collect"], "--collect: expected files of trials, found none"],
  ] as [string[], string][])("%j", (args, message) => {
    expect(() => jobOf(args)).toThrow(message);
  });

  it("a sweep's with what is a run's, or with a trial that it does not have", () => {
    const file = sweepIn(folder());
    expect(() => jobOf(["--sweep", file, "--seed", "1"])).toThrow("no place beside --sweep");
    const beyond = ["--sweep", file, "--trial", "4"];
    expect(() => jobOf(beyond)).toThrow("--trial: expected 0 to 3, found 4");
    expect(() => jobOf(["--sweep", file, "--set", "steps=0"])).toThrow("--set: steps: expected");
  });

  it("ends the program with 2, and a sentence on standard error", async () => {
    const message = "missing.json: expected a file that can be read, found none of this name\n";
    expect(await call("missing.json")).toEqual({ code: 2, out: "", err: message });
  });
});

it("a chapter's address is its state, with its other keys over it", () => {
  const { data, model } = toyDefaults("grid", "all");
  const run = settingsOf("http://127.0.0.1:5173/#tab=learn&chapter=failure&seed=3");
  expect(run).toMatchObject({ kind: "toy", settings: { data, model, seed: 3 } });
});
