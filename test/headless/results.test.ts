import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { collect } from "../../headless/collect.ts";
import type { Outcome } from "../../headless/results.ts";
import { ResultsFile } from "../../headless/resultsFile.ts";
import { sweepOf } from "../../headless/sweepFile.ts";
import type { ToyQuality } from "../../src/detection/report.ts";
import type { SweepDesign, Trial } from "../../src/lab/sweeps/design.ts";
import { folder, sweepIn } from "./program.ts";

const NONE: SweepDesign["stopping"] = { rule: "none" };

const fit: ToyQuality = {
  ...{ nll: 2.5, mixtureNll: 3, trueNll: 2, kl: 0.5, modeMass: [1], trueModeMass: [1] },
  ...{ tv: 0, quadratureError: 0 },
};

/** What a trial might have come to. */
const outcome = ({ index, values, seed, settings }: Trial): Outcome => ({
  ...{ trial: index, values, seed, problem: index === 1 ? 'it "diverged", early' : null },
  report: {
    ...{ schema: "energy-correction-lab/report@1", settings, backend: "CPU", updates: 6 },
    ...{ seconds: 1, toy: fit, models: { correction: fit }, results: [] },
  },
});

describe.each(["jsonl", "csv"])("a results file, .%s", (form) => {
  it("has what was added, and is rid of a line that was cut off", () => {
    const path = folder();
    const { trials } = sweepOf(sweepIn(path), null);
    const out = join(path, `results.${form}`);
    const file = new ResultsFile(out, trials, NONE);
    for (const trial of [trials[1]!, trials[3]!]) file.add(outcome(trial));
    const whole = readFileSync(out, "utf8");
    appendFileSync(out, whole.split("\n").at(-2)!.slice(0, 30));
    expect([...new ResultsFile(out, trials, NONE).done.keys()]).toEqual([1, 3]);
    expect(readFileSync(out, "utf8")).toBe(whole);
  });

  it("is refused by another sweep", () => {
    const path = folder();
    const { trials } = sweepOf(sweepIn(path), null);
    const out = join(path, `results.${form}`);
    new ResultsFile(out, trials, NONE).add(outcome(trials[3]!));
    const other = sweepOf(sweepIn(path, { seeds: [1, 3] }), null);
    expect(() => new ResultsFile(out, other.trials, NONE)).toThrow(
      /line \d: its trial 3 is of another sweep; take another file for --out$/,
    );
  });

  it("is refused by the same sweep with another setting that it does not vary", () => {
    const path = folder();
    const { trials } = sweepOf(sweepIn(path), null);
    const out = join(path, `results.${form}`);
    new ResultsFile(out, trials, NONE).add(outcome(trials[0]!));
    const other = sweepOf(sweepIn(path), "alpha=0.2");
    expect(() => new ResultsFile(out, other.trials, NONE)).toThrow(/is of another sweep/);
  });

  it("is left as it is where it is no such file", () => {
    const path = folder();
    const { trials } = sweepOf(sweepIn(path), null);
    const out = join(path, `notes.${form}`);
    for (const text of ["my only notes", "two lines\nand no end"]) {
      writeFileSync(out, text);
      expect(() => new ResultsFile(out, trials, NONE)).toThrow(/take another file for --out$/);
      expect(readFileSync(out, "utf8")).toBe(text);
    }
  });
});

describe("collect", () => {
  it("joins trials in their order, and refuses others of the same number", async () => {
    const path = folder();
    const { trials } = sweepOf(sweepIn(path), null);
    const [a, b, c] = ["a.json", "b.jsonl", "c.csv"].map((name) => join(path, name));
    new ResultsFile(a!, trials, NONE).add(outcome(trials[2]!));
    new ResultsFile(b!, trials, NONE).add(outcome(trials[1]!));
    await collect([a!, b!, a!], c!)();
    expect([...new ResultsFile(c!, trials, NONE).done.keys()]).toEqual([1, 2]);
    const other = sweepOf(sweepIn(path), "width=9");
    new ResultsFile(join(path, "d.json"), other.trials, NONE).add(outcome(other.trials[2]!));
    expect(() => collect([a!, join(path, "d.json")], null)).toThrow("its trial 2 is not the one");
    expect(() => collect([c!], null)).toThrow(/c\.csv: /);
  });
});
