import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Outcome } from "../../headless/results.ts";
import type { Report } from "../../src/detection/report.ts";
import { tinyFiles, tinySettings } from "../workers/features/tiny.ts";
import { call, folder } from "./program.ts";

/** A folder with the tiny set's files, and another. */
async function tinyFolder(): Promise<string> {
  const path = folder();
  const files = tinyFiles();
  for (const file of files) {
    writeFileSync(join(path, file.name), new Uint8Array(await file.arrayBuffer()));
  }
  writeFileSync(join(path, "README.md"), "Tiny.");
  return path;
}

/** A report without what differs from one run to the next. */
const numbersOf = ({ seconds: _, backend: __, ...numbers }: Report) => numbers;

describe("a run over features without a browser", () => {
  it("prints its report, and a sweep's trial of the same settings has the same bits", async () => {
    const path = await tinyFolder();
    const at = (name: string) => join(path, name);
    const settings = tinySettings();
    const schema = "energy-correction-lab/settings@1";
    // As an editor on Windows saves it.
    const text = JSON.stringify({ schema, kind: "features", settings }, null, 1);
    writeFileSync(at("settings.json"), `\uFEFF${text.replaceAll("\n", "\r\n")}`);
    const sources = ["--features", path, "--group", "close=far"];
    const one = await call(at("settings.json"), ...sources);
    expect([one.code, one.err]).toEqual([0, ""]);
    const report = JSON.parse(one.out) as Report;
    expect(report).toMatchObject({
      schema: "energy-correction-lab/report@1",
      ...{ settings: { ...settings, networkChoice: "4x64" }, updates: 16 },
    });
    const rows = report.results.filter(({ method }) => method === "Correction");
    expect(rows.map(({ dataset, group }) => [dataset, group])).toEqual([
      ["distant", "mid"],
      ["close", "far"],
    ]);

    writeFileSync(
      at("sweep.json"),
      JSON.stringify({
        schema: "energy-correction-lab/sweep@1",
        base: { kind: "features", settings },
        axes: [{ key: "correction.steps", values: [3, 4] }],
      }),
    );
    const sweep = ["--sweep", at("sweep.json"), ...sources, "--jobs", "2"];
    expect((await call(...sweep, "--out", at("results.jsonl"))).code).toBe(0);
    const outcomes = readFileSync(at("results.jsonl"), "utf8").trim().split("\n");
    const trials = outcomes.map((line) => JSON.parse(line) as Outcome);
    expect(trials.map(({ trial }) => trial).toSorted()).toEqual([0, 1]);
    expect(numbersOf(trials.find(({ trial }) => trial === 0)!.report)).toEqual(numbersOf(report));

    rmSync(at("train_labels.npy"));
    const lacking = await call(at("settings.json"), "--features", path);
    expect(lacking).toMatchObject({ code: 2, out: "" });
    expect(lacking.err).toMatch(/^--features: .*train_labels/);
  });
});
