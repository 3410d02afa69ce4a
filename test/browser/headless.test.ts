import { describe, expect } from "vitest";
import type { Report } from "../../src/detection/report.ts";
import { call } from "../headless/program.ts";
import { open, test } from "./page.ts";
import { SMALL, saveReport, shows } from "./readings.ts";

const TOLERANCE = 1e-6;

/** All numbers of a report by their paths, and all else; without what a machine decides. */
function leavesOf(value: unknown, path = ""): [path: string, leaf: unknown][] {
  if (typeof value !== "object" || value === null) return [[path, value]];
  return Object.entries(value).flatMap(([key, inner]) =>
    path === "" && (key === "seconds" || key === "backend")
      ? []
      : leavesOf(inner, `${path}.${key}`),
  );
}

describe("a run without a browser", () => {
  test.for([
    ["cross", `${SMALL}&updates=300`],
    ["grid", "data=grid&model=all&seed=2&updates=30"],
  ] as const)("has the browser's report to 1e-6, %s", async ([, hash], { page }) => {
    await open(page, `tab=lab&${hash}&backend=cpu&autorun=1`);
    await shows(page, "Run", /^done$/);
    const browser = await saveReport(page);
    const headless = JSON.parse((await call(hash)).out) as Report;
    expect(headless.backend.split(",")[0]).toBe(browser.backend.split(",")[0]);
    const [expected, found] = [leavesOf(browser), leavesOf(headless)];
    expect(found.map(([path]) => path)).toEqual(expected.map(([path]) => path));
    found.forEach(([path, leaf], i) => {
      const [, other] = expected[i]!;
      if (typeof leaf !== "number") expect(leaf, path).toBe(other);
      else expect(Math.abs(leaf - Number(other)), path).toBeLessThan(TOLERANCE);
    });
  });
});
