import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { type RunSettings, settingsJson } from "../../../src/lab/settingsFile.ts";
import { runScript } from "../../../src/lab/takeaway/script.ts";
import { featureDefaults, toyDefaults } from "../../../src/model/defaults.ts";

const SCRIPT = fileURLToPath(new URL("../../../public/repeat_run.py", import.meta.url));
const script = async () => readFileSync(SCRIPT, "utf8");

const RUNS: RunSettings[] = [
  { kind: "features", settings: featureDefaults() },
  {
    ...{ kind: "toy", settings: toyDefaults("drawn", "all"), painted: null },
    drawing: { points: Float32Array.of(1, 2, -0.5, 0.25), labels: Uint8Array.of(0, 3) },
  },
];

describe("runScript", () => {
  it.each(RUNS)(
    "puts a run's settings into the script, and changes nothing else: $kind",
    async (run) => {
      const own = await runScript(run, script);
      const found = /^SETTINGS = json\.loads\(r"""([\s\S]*?)"""\)$/m.exec(own)!;
      expect(found[1]).toBe(settingsJson(run));
      expect(own.replace(found[0], "SETTINGS = None")).toBe(await script());
    },
  );

  it("says what is wrong with a script that cannot be had, or has no place for settings", async () => {
    const offline = () => Promise.reject(new Error("Failed to fetch"));
    await expect(runScript(RUNS[0]!, offline)).rejects.toThrow(
      "repeat_run.py could not be loaded: Failed to fetch; try again when online",
    );
    await expect(runScript(RUNS[0]!, async () => "<!doctype html>")).rejects.toThrow(
      "repeat_run.py has no place for settings",
    );
  });
});
