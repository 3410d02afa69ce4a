import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { fleetingArchive } from "../../../src/lab/runs/archive.ts";
import { keptRun } from "./runs.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it("a fleeting archive has all that was deleted back for a minute, one by one", async () => {
  const archive = fleetingArchive("a test");
  const runs = ["one", "two"].map((id) => keptRun(id));
  const restored = async () => {
    for (const { record } of runs) await archive.keep({ record });
    return Promise.all(runs.map(({ record }) => archive.details(record.id)));
  };
  for (const run of runs) await archive.keep(run);
  for (const { record } of runs) await archive.remove([record.id]);
  expect(await restored()).toEqual(runs.map(({ details }) => details));
  await archive.remove(["one", "two"]);
  vi.advanceTimersByTime(61_000);
  expect(await restored()).toEqual([null, null]);
});
