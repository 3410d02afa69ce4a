import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

export const RUN = fileURLToPath(new URL("../../headless/run.mjs", import.meta.url));

/** What a call of the program came to. */
interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Calls the program with a command line. */
export function call(...args: string[]): Promise<Ended> {
  return ended(spawn(process.execPath, [RUN, ...args]));
}

export function ended(child: ReturnType<typeof spawn>): Promise<Ended> {
  const texts = { out: "", err: "" };
  child.stdout?.on("data", (part) => (texts.out += part));
  child.stderr?.on("data", (part) => (texts.err += part));
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, ...texts })));
}

/** A folder that goes with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "energy-correction-headless-"));
  onTestFinished(() => rmSync(path, { recursive: true }));
  return path;
}

export const TINY = { data: "cross", model: "correction", width: 8, updates: 6, steps: 4 };

/** A file with a sweep of four tiny trials. */
export function sweepIn(path: string, more: object = {}): string {
  const file = join(path, "sweep.json");
  const design = {
    schema: "energy-correction-lab/sweep@1",
    base: { kind: "toy", settings: TINY },
    axes: [{ key: "steps", values: [3, 4] }],
    seeds: [1, 2],
    ...more,
  };
  writeFileSync(file, JSON.stringify(design));
  return file;
}
